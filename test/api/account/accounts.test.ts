import { describe, expect, test, vi } from 'vitest';
import { controlApi, eventBridgeRequest, PLATFORM, webhookRequest } from '../../doubles/control-api.ts';

const PATH = '/v1/accounts';
const DESTINATIONS = '/v2/core/event_destinations';

const withPlatform = (over = {}) => {
  const api = controlApi(over);
  const platform = api.as('sk_live_platform');
  const sandbox = api.as('sk_test_platform');
  const create = async (body: object = {}) => (await platform.post(PATH, { name: 'Shop', ...body })).body;
  return { ...api, platform, sandbox, create };
};
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const namesOf = (body: { data: { name: string }[] }) => body.data.map(({ name }) => name);

describe('registering an account', () => {
  test('returns the account, with a generated id unless the caller chooses one', async () => {
    const { platform, clock } = withPlatform();
    const { status, body } = await platform.post(PATH, { name: 'Größer & Söhne 🏪', metadata: { plan: 'pro' } });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(/^acct_[0-9A-Z]{26}$/),
      object: 'account',
      name: 'Größer & Söhne 🏪',
      default_api_version: null,
      event_check: null,
      rate_limit: null,
      metadata: { plan: 'pro' },
      livemode: true,
      created: Math.floor(clock.now / 1000),
    });
    expect((await platform.get(`${PATH}/${body.id}`)).body).toEqual(body);
    expect((await platform.post(PATH, { name: 'Chosen', id: 'acct_chosen' })).body.id).toBe('acct_chosen');
  });

  test('accepts a form', async () => {
    const { platform } = withPlatform();
    const { body } = await platform.post(PATH, 'name=Caf%C3%A9&metadata[a]=1&metadata[b]=', form);
    expect(body).toMatchObject({ name: 'Café', metadata: { a: '1' } });
    expect((await platform.post(PATH, 'name=Bar&metadata=', form)).body).toMatchObject({ name: 'Bar', metadata: {} });
  });

  test('succeeds once when several calls choose the same id at once; the others get an error that the id is taken', async () => {
    const { platform } = withPlatform();
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, n) => platform.post(PATH, { name: String(n), id: 'acct_wanted' })),
    );
    const refused = all.filter(({ status }) => status === 400);
    expect(refused).toHaveLength(5);
    for (const { body } of refused) expect(body.error).toMatchObject({ code: 'invalid_fields', param: 'id' });
    const winner = all.find(({ status }) => status === 200);
    expect((await platform.get(`${PATH}?limit=5`)).body.data).toEqual([winner?.body]);
  });

  test('makes one account when a call that was interrupted is repeated', async () => {
    const { platform, ports, create } = withPlatform();
    const make = ports.accounts.create;
    vi.spyOn(ports.accounts, 'create').mockImplementationOnce(async (account) => {
      await make(account);
      throw new Error('The process was killed.');
    });
    const key = { 'idempotency-key': 'k-1' };
    const request = { name: 'Once', id: 'acct_once' };
    expect((await platform.post(PATH, request, key)).status).toBe(500);
    const again = await platform.post(PATH, request, key);
    expect(again).toMatchObject({ status: 200, body: { id: 'acct_once', name: 'Once' } });
    expect((await platform.get(PATH)).body.data).toEqual([again.body]);
    expect((await create({ id: 'acct_once' })).error.param).toBe('id');
  });

  test.each([
    [{ name: undefined }, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'a\nb' }, 'name'],
    [{ name: '\ud800' }, 'name'],
    [{ name: 'x'.repeat(256) }, 'name'],
    [{ id: 'shop' }, 'id'],
    [{ id: 'acct_' }, 'id'],
    [{ id: 'acct_a#live' }, 'id'],
    [{ id: 'acct_ä' }, 'id'],
    [{ id: `acct_${'a'.repeat(96)}` }, 'id'],
    [{ metadata: { k: true } }, 'metadata.k'],
    [{ metadata: { ['k'.repeat(41)]: 'v' } }, 'metadata'],
    [{ metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v'])) }, 'metadata'],
    [{ livemode: true }, 'livemode'],
  ])('rejects %j, names %s, and stores nothing', async (over, named) => {
    const { platform, accounts } = withPlatform();
    const { status, body } = await platform.post(PATH, { name: 'Shop', ...over });
    expect(status).toBe(400);
    expect(body.error.message).toContain(named);
    expect(accounts.rows.size).toBe(0);
  });

  test('applies only to the mode of the key', async () => {
    const { platform, sandbox, create } = withPlatform();
    await create({ id: 'acct_shop' });
    expect((await sandbox.get(`${PATH}/acct_shop`)).status).toBe(404);
    expect((await sandbox.post(`${PATH}/acct_shop`, { name: 'x' })).status).toBe(404);
    expect((await sandbox.delete(`${PATH}/acct_shop`)).status).toBe(404);
    expect((await sandbox.get(PATH)).body.data).toEqual([]);
    const other = await sandbox.post(PATH, { name: 'Sandbox shop', id: 'acct_shop' });
    expect(other.body).toMatchObject({ id: 'acct_shop', livemode: false });
    expect((await platform.get(`${PATH}/acct_shop`)).body).toMatchObject({ name: 'Shop', livemode: true });
  });

  test('is allowed to the platform only', async () => {
    const { as } = withPlatform();
    for (const [method, path] of [
      ['POST', PATH],
      ['GET', PATH],
      ['GET', `${PATH}/acct_shop`],
      ['POST', `${PATH}/acct_shop`],
      ['DELETE', `${PATH}/acct_shop`],
    ] as const) {
      const { status, body } = await as('sk_live_shop').call(method, path);
      expect(status).toBe(403);
      expect(body.error.code).toBe('permission_error');
    }
  });
});

describe('listing accounts', () => {
  test('returns the newest first in any order of ids, and pages in both directions', async () => {
    const { platform, create } = withPlatform();
    for (const [name, id] of [
      ['1', 'acct_z'],
      ['2', 'acct_a'],
      ['3', undefined],
      ['4', 'acct_m'],
    ]) {
      await create({ name, ...(id ? { id } : {}) });
    }
    const list = async (query: string) => (await platform.get(`${PATH}?${query}`)).body;
    const first = await list('limit=2');
    expect(first).toMatchObject({ object: 'list', url: PATH, has_more: true });
    expect(namesOf(first)).toEqual(['4', '3']);
    const second = await list('limit=2&starting_after=acct_a');
    expect([namesOf(second), second.has_more]).toEqual([['1'], false]);
    const newer = await list('limit=1&ending_before=acct_z');
    expect([namesOf(newer), newer.has_more]).toEqual([['2'], true]);
  });

  test.each(['starting_after=acct_none', 'ending_before=x', 'starting_after=acct_a&ending_before=acct_a', 'limit=0'])(
    'returns 400 with %s',
    async (query) => {
      const { platform, create } = withPlatform();
      await create({ id: 'acct_a' });
      expect((await platform.get(`${PATH}?${query}`)).status).toBe(400);
    },
  );
});

describe('updating an account', () => {
  test('changes the given fields, merges metadata, and deletes a metadata key set to null or empty text', async () => {
    const { platform, create } = withPlatform();
    await create({ id: 'acct_a', metadata: { a: '1', b: '2', c: '3' } });
    const json = await platform.post(`${PATH}/acct_a`, { metadata: { a: null, d: '4' } });
    expect(json.body).toMatchObject({ name: 'Shop', metadata: { b: '2', c: '3', d: '4' } });
    const byForm = await platform.post(`${PATH}/acct_a`, 'name=Neu&metadata[b]=', form);
    expect(byForm.body).toMatchObject({ name: 'Neu', metadata: { c: '3', d: '4' } });
    expect((await platform.get(`${PATH}/acct_a`)).body).toEqual(byForm.body);
  });

  test.each([
    ['a form with empty metadata', 'metadata=', form],
    ['null metadata', { metadata: null }, {}],
  ])('removes all metadata with %s', async (_what, request, headers) => {
    const { platform, create } = withPlatform();
    await create({ id: 'acct_a', metadata: { a: '1', b: '2' } });
    const { status, body } = await platform.post(`${PATH}/acct_a`, request, headers);
    expect({ status, body }).toMatchObject({ status: 200, body: { name: 'Shop', metadata: {} } });
    expect(body.metadata).toEqual({});
  });

  test('keeps both changes of two simultaneous calls', async () => {
    const { platform, create } = withPlatform();
    await create({ id: 'acct_a' });
    await Promise.all(['x', 'y', 'z'].map((key) => platform.post(`${PATH}/acct_a`, { metadata: { [key]: '1' } })));
    expect((await platform.get(`${PATH}/acct_a`)).body.metadata).toEqual({ x: '1', y: '1', z: '1' });
  });

  test('sets a rate limit for the account, and removes it with null or empty text', async () => {
    const { platform, create } = withPlatform();
    const created = await create({ id: 'acct_a', rate_limit: { per_second: 100, burst: 200 } });
    expect(created.rate_limit).toEqual({ per_second: 100, burst: 200 });
    expect((await platform.post(`${PATH}/acct_a`, { name: 'Neu' })).body.rate_limit).toEqual(created.rate_limit);
    const byForm = await platform.post(`${PATH}/acct_a`, 'rate_limit[per_second]=5&rate_limit[burst]=10', form);
    expect(byForm.body.rate_limit).toEqual({ per_second: 5, burst: 10 });
    expect((await platform.post(`${PATH}/acct_a`, { rate_limit: null })).body.rate_limit).toBeNull();
    await platform.post(`${PATH}/acct_a`, { rate_limit: { per_second: 1, burst: 1 } });
    expect((await platform.post(`${PATH}/acct_a`, 'rate_limit=', form)).body.rate_limit).toBeNull();
  });

  test.each([
    [{ per_second: 0, burst: 1 }, 'rate_limit.per_second'],
    [{ per_second: 1 }, 'rate_limit.burst'],
    [{ per_second: 1, burst: 100_001 }, 'rate_limit.burst'],
    [{ per_second: 1, burst: 1, per_minute: 1 }, 'rate_limit'],
    ['fast', 'rate_limit'],
  ])('rejects the rate limit %j and names %s', async (rate_limit, named) => {
    const { platform, create } = withPlatform();
    await create({ id: 'acct_a' });
    const { status, body } = await platform.post(`${PATH}/acct_a`, { rate_limit });
    expect(status).toBe(400);
    expect(body.error.message).toContain(named);
  });

  test('rejects more than 50 metadata keys', async () => {
    const { platform, create } = withPlatform();
    await create({ id: 'acct_a', metadata: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'v'])) });
    expect((await platform.post(`${PATH}/acct_a`, { metadata: { more: 'v' } })).status).toBe(400);
  });
});

describe('deleting an account', () => {
  /** A shop with keys, sessions and destinations in both modes, and another account with the same. */
  async function withShops() {
    const api = withPlatform({ eventBridgePartnerMode: true });
    const secrets: Record<string, string> = {};
    for (const key of ['sk_live_platform', 'sk_test_platform']) {
      for (const account of ['acct_gone', 'acct_stays']) {
        const caller = api.as(key);
        await caller.post(PATH, { name: account, id: account });
        const made = await caller.post('/v1/api_keys', { account, name: 'Till' });
        await caller.post('/v1/workbench_sessions', { account });
        const acting = api.as(key, { 'stripe-account': account });
        await acting.post(DESTINATIONS, webhookRequest());
        await acting.post(DESTINATIONS, eventBridgeRequest());
        secrets[`${key} ${account}`] = made.body.key;
      }
    }
    const works = async (name: string) => (await api.as(secrets[name] ?? '').get('/v1/events')).status === 200;
    const left = () => ({
      accounts: api.accounts.rows.size,
      keys: api.issuedKeys.rows.size,
      destinations: api.destinations.rows.size,
      sources: api.partnerSources.size,
    });
    return { ...api, works, left };
  }
  const ALL = { accounts: 4, keys: 8, destinations: 8, sources: 4 };
  const WITHOUT_ONE = { accounts: 3, keys: 6, destinations: 6, sources: 3 };

  test('deletes its keys, sessions, destinations and their event sources, in this mode only', async () => {
    const { platform, sandbox, works, left } = await withShops();
    expect(left()).toEqual(ALL);
    expect(await platform.delete(`${PATH}/acct_gone`)).toMatchObject({
      status: 200,
      body: { id: 'acct_gone', object: 'account', deleted: true },
    });
    expect(left()).toEqual(WITHOUT_ONE);
    expect(await works('sk_live_platform acct_gone')).toBe(false);
    expect(await works('sk_test_platform acct_gone')).toBe(true);
    expect(await works('sk_live_platform acct_stays')).toBe(true);
    expect((await platform.get(`${PATH}/acct_gone`)).status).toBe(404);
    expect((await platform.delete(`${PATH}/acct_gone`)).status).toBe(404);
    expect((await sandbox.get(`${PATH}/acct_gone`)).status).toBe(200);
  });

  test.each(['issuedKeys.list', 'issuedKeys.delete', 'sources', 'destinations.delete', 'accounts.delete'])(
    'is completed by a repeated call after it was interrupted at %s',
    async (step) => {
      const { platform, ports, works, left } = await withShops();
      const killed = new Error('The process was killed.');
      if (step === 'issuedKeys.list') vi.spyOn(ports.issuedKeys, 'list').mockRejectedValueOnce(killed);
      if (step === 'issuedKeys.delete') vi.spyOn(ports.issuedKeys, 'delete').mockRejectedValueOnce(killed);
      if (step === 'sources') vi.spyOn(ports.partnerSources, 'deletePartnerSource').mockRejectedValueOnce(killed);
      if (step === 'destinations.delete') vi.spyOn(ports.destinations, 'delete').mockRejectedValueOnce(killed);
      if (step === 'accounts.delete') vi.spyOn(ports.accounts, 'delete').mockRejectedValueOnce(killed);
      expect((await platform.delete(`${PATH}/acct_gone`)).status).toBe(500);
      expect((await platform.get(`${PATH}/acct_gone`)).status).toBe(200);
      // The keys are deleted first.
      expect(await works('sk_live_platform acct_gone')).toBe(step.startsWith('issuedKeys'));
      expect((await platform.delete(`${PATH}/acct_gone`)).status).toBe(200);
      expect(left()).toEqual(WITHOUT_ONE);
    },
  );

  test('succeeds for at least one of two simultaneous calls, and leaves no data', async () => {
    const { platform, left } = await withShops();
    const replies = await Promise.all([1, 2].map(() => platform.delete(`${PATH}/acct_gone`)));
    expect(replies.map(({ status }) => status)).toContain(200);
    expect(replies.every(({ status }) => status === 200 || status === 404)).toBe(true);
    expect(left()).toEqual(WITHOUT_ONE);
  });

  test('deletes all keys of an account with very many', async () => {
    const { platform, create, issuedKeys } = withPlatform();
    await create({ id: 'acct_many' });
    for (let n = 0; n < 60; n++) await platform.post('/v1/api_keys', { account: 'acct_many', name: String(n) });
    expect(issuedKeys.rows.size).toBe(60);
    await platform.delete(`${PATH}/acct_many`);
    expect(issuedKeys.rows.size).toBe(0);
  });

  test("is refused for the platform's own account, registered or not", async () => {
    const { platform, create, accounts } = withPlatform();
    expect((await platform.delete(`${PATH}/${PLATFORM}`)).status).toBe(400);
    await create({ id: PLATFORM });
    expect((await platform.delete(`${PATH}/${PLATFORM}`)).status).toBe(400);
    expect(accounts.rows.size).toBe(1);
  });

  test('makes the id available again', async () => {
    const { platform, create } = withPlatform();
    const { created: _created, ...first } = await create({ id: 'acct_a', metadata: { old: '1' } });
    await platform.delete(`${PATH}/acct_a`);
    expect(await create({ id: 'acct_a' })).toMatchObject({ ...first, metadata: {} });
  });
});

test('the platform may act for an account that is not registered', async () => {
  const { as } = withPlatform();
  const acting = as('sk_live_platform', { 'stripe-account': 'acct_unheard_of' });
  expect((await acting.post(DESTINATIONS, webhookRequest())).status).toBe(200);
});
