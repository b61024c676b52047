import { afterEach, describe, expect, test, vi } from 'vitest';
import { takeLinkToken, withKey, withLocalKeys, withoutKey } from '../../../workbench/src/account/stored-session.ts';

afterEach(() => vi.unstubAllGlobals());

test('an invalid key is removed from its mode, whichever mode is shown', () => {
  const session = {
    mode: 'live',
    keys: { sandbox: 'sk_test_1', live: 'sk_live_1' },
    accounts: { live: 'acct_1' },
  } as const;
  expect(withoutKey(session, 'sk_test_1')).toEqual({ ...session, keys: { live: 'sk_live_1' } });
  expect(withoutKey(session, 'sk_test_other')).toEqual(session);
});

describe("a link's token", () => {
  const local = { sandbox: 'sk_test_local', live: 'sk_live_local' };
  const entered = withKey({ mode: 'live', keys: local, accounts: { live: 'acct_1' } }, 'sandbox', 'ws_test_1');

  test('replaces the keys of both modes', () => {
    expect(entered).toEqual({ mode: 'sandbox', keys: { sandbox: 'ws_test_1' }, accounts: { live: 'acct_1' } });
    expect(withLocalKeys(entered, local)).toEqual(entered);
  });

  test('is kept when a key for the other mode is entered', () => {
    expect(withKey(entered, 'live', 'sk_live_own').keys).toEqual({ sandbox: 'ws_test_1', live: 'sk_live_own' });
  });

  test('prevents local keys, which otherwise fill the modes without a key', () => {
    const session = withKey({ mode: 'sandbox', keys: {}, accounts: {} }, 'live', 'sk_live_own');
    expect(withLocalKeys(session, local).keys).toEqual({ sandbox: 'sk_test_local', live: 'sk_live_own' });
    expect(withLocalKeys(session, undefined)).toEqual(session);
  });
});

describe('the token in the URL', () => {
  const at = (address: string) => {
    const { pathname, search, hash } = new URL(address, 'http://page');
    const replaceState = vi.fn();
    vi.stubGlobal('location', { pathname, search, hash });
    vi.stubGlobal('history', { state: null, replaceState });
    return replaceState;
  };

  test('is removed from the URL', () => {
    const replaceState = at('/events?type=a#session=ws_test_1');
    expect(takeLinkToken()).toBe('ws_test_1');
    expect(replaceState).toHaveBeenCalledWith(null, '', '/events?type=a');
  });

  test('is not any other hash', () => {
    const replaceState = at('/#session=ws_test_1&next=x');
    expect(takeLinkToken()).toBeUndefined();
    expect(replaceState).not.toHaveBeenCalled();
  });
});
