import { describe, expect, test, vi } from 'vitest';
import { SCOPES } from '../../../lambdas/contract/operation.ts';
import { controlApi, PLATFORM, webhookRequest } from '../../doubles/control-api.ts';

const PATH = '/v1/api_keys';
const DESTINATIONS = '/v2/core/event_destinations';

const withPlatform = () => {
  const api = controlApi();
  const platform = api.as('sk_live_platform');
  const sandbox = api.as('sk_test_platform');
  const create = async (body: object = {}) =>
    (await platform.post(PATH, { name: 'Till', account: 'acct_shop', ...body })).body;
  return { ...api, platform, sandbox, create };
};
const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('creating an API key', () => {
  test('returns the key once, and the key works for its account', async () => {
    const { platform, create, as, clock } = withPlatform();
    const { key, ...shown } = await create({ name: 'Kasse 1 – Größe 🧾' });
    expect(key).toMatch(/^sk_live_[A-Za-z0-9_-]{43}$/);
    expect(shown).toEqual({
      id: expect.stringMatching(/^key_[0-9A-Z]{26}$/),
      object: 'api_key',
      account: 'acct_shop',
      name: 'Kasse 1 – Größe 🧾',
      last4: key.slice(-4),
      livemode: true,
      scopes: null,
      created: Math.floor(clock.now / 1000),
    });
    expect((await platform.get(PATH)).body.data).toEqual([shown]);
    const made = await as(key).post(DESTINATIONS, webhookRequest());
    expect(made).toMatchObject({ status: 200, body: { livemode: true } });
    expect((await as('sk_live_shop').get(DESTINATIONS)).body.data).toHaveLength(1);
    expect((await as(key, { 'stripe-account': 'acct_other' }).get(DESTINATIONS)).status).toBe(403);
    expect((await as(key).get(PATH)).status).toBe(403);
  });

  test('stores only the hash of the key, and seals the stored response', async () => {
    const { platform, issuedKeys, idempotency } = withPlatform();
    const request = { name: 'Till', account: 'acct_shop' };
    const { body } = await platform.post(PATH, request, { 'idempotency-key': 'k-1' });
    expect(JSON.stringify([...issuedKeys.rows.values()])).not.toContain(body.key);
    const stored = [...idempotency.records.values()].map(({ response }) => response);
    expect(stored).toEqual([expect.objectContaining({ sealed: true })]);
    const again = await platform.post(PATH, request, { 'idempotency-key': 'k-1' });
    expect(again.body).toEqual(body);
    expect(issuedKeys.rows.size).toBe(1);
  });

  test('makes a key for the account that the call acts for, unless the body names another', async () => {
    const { platform, as } = withPlatform();
    const acting = as('sk_live_platform', { 'stripe-account': 'acct_shop' });
    expect((await acting.post(PATH, { name: 'a' })).body.account).toBe('acct_shop');
    expect((await acting.post(PATH, { name: 'a', account: 'acct_shop' })).status).toBe(200);
    const other = await acting.post(PATH, { name: 'a', account: 'acct_other' });
    expect(other).toMatchObject({ status: 403, body: { error: { param: 'account' } } });
    expect((await platform.post(PATH, { name: 'a' })).body.account).toBe(PLATFORM);
  });

  test("makes a key of the platform's own account, which may act for others within its scopes", async () => {
    const { create, as } = withPlatform();
    const { key: full } = await create({ account: PLATFORM });
    expect((await as(full, { 'stripe-account': 'acct_shop' }).get(DESTINATIONS)).status).toBe(200);
    expect((await as(full).get(PATH)).status).toBe(200);
    const { key: narrow } = await create({ account: PLATFORM, scopes: ['destinations:read'] });
    expect(narrow).toMatch(/^rk_live_/);
    const acting = as(narrow, { 'stripe-account': 'acct_shop' });
    expect((await acting.get(DESTINATIONS)).status).toBe(200);
    expect((await acting.post(DESTINATIONS, webhookRequest())).status).toBe(403);
    expect((await as(narrow).get(PATH)).status).toBe(403);
  });

  test('makes a key of the other mode with a live key only, and each mode lists its own keys', async () => {
    const { platform, sandbox, create } = withPlatform();
    const made = await create({ livemode: false });
    expect(made).toMatchObject({ livemode: false, key: expect.stringMatching(/^sk_test_/) });
    expect((await platform.get(PATH)).body.data).toEqual([]);
    expect((await platform.delete(`${PATH}/${made.id}`)).status).toBe(404);
    expect((await sandbox.get(PATH)).body.data).toHaveLength(1);
    const refused = await sandbox.post(PATH, { name: 'x', livemode: true });
    expect(refused).toMatchObject({ status: 403, body: { error: { param: 'livemode' } } });
    expect((await sandbox.post(PATH, { name: 'x' })).body.key).toMatch(/^sk_test_/);
    expect((await sandbox.delete(`${PATH}/${made.id}`)).status).toBe(200);
  });

  test('accepts a form, and removes duplicate scopes', async () => {
    const { platform } = withPlatform();
    const { body } = await platform.post(
      PATH,
      'name=a&account=acct_shop&livemode=false&scopes[]=events:read&scopes[]=events:read&scopes[]=destinations:read',
      form,
    );
    expect(body).toMatchObject({
      livemode: false,
      key: expect.stringMatching(/^rk_test_/),
      scopes: ['events:read', 'destinations:read'],
    });
    const single = await platform.post(PATH, 'name=a&livemode=true&scopes=events:read', form);
    expect(single.body).toMatchObject({ livemode: true, scopes: ['events:read'] });
  });

  test.each([
    [{ name: undefined }, 'name'],
    [{ name: 'a\u0000' }, 'name'],
    [{ account: 'shop' }, 'account'],
    [{ livemode: 'yes' }, 'livemode'],
    [{ livemode: 1 }, 'livemode'],
    [{ scopes: [] }, 'scopes'],
    [{ scopes: ['platform'] }, 'scopes[0]'],
    [{ scopes: ['events:read', '*'] }, 'scopes[1]'],
    [{ scopes: null }, 'scopes'],
    [{ key: 'sk_live_mine' }, 'key'],
    [{ platform: true }, 'platform'],
  ])('rejects %j, names %s, and stores nothing', async (over, named) => {
    const { platform, issuedKeys } = withPlatform();
    const { status, body } = await platform.post(PATH, { name: 'Till', ...over });
    expect(status).toBe(400);
    expect(body.error.message).toContain(named);
    expect(issuedKeys.rows.size).toBe(0);
  });

  test('makes one working key when a call that was interrupted is repeated', async () => {
    const { platform, ports, issuedKeys, as } = withPlatform();
    const make = ports.issuedKeys.create;
    const lost: string[] = [];
    vi.spyOn(ports.issuedKeys, 'create').mockImplementationOnce(async (secret, key) => {
      lost.push(secret);
      await make(secret, key);
      throw new Error('The process was killed.');
    });
    const send = () => platform.post(PATH, { name: 'Till', account: 'acct_shop' }, { 'idempotency-key': 'k-1' });
    expect((await send()).status).toBe(500);
    const { status, body } = await send();
    expect(status).toBe(200);
    expect(issuedKeys.rows.size).toBe(1);
    expect((await as(body.key).get(DESTINATIONS)).status).toBe(200);
    expect((await as(lost[0] ?? '').get(DESTINATIONS)).status).toBe(401);
  });
});

describe('listing API keys', () => {
  test('returns the newest first, optionally of one account, and pages in both directions', async () => {
    const { platform, create, as } = withPlatform();
    const ids: string[] = [];
    for (const account of ['acct_a', 'acct_b', 'acct_a', 'acct_b', 'acct_a']) {
      ids.push((await create({ account })).id);
    }
    const list = async (query: string, caller = platform) => {
      const { body } = await caller.get(`${PATH}?${query}`);
      return [body.data.map(({ id }: { id: string }) => ids.indexOf(id)), body.has_more];
    };
    expect(await list('limit=3')).toEqual([[4, 3, 2], true]);
    expect(await list(`limit=3&starting_after=${ids[2]}`)).toEqual([[1, 0], false]);
    expect(await list('account=acct_a')).toEqual([[4, 2, 0], false]);
    expect(await list(`account=acct_a&limit=1&ending_before=${ids[0]}`)).toEqual([[2], true]);
    const acting = as('sk_live_platform', { 'stripe-account': 'acct_b' });
    expect(await list('', acting)).toEqual([[3, 1], false]);
    expect((await acting.get(`${PATH}?account=acct_a`)).status).toBe(403);
    expect((await platform.get(PATH)).body.data[0]).not.toHaveProperty('key');
  });

  test.each([
    'account=shop',
    'limit=101',
    'mode=live',
    'starting_after=key_a&ending_before=key_b',
    'starting_after=acct_shop',
    'ending_before=wbs_01KF0000000000000000000001',
    'account=acct_shop&starting_after=zzz',
  ])('returns 400 with %s', async (query) => {
    expect((await withPlatform().platform.get(`${PATH}?${query}`)).status).toBe(400);
  });
});

describe('deleting an API key', () => {
  test('revokes the key, and returns 404 the second time', async () => {
    const { platform, create, as, issuedKeys } = withPlatform();
    const { id, key } = await create();
    expect(await platform.delete(`${PATH}/${id}`)).toMatchObject({
      status: 200,
      body: { id, object: 'api_key', deleted: true },
    });
    expect((await as(key).get(DESTINATIONS)).status).toBe(401);
    expect((await platform.delete(`${PATH}/${id}`)).status).toBe(404);
    expect(issuedKeys.rows.size).toBe(0);
  });

  test('is refused for the key that the call is made with, so that a key of the platform remains', async () => {
    const { platform, create, as } = withPlatform();
    const { id, key } = await create({ account: PLATFORM });
    expect(await as(key).delete(`${PATH}/${id}`)).toMatchObject({ status: 400, body: { error: { param: 'id' } } });
    expect((await as(key).get(PATH)).status).toBe(200);
    expect((await platform.delete(`${PATH}/${id}`)).status).toBe(200);
    expect((await as(key).get(PATH)).status).toBe(401);
  });

  test("is refused for the id of a Workbench session, for a key of another account, and with a shop's own key", async () => {
    const { platform, create, as, issuedKeys } = withPlatform();
    const { id, key } = await create();
    const session = (await platform.post('/v1/workbench_sessions', { account: 'acct_shop' })).body.id;
    expect((await platform.delete(`${PATH}/${session}`)).status).toBe(404);
    expect((await platform.delete(`/v1/workbench_sessions/${id}`)).status).toBe(404);
    expect((await as('sk_live_platform', { 'stripe-account': 'acct_b' }).delete(`${PATH}/${id}`)).status).toBe(404);
    expect((await as(key).delete(`${PATH}/${id}`)).status).toBe(403);
    expect(issuedKeys.rows.size).toBe(2);
  });
});

const ID = 'ed_01KF0000000000000000000001';

/** The scopes of each call; any one of them is enough. */
const NEEDED: [method: string, path: string, scopes: readonly string[]][] = [
  ['GET', DESTINATIONS, ['destinations:read', 'destinations:write']],
  ['GET', `${DESTINATIONS}/${ID}`, ['destinations:read', 'destinations:write']],
  ['GET', `${DESTINATIONS}/${ID}/deliveries`, ['destinations:read', 'destinations:write']],
  ['GET', `${DESTINATIONS}/${ID}/deliveries/evt_1`, ['destinations:read', 'destinations:write']],
  ['POST', DESTINATIONS, ['destinations:write']],
  ['POST', `${DESTINATIONS}/${ID}`, ['destinations:write']],
  ['POST', `${DESTINATIONS}/${ID}/disable`, ['destinations:write']],
  ['POST', `${DESTINATIONS}/${ID}/enable`, ['destinations:write']],
  ['POST', `${DESTINATIONS}/${ID}/ping`, ['destinations:write']],
  ['POST', `${DESTINATIONS}/${ID}/roll_secret`, ['destinations:write']],
  ['DELETE', `${DESTINATIONS}/${ID}`, ['destinations:write']],
  ['GET', '/v1/events', ['events:read']],
  ['GET', '/v1/events/evt_1', ['events:read']],
  ['GET', '/v1/events/evt_1/deliveries', ['events:read']],
  ['GET', '/v1/accounts', []],
  ['POST', '/v1/accounts', []],
  ['GET', '/v1/accounts/acct_shop', []],
  ['POST', '/v1/accounts/acct_shop', []],
  ['DELETE', '/v1/accounts/acct_shop', []],
  ['GET', PATH, []],
  ['POST', PATH, []],
  ['DELETE', `${PATH}/key_1`, []],
  ['POST', '/v1/workbench_sessions', []],
  ['DELETE', '/v1/workbench_sessions/wbs_1', []],
];

describe.each(['acct_shop', PLATFORM])('a restricted key of %s', (account) => {
  test.each(SCOPES)('with the scope %s may make only the calls that require the scope', async (scope) => {
    const { create, as } = withPlatform();
    const caller = as((await create({ account, scopes: [scope] })).key);
    for (const [method, path, scopes] of NEEDED) {
      const { status } = await caller.call(method, path);
      const call = `${method} ${path}`;
      // A permitted call returns that the object doesn't exist, or that its body is missing.
      if (scopes.includes(scope)) expect([call, [200, 400, 404].includes(status)]).toEqual([call, true]);
      else expect([call, status]).toEqual([call, 403]);
    }
  });
});
