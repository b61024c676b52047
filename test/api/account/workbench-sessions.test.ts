import { describe, expect, test } from 'vitest';
import { SCOPES } from '../../../lambdas/contract/operation.ts';
import { controlApi, PLATFORM, webhookRequest } from '../../doubles/control-api.ts';

const PATH = '/v1/workbench_sessions';
const DESTINATIONS = '/v2/core/event_destinations';

const withPlatform = () => {
  const api = controlApi();
  const platform = api.as('sk_live_platform');
  const sandbox = api.as('sk_test_platform');
  const create = async (body: object = {}) => (await platform.post(PATH, { account: 'acct_shop', ...body })).body;
  return { ...api, platform, sandbox, create };
};
const tokenOf = ({ url }: { url: string }) => new URLSearchParams(new URL(url).hash.slice(1)).get('session') ?? '';

describe('creating a Workbench session', () => {
  test('returns a link to the Workbench of one account that is valid for an hour', async () => {
    const { create, clock } = withPlatform();
    const body = await create();
    expect(body).toEqual({
      id: expect.stringMatching(/^wbs_[0-9A-Z]{26}$/),
      object: 'workbench_session',
      account: 'acct_shop',
      livemode: true,
      read_only: false,
      url: expect.stringMatching(/^https:\/\/api\.example\.com\/#session=ws_live_[A-Za-z0-9_-]{43}$/),
      expires_at: Math.floor(clock.now / 1000) + 3600,
      created: Math.floor(clock.now / 1000),
    });
  });

  test.each([
    ['events.example.org', 'https://events.example.org'],
    ['evil.example/x', 'https://api.example.com'],
  ])('behind a distribution that was called as %s returns a link to %s', async (host, origin) => {
    const { platform } = withPlatform();
    const { body } = await platform.post(PATH, { account: 'acct_shop' }, { 'x-waybill-host': host });
    expect(body.url).toMatch(new RegExp(`^${origin.replaceAll('.', '\\.')}/#session=ws_live_`));
  });

  test("binds the session to its account and mode, without the platform's rights", async () => {
    const { create, as, issuedKeys } = withPlatform();
    for (const account of ['acct_shop', PLATFORM]) {
      const token = tokenOf(await create({ account }));
      expect((await as(token).get(DESTINATIONS)).status).toBe(200);
      expect((await as(token, { 'stripe-account': account }).get(DESTINATIONS)).status).toBe(200);
      expect((await as(token, { 'stripe-account': 'acct_other' }).get(DESTINATIONS)).status).toBe(403);
      for (const path of ['/v1/accounts', '/v1/api_keys']) expect((await as(token).get(path)).status).toBe(403);
      expect((await as(token).post(PATH, { account })).status).toBe(403);
      expect((await as(token.replace('live', 'test')).get(DESTINATIONS)).status).toBe(401);
    }
    const scopes = SCOPES.filter((scope) => scope !== 'events:publish');
    for (const row of issuedKeys.rows.values()) expect(row).toMatchObject({ platform: false, scopes });
  });

  test('allows everything that the account may do except publishing, unless the session is read-only', async () => {
    const { create, as } = withPlatform();
    const full = as(tokenOf(await create()));
    const made = await full.post(DESTINATIONS, webhookRequest());
    expect(made.status).toBe(200);
    expect((await full.post('/v1/events', { type: 'a.b', data: { object: {} } })).status).toBe(403);
    const session = await create({ read_only: true });
    expect(session.read_only).toBe(true);
    const reader = as(tokenOf(session));
    expect((await reader.get(`${DESTINATIONS}/${made.body.id}`)).status).toBe(200);
    expect((await reader.get('/v1/events')).status).toBe(200);
    expect((await reader.post(`${DESTINATIONS}/${made.body.id}/ping`)).status).toBe(403);
    expect((await reader.delete(`${DESTINATIONS}/${made.body.id}`)).status).toBe(403);
  });

  test('with a sandbox key makes a session of the sandbox only', async () => {
    const { sandbox, create } = withPlatform();
    const { body } = await sandbox.post(PATH, { account: 'acct_shop' });
    expect(body).toMatchObject({ livemode: false, url: expect.stringContaining('#session=ws_test_') });
    const refused = await sandbox.post(PATH, { account: 'acct_shop', livemode: true });
    expect(refused).toMatchObject({ status: 403, body: { error: { param: 'livemode' } } });
    expect(await create({ livemode: false })).toMatchObject({ livemode: false });
  });

  test('accepts a form', async () => {
    const { platform, clock } = withPlatform();
    const { body } = await platform.post(PATH, 'account=acct_shop&livemode=false&read_only=true&expires_in=60', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(body).toMatchObject({ livemode: false, read_only: true, expires_at: Math.floor(clock.now / 1000) + 60 });
  });

  test('stores no token in plain text, and returns the same link to a repeated call', async () => {
    const { platform, issuedKeys, idempotency } = withPlatform();
    const send = () => platform.post(PATH, { account: 'acct_shop' }, { 'idempotency-key': 'k-1' });
    const { body } = await send();
    expect(JSON.stringify([...issuedKeys.rows.values()])).not.toContain(tokenOf(body));
    expect([...idempotency.records.values()]).toEqual([
      expect.objectContaining({ response: expect.objectContaining({ sealed: true }) }),
    ]);
    expect((await send()).body).toEqual(body);
    expect(issuedKeys.rows.size).toBe(1);
  });

  test.each([
    [{ account: undefined }, 'account'],
    [{ account: 'shop' }, 'account'],
    [{ expires_in: 59 }, 'expires_in'],
    [{ expires_in: 86_401 }, 'expires_in'],
    [{ expires_in: 'soon' }, 'expires_in'],
    [{ read_only: 'no' }, 'read_only'],
    [{ scopes: ['events:read'] }, 'scopes'],
  ])('rejects %j, names %s, and stores nothing', async (over, named) => {
    const { platform, issuedKeys } = withPlatform();
    const { status, body } = await platform.post(PATH, { account: 'acct_shop', ...over });
    expect(status).toBe(400);
    expect(body.error.message).toContain(named);
    expect(issuedKeys.rows.size).toBe(0);
  });
});

test('a session is refused after it expires', async () => {
  const { create, as, clock } = withPlatform();
  const session = await create({ expires_in: 60 });
  clock.now = session.expires_at * 1000 - 10;
  expect((await as(tokenOf(session)).get(DESTINATIONS)).status).toBe(200);
  clock.now = session.expires_at * 1000;
  expect((await as(tokenOf(session)).get(DESTINATIONS)).status).toBe(401);
});

test('only the platform can revoke a session, once and in its mode', async () => {
  const { platform, sandbox, create, as } = withPlatform();
  const session = await create();
  const caller = as(tokenOf(session));
  expect((await sandbox.delete(`${PATH}/${session.id}`)).status).toBe(404);
  expect((await caller.delete(`${PATH}/${session.id}`)).status).toBe(403);
  expect((await caller.get(DESTINATIONS)).status).toBe(200);
  expect(await platform.delete(`${PATH}/${session.id}`)).toMatchObject({
    status: 200,
    body: { id: session.id, object: 'workbench_session', deleted: true },
  });
  expect((await caller.get(DESTINATIONS)).status).toBe(401);
  expect((await platform.delete(`${PATH}/${session.id}`)).status).toBe(404);
});

test('sessions are not listed among the API keys', async () => {
  const { platform, create } = withPlatform();
  await create();
  expect((await platform.get('/v1/api_keys')).body.data).toEqual([]);
});
