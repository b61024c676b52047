import { describe, expect, test } from 'vitest';
import { controlApi } from '../../doubles/control-api.ts';

const PATH = '/v1/event_types';
const VERSIONS = '/v1/api_versions';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const entry = (over: object = {}) => ({
  type: 'invoice.paid',
  group: 'billing',
  description: 'An invoice was paid in full.',
  related_object_type: 'invoice',
  schemas: { '2026-01-01': { type: 'object', required: ['id'] } },
  example: { id: 'in_1', object: 'invoice' },
  ...over,
});

/** Stores the catalog of live mode through the API, as the platform does. */
async function setUp(...entries: object[]) {
  const api = controlApi();
  const [platform, shop] = [api.as('sk_live_platform'), api.as('sk_live_shop')];
  for (const one of entries) expect((await platform.post(PATH, one)).body.error).toBeUndefined();
  const types = async (query = '') =>
    (await shop.get(`${PATH}?limit=100&${query}`)).body.data.map(({ type }: { type: string }) => type);
  return { ...api, platform, shop, types };
}

describe('an event type', () => {
  test('is stored by the platform and read with any key, under its dotted name in the path', async () => {
    const { platform, shop } = await setUp();
    const { status, body } = await platform.post(PATH, entry({ check: 'warn' }));
    expect(status).toBe(200);
    expect(body).toEqual({
      id: 'invoice.paid',
      object: 'event_type',
      type: 'invoice.paid',
      group: 'billing',
      description: 'An invoice was paid in full.',
      related_object_type: 'invoice',
      thin: true,
      check: 'warn',
      api_version: '2026-01-01',
      schema: { type: 'object', required: ['id'] },
      schema_versions: ['2026-01-01'],
      example: { id: 'in_1', object: 'invoice' },
      livemode: true,
    });
    expect((await shop.get(`${PATH}/invoice.paid`)).body).toEqual(body);
  });

  test('is replaced completely when it is stored again', async () => {
    const { platform, shop, types } = await setUp(entry({ check: 'block', thin: false }));
    await platform.post(PATH, { type: 'invoice.paid', group: 'money', example: { id: 'in_2' } });
    expect((await shop.get(`${PATH}/invoice.paid`)).body).toMatchObject({
      group: 'money',
      description: '',
      related_object_type: null,
      thin: true,
      check: null,
      schema: null,
      schema_versions: [],
    });
    expect(await types()).toEqual(['invoice.paid']);
  });

  test('can be stored with a form', async () => {
    const { platform } = await setUp();
    const form = 'type=order.paid&group=orders&thin=false&check=&schemas[2026-01-01][type]=object&example[id]=or_1';
    const { body } = await platform.call('POST', PATH, form, FORM);
    expect(body).toMatchObject({ thin: false, check: null, schema: { type: 'object' }, example: { id: 'or_1' } });
  });

  test('is deleted by the platform, once', async () => {
    const { platform, shop } = await setUp(entry());
    expect((await shop.delete(`${PATH}/invoice.paid`)).status).toBe(403);
    expect((await platform.delete(`${PATH}/invoice.paid`)).body).toEqual({
      id: 'invoice.paid',
      object: 'event_type',
      deleted: true,
    });
    expect((await platform.delete(`${PATH}/invoice.paid`)).status).toBe(404);
  });

  test('of the sandbox is stored with a sandbox key and exists only in the sandbox', async () => {
    const { as, types } = await setUp();
    const { body } = await as('sk_test_platform').post(PATH, entry());
    expect(body.livemode).toBe(false);
    expect(await types()).toEqual([]);
    expect((await as('sk_test_shop').get(`${PATH}/invoice.paid`)).status).toBe(200);
  });

  test.each([
    [{ schemas: { '2026-01-01': { type: 'text' } } }, 'schemas.2026-01-01', '/type: should'],
    [
      { schemas: { '2026-01-01': { properties: { a: { $ref: '#/x' } } } } },
      'schemas.2026-01-01',
      '/properties/a/$ref: should',
    ],
    [{ schemas: { latest: {} } }, 'schemas', 'a date such as'],
    [{ schemas: { '2026-01-01': [] } }, 'schemas.2026-01-01', 'JSON Schema'],
    [{ example: {} }, 'example', '/id: is required.'],
    [{ example: [] }, 'example', 'should be an object.'],
    [{ type: 'v2.core.thing' }, 'type', 'v2.core.'],
    [{ type: 'a b' }, 'type', 'invoice.paid'],
    [{ check: 'maybe' }, 'check', 'warn'],
  ])('with %j is rejected with the field and the problem', async (over, param, message) => {
    const { platform, types } = await setUp();
    const { status, body } = await platform.post(PATH, entry(over));
    expect(status).toBe(400);
    expect(body.error.param).toMatch(new RegExp(`^${param.replaceAll('.', '\\.')}`));
    expect(body.error.message).toContain(message);
    expect(await types()).toEqual([]);
  });

  test('with a schema from an unknown version is rejected once there are versions', async () => {
    const { platform } = await setUp(entry());
    await platform.post(VERSIONS, { version: '2026-03-01' });
    const { body } = await platform.post(PATH, entry());
    expect(body.error.message).toContain("'2026-01-01' is not an API version of the catalog. Use one of 2026-03-01.");
  });

  test.each(['invoice..paid', '.invoice', 'invoice.', '..', 'invoice%2Fpaid', 'x'.repeat(201)])(
    'with the invalid name %s does not exist',
    async (name) => {
      const { shop } = await setUp(entry());
      expect((await shop.get(`${PATH}/${name}`)).status).toBe(404);
    },
  );

  test('may have dots in its path; ids of other objects may not', async () => {
    const { shop } = await setUp();
    const { body } = await shop.get('/v1/events/evt_a.b');
    expect(body.error.message).toContain('is not the id of anything');
  });
});

describe('in an older version', () => {
  const dated = async () => {
    const made = await setUp();
    for (const version of ['2026-01-01', '2026-03-01', '2026-06-01']) await made.platform.post(VERSIONS, { version });
    const schemas = { '2026-01-01': { title: 'first' }, '2026-06-01': { title: 'second' } };
    await made.platform.post(PATH, entry({ schemas }));
    await made.platform.post(PATH, entry({ type: 'invoice.sent', schemas: { '2026-06-01': true } }));
    await made.platform.post(PATH, entry({ type: 'invoice.void', schemas: {} }));
    return made;
  };

  test('a type has the schema of that version', async () => {
    const { shop } = await dated();
    const title = async (query = '') => {
      const { body } = await shop.get(`${PATH}/invoice.paid${query}`);
      return [body.api_version, body.schema?.title, body.schema_versions];
    };
    const versions = ['2026-06-01', '2026-01-01'];
    expect(await title()).toEqual(['2026-06-01', 'second', versions]);
    expect(await title('?api_version=2026-03-01')).toEqual(['2026-03-01', 'first', versions]);
  });

  test('a type has its example in that version, or none when a change fails', async () => {
    const { platform, shop } = await dated();
    const undo = (jsonata: string, name = 'a', types = ['invoice.*']) => ({
      name,
      types,
      description: 'It changed.',
      downgrade: { jsonata },
    });
    const changes = [undo('$ ~> |$|{ "total": amount }, ["amount"]|'), undo('$error("no")', 'b', ['invoice.sent'])];
    const functions = [{ ...undo('$'), downgrade: { function: 'upperCased' } }];
    await platform.post(VERSIONS, { version: '2026-09-01', changes });
    await platform.post(VERSIONS, { version: '2026-12-01', changes: functions });
    const example = { id: 'in_1', amount: 5, name: 'x' };
    await platform.post(PATH, entry({ example }));
    await platform.post(PATH, entry({ type: 'invoice.sent', example }));
    const exampleOf = async (type: string, version?: string) =>
      (await shop.get(`${PATH}/${type}${version ? `?api_version=${version}` : ''}`)).body.example;
    expect(await exampleOf('invoice.paid')).toEqual(example);
    expect(await exampleOf('invoice.paid', '2026-09-01')).toEqual({ ...example, name: 'X' });
    expect(await exampleOf('invoice.paid', '2026-01-01')).toEqual({ id: 'in_1', name: 'X', total: 5 });
    expect(await exampleOf('invoice.sent', '2026-01-01')).toBeNull();
    const { body } = await shop.get(`${PATH}?api_version=2026-06-01`);
    expect(body.data.map((one: { example: { total?: number } | null }) => one.example?.total)).toEqual([
      5,
      undefined,
      undefined,
    ]);
  });

  test('only the types of that version are listed, and types without a schema in every version', async () => {
    const { shop, types } = await dated();
    expect(await types('api_version=2026-03-01')).toEqual(['invoice.paid', 'invoice.void']);
    expect(await types('api_version=2026-06-01')).toEqual(['invoice.paid', 'invoice.sent', 'invoice.void']);
    expect((await shop.get(`${PATH}/invoice.sent?api_version=2026-03-01`)).status).toBe(404);
  });

  test('an unknown version is rejected with the known versions', async () => {
    const { shop } = await dated();
    for (const path of [`${PATH}?api_version=2020-01-01`, `${PATH}/invoice.paid?api_version=2020-01-01`]) {
      const { status, body } = await shop.get(path);
      expect([status, body.error.param]).toEqual([400, 'api_version']);
      expect(body.error.message).toContain('2026-06-01, 2026-03-01, 2026-01-01');
    }
  });
});

describe('the list of event types', () => {
  const many = () =>
    setUp(
      entry({ type: 'order.paid', group: 'orders', description: 'Money came.' }),
      entry({ type: 'invoice.sent', description: 'It went out.' }),
      entry({ type: 'customer.created', group: 'accounts', description: 'Somebody is new: 100% Größe.' }),
      entry(),
    );

  test('is ordered by group and type, and pages in both directions', async () => {
    const { shop, types } = await many();
    const all = ['customer.created', 'invoice.paid', 'invoice.sent', 'order.paid'];
    expect(await types()).toEqual(all);
    const page = async (query: string) => {
      const { body } = await shop.get(`${PATH}?${query}`);
      return [body.data.map(({ id }: { id: string }) => id), body.has_more];
    };
    expect(await page('limit=3')).toEqual([all.slice(0, 3), true]);
    expect(await page('limit=3&starting_after=invoice.sent')).toEqual([['order.paid'], false]);
    expect(await page('limit=2&ending_before=order.paid')).toEqual([['invoice.paid', 'invoice.sent'], true]);
    expect(await page('limit=1&group=billing&starting_after=customer.created')).toEqual([['invoice.paid'], true]);
  });

  test('can be searched in names and descriptions, ignoring case, and by group', async () => {
    const { types } = await many();
    expect(await types('search=PAID')).toEqual(['invoice.paid', 'order.paid']);
    expect(await types(`search=${encodeURIComponent('100% grösse')}`)).toEqual([]);
    expect(await types(`search=${encodeURIComponent('100% GRÖßE')}`)).toEqual(['customer.created']);
    expect(await types('group=billing')).toEqual(['invoice.paid', 'invoice.sent']);
    expect(await types('group=billing&search=went')).toEqual(['invoice.sent']);
    expect(await types('group=none')).toEqual([]);
  });

  test.each([
    'starting_after=nothing',
    'ending_before=nothing',
    'starting_after=invoice.paid&ending_before=invoice.paid',
    'limit=0',
    'sort=x',
  ])('returns 400 with %s', async (query) => {
    const { shop } = await many();
    expect((await shop.get(`${PATH}?${query}`)).status).toBe(400);
  });

  test('splits very large entries into pages within the size limit of a response', async () => {
    const { platform, shop, types } = await setUp();
    const text = 'x"'.repeat(200_000);
    for (let n = 0; n < 9; n++) {
      await platform.post(PATH, entry({ type: `big.t${n}`, example: { id: 'x', text } }));
    }
    const { body } = await shop.get(`${PATH}?limit=100`);
    expect(body.has_more).toBe(true);
    expect(JSON.stringify(JSON.stringify(body)).length).toBeLessThan(6 * 1024 * 1024);
    expect(await types(`starting_after=${body.data.at(-1).id}`)).toContain('big.t8');
  });
});
