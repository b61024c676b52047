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

describe('resolveSettings uses', () => {
  test('the sandbox key of the profile, and the live key only with --live', () => {
    expect(settings()).toMatchObject({ key: 'sk_test_home', mode: 'sandbox', apiBase: HOME, profile: 'default' });
    expect(settings({ live: true })).toMatchObject({ key: 'sk_live_home', mode: 'live' });
  });

  test('the profile of the option, then of the environment, then of the configuration', () => {
    expect(settings({}, { WAYBILL_PROFILE: 'shop' })).toMatchObject({ key: 'sk_test_shop', account: 'acct_shop' });
    expect(settings({ profile: 'default' }, { WAYBILL_PROFILE: 'shop' }).key).toBe('sk_test_home');
    expect(settings({}, {}, { ...config, profile: 'shop' }).key).toBe('sk_test_shop');
  });

  test('the key of the environment, unless --profile is set', () => {
    const env = { WAYBILL_API_KEY: 'rk_test_env' };
    expect(settings({}, env, NOBODY)).toMatchObject({
      key: 'rk_test_env',
      apiBase: LOCAL_API_BASE,
      profile: undefined,
    });
    expect(settings({}, { ...env, WAYBILL_API_BASE: 'https://env.example/' }).apiBase).toBe('https://env.example');
    expect(settings({ profile: 'shop' }, env).key).toBe('sk_test_shop');
  });

  test('the account of the option, then of the profile', () => {
    expect(settings({ profile: 'shop', account: 'acct_other' }).account).toBe('acct_other');
    expect(() => settings({ account: 'shop' })).toThrow(/not an account id/);
  });
});

describe('resolveSettings refuses', () => {
  test('a missing key, and says how to log in, also with an address', () => {
    for (const env of [{}, { WAYBILL_API_BASE: 'http://127.0.0.1:4242' }]) {
      expect(() => settings({}, env as Record<string, string>, NOBODY)).toThrow(NotLoggedInError);
      expect(() => settings({}, env as Record<string, string>, NOBODY)).toThrow(
        expect.objectContaining({ next: expect.stringContaining('waybill login') }),
      );
    }
  });

  test('a profile that does not exist, and a mode without a key', () => {
    expect(() => settings({ profile: 'nobody' })).toThrow(/Profile "nobody" does not exist/);
    expect(() => settings({ profile: 'shop', live: true })).toThrow(/has no live key/);
  });

  test('a key of the other mode, so that live data is not changed by mistake', () => {
    expect(() => settings({}, { WAYBILL_API_KEY: 'sk_live_x' })).toThrow(/live key/);
    expect(() => settings({ live: true }, { WAYBILL_API_KEY: 'sk_test_x' })).toThrow(/sandbox key/);
    expect(() => settings({}, { WAYBILL_API_KEY: 'hello' })).toThrow(/not a valid API key/);
  });

  test('the key of a profile for another address', () => {
    expect(() => settings({ apiBase: 'https://elsewhere.example' })).toThrow(UsageError);
    expect(settings({ apiBase: `${HOME}/` }).apiBase).toBe(HOME);
  });

  test('a live key over an unencrypted connection to another machine', () => {
    const live = { WAYBILL_API_KEY: 'sk_live_x' };
    expect(() => settings({ live: true, apiBase: 'http://api.example' }, live)).toThrow(/not encrypted/);
    expect(settings({ live: true, apiBase: 'http://localhost:4242' }, live).key).toBe('sk_live_x');
  });
});

test.each(['api.example', 'ftp://x', 'https://u:p@x', 'https://x?y', ''])('%s is not a valid address', (text) => {
  expect(() => apiBase(text)).toThrow(UsageError);
});

test('the mode of a key is read from its prefix, and only its last characters are shown', () => {
  expect(['sk_test_1', 'rk_live_1', 'ws_test_1', 'pk_test_1', ''].map(modeOfKey)).toEqual([
    ...['sandbox', 'live', 'sandbox', undefined, undefined],
  ]);
  expect(redacted('sk_test_waybill_platform_0001')).toBe('sk_test_…0001');
  expect(redacted('sk_test_abcd')).toBe('…');
});
