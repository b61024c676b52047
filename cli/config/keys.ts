/** API keys as far as a client knows them: their mode, and how they are shown. */

/** As the configuration and messages name the two. */
export type ModeName = 'sandbox' | 'live';

const KEY = /^(sk|rk|ws)_(live|test)_[\x21-\x7e]{1,200}$/;

/** The mode that a key says it is of; undefined for what is no key. */
export function modeOfKey(key: string): ModeName | undefined {
  const [, , word] = KEY.exec(key) ?? [];
  return word === undefined ? undefined : word === 'live' ? 'live' : 'sandbox';
}

/** `sk_test_…0001`: enough to tell one's keys apart. */
export function redacted(key: string): string {
  const [, kind, word] = KEY.exec(key) ?? [];
  return kind && key.length >= 16 ? `${kind}_${word}_…${key.slice(-4)}` : '…';
}
