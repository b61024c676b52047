import { describe, expect, test } from 'vitest';
import { controlApi } from '../../doubles/control-api.ts';

const PATH = '/v1/api_versions';
const change = (over: object = {}) => ({
  name: 'invoice_total_split',
  types: ['invoice.*', 'order.paid'],
  description: 'The total of an invoice is split.',
  downgrade: { jsonata: '$' },
  ...over,
});

/** Creates these versions in live mode. */
async function setUp(...versions: object[]) {
  const api = controlApi();
  const [platform, shop] = [api.as('sk_live_platform'), api.as('sk_live_shop')];
  for (const one of versions) expect((await platform.post(PATH, one)).body.error).toBeUndefined();
  const list = async (query = '') =>
    (await shop.get(`${PATH}?${query}`)).body.data.map((one: { version: string; default: boolean }) =>
      one.default ? `${one.version} default` : one.version,
    );
  return { ...api, platform, shop, list };
}
const [first, second, third] = ['2026-01-01', '2026-03-01', '2026-06-01'].map((version) => ({ version }));

describe('API versions', () => {
  test("are listed newest first with their changelog, without the platform's expressions", async () => {
    const { shop } = await setUp({ ...first }, { ...second, changes: [change()] });
    const { body } = await shop.get(PATH);
    expect(body).toMatchObject({ object: 'list', url: PATH, has_more: false });
    expect(body.data).toEqual([
      {
        id: '2026-03-01',
        object: 'api_version',
        version: '2026-03-01',
        default: true,
        changes: [
          {
            name: 'invoice_total_split',
            types: ['invoice.*', 'order.paid'],
            description: 'The total of an invoice is split.',
          },
        ],
        livemode: true,
      },
      { id: '2026-01-01', object: 'api_version', version: '2026-01-01', default: false, changes: [], livemode: true },
    ]);
    expect((await shop.get(`${PATH}/2026-03-01`)).body).toEqual(body.data[0]);
    expect((await shop.get(`${PATH}/2026-02-01`)).status).toBe(404);
  });

  test('are paged like other lists', async () => {
    const { list, shop } = await setUp(first ?? {}, second ?? {}, third ?? {});
    expect(await list('limit=1&starting_after=2026-06-01')).toEqual(['2026-03-01']);
    expect(await list('limit=1&ending_before=2026-01-01')).toEqual(['2026-03-01']);
    expect((await shop.get(`${PATH}?starting_after=2020-01-01`)).status).toBe(400);
  });

  test('have one default: the version marked as default, otherwise the newest', async () => {
    const { platform, list, catalog } = await setUp({ ...first, default: true }, second ?? {});
    expect(await list()).toEqual(['2026-03-01', '2026-01-01 default']);
    const { body } = await platform.post(PATH, { ...third, default: true });
    expect(body.default).toBe(true);
    expect(await list()).toEqual(['2026-06-01 default', '2026-03-01', '2026-01-01']);
    const marked = (await catalog.store.versions('live')).filter((one) => one.default);
    expect(marked.map(({ version }) => version)).toEqual(['2026-06-01']);
    await platform.post(PATH, { ...third, default: false });
    expect(await list()).toEqual(['2026-06-01 default', '2026-03-01', '2026-01-01']);
  });

  test('must be newer than all others when they are added; only the newest can be replaced or deleted', async () => {
    const { platform, list, shop } = await setUp(first ?? {}, third ?? {});
    for (const { version } of [first, second] as { version: string }[]) {
      const { status, body } = await platform.post(PATH, { version });
      expect([status, body.error.param]).toEqual([400, 'version']);
      expect(body.error.message).toContain('2026-06-01');
    }
    await platform.post(PATH, { ...third, changes: [change()] });
    expect((await shop.get(`${PATH}/2026-06-01`)).body.changes).toHaveLength(1);
    expect((await platform.delete(`${PATH}/2026-01-01`)).body.error.message).toContain('only the newest');
    expect((await platform.delete(`${PATH}/2026-06-01`)).body).toEqual({
      id: '2026-06-01',
      object: 'api_version',
      deleted: true,
    });
    expect(await list()).toEqual(['2026-01-01 default']);
    expect((await platform.delete(`${PATH}/2026-06-01`)).status).toBe(404);
  });

  test('of the two modes are separate', async () => {
    const { as, list } = await setUp();
    expect((await as('sk_test_platform').post(PATH, first)).body.livemode).toBe(false);
    expect(await list()).toEqual([]);
  });

  test.each([
    [{ version: 'v1' }, 'version'],
    [{ version: '2026-01-01', default: 'yes' }, 'default'],
    [{ version: '2026-01-01', changes: [change({ name: 'Total Split' })] }, 'changes[0].name'],
    [{ version: '2026-01-01', changes: [change({ types: ['*'] })] }, 'changes[0].types'],
    [{ version: '2026-01-01', changes: [change({ types: [] })] }, 'changes[0].types'],
    [{ version: '2026-01-01', changes: [change({ downgrade: {} })] }, 'changes[0].downgrade'],
    [
      { version: '2026-01-01', changes: [change({ downgrade: { jsonata: '$', function: 'a' } })] },
      'changes[0].downgrade',
    ],
    [{ version: '2026-01-01', changes: [change({ description: 'a\nb' })] }, 'changes[0].description'],
    [{ version: '2026-01-01', changes: [change({ downgrade: { jsonata: '{' } })] }, 'changes[0].downgrade.jsonata'],
    [
      { version: '2026-01-01', changes: [change({ downgrade: { jsonata: '$now()' } })] },
      'changes[0].downgrade.jsonata',
    ],
    [
      { version: '2026-01-01', changes: [change({ downgrade: { function: 'toString' } })] },
      'changes[0].downgrade.function',
    ],
    [{ version: '2026-01-01', changes: [change(), change()] }, 'changes'],
  ])('like %j are rejected with the name of the field, and nothing is stored', async (body, param) => {
    const { platform, list } = await setUp();
    const reply = await platform.post(PATH, body);
    expect(reply.status).toBe(400);
    expect(reply.body.error.param.startsWith(param)).toBe(true);
    expect(await list()).toEqual([]);
  });

  test('cannot be changed by an account', async () => {
    const { shop } = await setUp(first ?? {});
    expect((await shop.post(PATH, second)).status).toBe(403);
    expect((await shop.delete(`${PATH}/2026-01-01`)).status).toBe(403);
  });
});
