/** Reads the mode of an API key, and shortens keys for output. */

/** The names of the modes in the configuration and in messages. */
export type ModeName = 'sandbox' | 'live';

const KEY = /^(sk|rk|ws)_(live|test)_[\x21-\x7e]{1,200}$/;

/** Returns the mode of a key by its prefix; undefined for text that is not a key. */
export function modeOfKey(key: string): ModeName | undefined {
  const [, , word] = KEY.exec(key) ?? [];
  return word === undefined ? undefined : word === 'live' ? 'live' : 'sandbox';
}

/** Returns `sk_test_…0001`. */
export function redacted(key: string): string {
  const [, kind, word] = KEY.exec(key) ?? [];
  return kind && key.length >= 16 ? `${kind}_${word}_…${key.slice(-4)}` : '…';
}
