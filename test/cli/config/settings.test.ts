import { describe, expect, test } from 'vitest';
import type { ConfigFile } from '../../../cli/config/file.ts';
import { modeOfKey, redacted } from '../../../cli/config/keys.ts';
import { apiBase, LOCAL_API_BASE, resolveSettings } from '../../../cli/config/settings.ts';
import { NotLoggedInError, UsageError } from '../../../cli/errors.ts';

const HOME = 'https://api.example';
const config: ConfigFile = {
  profile: 'default',
  profiles: {
    default: { api_base: HOME, keys: { sandbox: 'sk_test_home', live: 'sk_live_home' } },
    shop: { api_base: 'https://shop.example', account: 'acct_shop', keys: { sandbox: 'sk_test_shop' } },
  },
};
const NOBODY: ConfigFile = { profile: 'default', profiles: {} };
const settings = (options: object = {}, env: Record<string, string> = {}, file = config) =>
  resolveSettings(options, env, file);

describe('which key is used', () => {
  test('the sandbox key of the profile in use, and the live one only where that is said', () => {
    expect(settings()).toMatchObject({ key: 'sk_test_home', mode: 'sandbox', apiBase: HOME, profile: 'default' });
    expect(settings({ live: true })).toMatchObject({ key: 'sk_live_home', mode: 'live' });
  });

  test('another profile by option before environment before configuration', () => {
    expect(settings({}, { WAYBILL_PROFILE: 'shop' })).toMatchObject({ key: 'sk_test_shop', account: 'acct_shop' });
    expect(settings({ profile: 'default' }, { WAYBILL_PROFILE: 'shop' }).key).toBe('sk_test_home');
    expect(settings({}, {}, { ...config, profile: 'shop' }).key).toBe('sk_test_shop');
  });

  test('the one of the environment before any profile but a named one', () => {
    const env = { WAYBILL_API_KEY: 'rk_test_env' };
    expect(settings({}, env, NOBODY)).toMatchObject({
      key: 'rk_test_env',
      apiBase: LOCAL_API_BASE,
      profile: undefined,
    });
    expect(settings({}, { ...env, WAYBILL_API_BASE: 'https://env.example/' }).apiBase).toBe('https://env.example');
    expect(settings({ profile: 'shop' }, env).key).toBe('sk_test_shop');
  });

  test('the account of an option before that of the profile', () => {
    expect(settings({ profile: 'shop', account: 'acct_other' }).account).toBe('acct_other');
    expect(() => settings({ account: 'shop' })).toThrow(/not the id of an account/);
  });
});

describe('what does not go together is refused', () => {
  test('no key at all says how to log in, also where only an address is given', () => {
    for (const env of [{}, { WAYBILL_API_BASE: 'http://127.0.0.1:4242' }]) {
      expect(() => settings({}, env as Record<string, string>, NOBODY)).toThrow(NotLoggedInError);
      expect(() => settings({}, env as Record<string, string>, NOBODY)).toThrow(
        expect.objectContaining({ next: expect.stringContaining('waybill login') }),
      );
    }
  });

  test('a profile that is not there, and a mode that it has no key of', () => {
    expect(() => settings({ profile: 'nobody' })).toThrow(/no profile "nobody"/);
    expect(() => settings({ profile: 'shop', live: true })).toThrow(/has no live key/);
  });

  test('a key of the other mode: live data is never touched by mistake', () => {
    expect(() => settings({}, { WAYBILL_API_KEY: 'sk_live_x' })).toThrow(/live key/);
    expect(() => settings({ live: true }, { WAYBILL_API_KEY: 'sk_test_x' })).toThrow(/sandbox key/);
    expect(() => settings({}, { WAYBILL_API_KEY: 'hello' })).toThrow(/not an API key/);
  });

  test("a profile's key for another address", () => {
    expect(() => settings({ apiBase: 'https://elsewhere.example' })).toThrow(UsageError);
    expect(settings({ apiBase: `${HOME}/` }).apiBase).toBe(HOME);
  });

  test('a live key over a connection in clear, but for this machine', () => {
    const live = { WAYBILL_API_KEY: 'sk_live_x' };
    expect(() => settings({ live: true, apiBase: 'http://api.example' }, live)).toThrow(/not encrypted/);
    expect(settings({ live: true, apiBase: 'http://localhost:4242' }, live).key).toBe('sk_live_x');
  });
});

test.each(['api.example', 'ftp://x', 'https://u:p@x', 'https://x?y', ''])('%s is no address', (text) => {
  expect(() => apiBase(text)).toThrow(UsageError);
});

test('keys tell their mode, and are shown by their end alone', () => {
  expect(['sk_test_1', 'rk_live_1', 'ws_test_1', 'pk_test_1', ''].map(modeOfKey)).toEqual([
    ...['sandbox', 'live', 'sandbox', undefined, undefined],
  ]);
  expect(redacted('sk_test_waybill_platform_0001')).toBe('sk_test_…0001');
  expect(redacted('sk_test_abcd')).toBe('…');
});
