import { afterEach, describe, expect, test, vi } from 'vitest';
import { takeLinkToken, withoutKey } from '../../../workbench/src/session/stored-session.ts';

afterEach(() => vi.unstubAllGlobals());

test('a key that is refused goes from the mode that has it, whichever is shown', () => {
  const session = {
    mode: 'live',
    keys: { sandbox: 'sk_test_1', live: 'sk_live_1' },
    accounts: { live: 'acct_1' },
  } as const;
  expect(withoutKey(session, 'sk_test_1')).toEqual({ ...session, keys: { live: 'sk_live_1' } });
  expect(withoutKey(session, 'sk_test_other')).toEqual(session);
});

describe('the token of a link', () => {
  const at = (address: string) => {
    const { pathname, search, hash } = new URL(address, 'http://page');
    const replaceState = vi.fn();
    vi.stubGlobal('location', { pathname, search, hash });
    vi.stubGlobal('history', { state: null, replaceState });
    return replaceState;
  };

  test('is taken out of the address', () => {
    const replaceState = at('/events?type=a#session=ws_test_1');
    expect(takeLinkToken()).toBe('ws_test_1');
    expect(replaceState).toHaveBeenCalledWith(null, '', '/events?type=a');
  });

  test('is nothing else that stands there', () => {
    const replaceState = at('/#session=ws_test_1&next=x');
    expect(takeLinkToken()).toBeUndefined();
    expect(replaceState).not.toHaveBeenCalled();
  });
});
