import { describe, expect, test } from 'vitest';
import { SCOPES, type Scope } from '../../../lambdas/contract/operation.ts';
import { controlApi, PLATFORM, webhookRequest } from '../../doubles/control-api.ts';
import { aVersion } from '../../doubles/memory-catalog.ts';

const PATH = '/v1/credential';

const setUp = () => {
  const api = controlApi();
  const platform = api.as('sk_live_platform');
  const of = async (key: string, headers?: Record<string, string>) => (await api.as(key, headers).get(PATH)).body;
  const restricted = async (scopes: readonly Scope[], account = 'acct_shop') =>
    (await platform.post('/v1/api_keys', { account, name: 'restricted', scopes })).body.key as string;
  const session = async (body: object = {}) => {
    const made = (await platform.post('/v1/workbench_sessions', { account: 'acct_shop', ...body })).body;
    return { ...made, token: new URL(made.url).hash.replace('#session=', '') };
  };
  return { ...api, platform, of, restricted, session };
};

describe('the credential', () => {
  test('of an unrestricted key has every scope and does not expire', async () => {
    const { of, platform } = setUp();
    await platform.post('/v1/accounts', { name: 'Corner Shop', id: 'acct_shop' });
    expect(await of('sk_live_shop')).toEqual({
      object: 'credential',
      type: 'api_key',
      account: 'acct_shop',
      account_name: 'Corner Shop',
      acting_account: null,
      is_platform: false,
      livemode: true,
      scopes: [...SCOPES],
      read_only: false,
      expires_at: null,
      platform_name: 'acme',
      default_api_version: '2026-01-01',
    });
  });

  test('of an account that is not registered in the mode has no name', async () => {
    const { of, platform } = setUp();
    await platform.post('/v1/accounts', { name: 'Corner Shop', id: 'acct_shop' });
    expect(await of('sk_test_shop')).toMatchObject({ account: 'acct_shop', account_name: null, livemode: false });
  });

  test.each<[Scope[], boolean]>([
    [['events:read'], true],
    [['destinations:read', 'events:read'], true],
    [['destinations:write'], false],
    [['events:read', 'deliveries:retry'], false],
    [['events:publish'], false],
  ])('of a key restricted to %j has these scopes, and is read-only: %s', async (scopes, read_only) => {
    const { of, restricted } = setUp();
    expect(await of(await restricted(scopes))).toMatchObject({ type: 'restricted_key', scopes, read_only });
  });

  test('of a Workbench session names the account of the session and when it expires', async () => {
    const { of, session } = setUp();
    const full = await session();
    expect(await of(full.token)).toMatchObject({
      type: 'workbench_session',
      account: 'acct_shop',
      is_platform: false,
      read_only: false,
      expires_at: full.expires_at,
    });
    const reader = await session({ read_only: true, livemode: false });
    expect(await of(reader.token)).toMatchObject({
      livemode: false,
      scopes: ['destinations:read', 'events:read'],
      read_only: true,
      expires_at: reader.expires_at,
    });
  });

  test('of the platform names the account that the call acts for, when it acts for another', async () => {
    const { of, restricted } = setUp();
    expect(await of('sk_live_platform')).toMatchObject({ account: PLATFORM, acting_account: null, is_platform: true });
    for (const headers of [{ 'stripe-account': 'acct_shop' }, { 'stripe-context': 'acct_x/acct_shop' }]) {
      const acting = { account: PLATFORM, acting_account: 'acct_shop', is_platform: true };
      expect(await of('sk_live_platform', headers)).toMatchObject(acting);
      expect(await of(await restricted(['events:read'], PLATFORM), headers)).toMatchObject(acting);
    }
    expect(await of('sk_live_platform', { 'stripe-account': PLATFORM })).toMatchObject({ acting_account: null });
    expect(await of('sk_live_shop', { 'stripe-account': 'acct_shop' })).toMatchObject({ acting_account: null });
  });

  test('contains no key, and only its own key can read it', async () => {
    const { of, as } = setUp();
    expect(JSON.stringify(await of('sk_live_shop'))).not.toContain('sk_live');
    expect((await as('sk_live_other', { 'stripe-account': 'acct_shop' }).get(PATH)).status).toBe(403);
  });
});

test('has the default version of a destination that the same call creates without a version', async () => {
  const { of, as, platform, catalog } = setUp();
  const keys: [string, Record<string, string>][] = [
    ['sk_live_shop', {}],
    ['sk_live_platform', { 'stripe-account': 'acct_shop' }],
    ['sk_live_platform', {}],
  ];
  const expectDefaults = async (...expected: string[]) => {
    for (const [index, [key, headers]] of keys.entries()) {
      const made = await as(key, headers).post('/v2/core/event_destinations', webhookRequest());
      expect(made.body.snapshot_api_version).toBe(expected[index]);
      expect((await of(key, headers)).default_api_version).toBe(expected[index]);
    }
  };
  await expectDefaults('2026-01-01', '2026-01-01', '2026-01-01');
  for (const version of ['2025-06-01', '2026-03-01']) await catalog.store.putVersion('live', aVersion({ version }));
  await expectDefaults('2026-03-01', '2026-03-01', '2026-03-01');
  await platform.post('/v1/accounts', { name: 'Shop', id: 'acct_shop', default_api_version: '2025-06-01' });
  await expectDefaults('2025-06-01', '2025-06-01', '2026-03-01');
});
