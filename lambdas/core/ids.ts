/**
 * Ids: a prefix and a ULID (https://github.com/ulid/spec), which is 48 bits of milliseconds and 80 random bits in Crockford
 * base 32. Ids sort by time, so a sort key needs no timestamp. An event key that is not in shard 0 has one more character,
 * its shard. The ULIDs of two keys differ, so that this character never decides their order.
 */
import { decodeTime, encodeTime, incrementBase32, type PRNG, ulid } from 'ulid';
import type { Mode } from './tenant.ts';

/** The digits of Crockford base 32. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const EVENT_PREFIX = 'evt_';
const ULID_LENGTH = 26;
const SHARD_AT = EVENT_PREFIX.length + ULID_LENGTH;
const NATIVE_EVENT_ID = /^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}[1-9A-HJKMNP-TV-Z]?$/;

/** Largest number of shards: an event key has one digit for its shard. */
export const MAX_SHARDS = DIGITS.length;

/** Length of the longest id that a publisher may choose for an event, characters. */
export const MAX_EVENT_ID_LENGTH = 100;

/** Returns `ed_test_` for sandbox and `ed_` for live. */
export const destinationIdPrefix = (mode: Mode): string => (mode === 'sandbox' ? 'ed_test_' : 'ed_');

/** Returns the id of a destination under `/v1/webhook_endpoints`, `we_…`. */
export const webhookEndpointId = (destinationId: string): string => destinationId.replace(/^ed_/, 'we_');

/** Returns the `ed_…` id of a destination from either of its ids. */
export const destinationIdOf = (id: string): string => id.replace(/^we_/, 'ed_');

/** Returns whether the id has the form of an event key, in any shard. A publisher may choose such an id; then it is not the key. */
export const isNativeEventId = (id: string): boolean => NATIVE_EVENT_ID.test(id);

/** Returns a new id. @param nowMs unix milliseconds @param random returns 0 to below 1 */
export const newId = (prefix: string, nowMs: number, random: PRNG): string => prefix + ulid(nowMs, random);

/**
 * Returns the event keys of one call, in order: the first has the ULID `seed`, each further one the next ULID. The shards take
 * turns, starting with one that the seed determines, so that the same arguments return the same keys.
 */
export function eventKeysFrom(seed: string, count: number, shards = 1): string[] {
  const keys: string[] = [];
  const first = firstShard(seed, shards);
  for (let next = seed; keys.length < count; next = incrementBase32(next)) {
    const shard = (first + keys.length) % shards;
    keys.push(EVENT_PREFIX + next + (shard === 0 ? '' : DIGITS.charAt(shard)));
  }
  return keys;
}

/** Returns 20 random bits of the seed, modulo `shards`. */
const firstShard = (seed: string, shards: number): number =>
  [...seed.slice(-4)].reduce((sum, digit) => sum * DIGITS.length + DIGITS.indexOf(digit), 0) % shards;

/** Returns the shard that the event with this key, and its deliveries, are stored in. */
export const shardOf = (eventKey: string): number => {
  const digit = eventKey.charAt(SHARD_AT);
  return digit === '' ? 0 : DIGITS.indexOf(digit);
};

/** Latest time that a ULID can contain. */
const MAX_TIME_MS = 2 ** 48 - 1;

/** Returns the smallest event key of the time `ms`, a bound for range reads. Times outside of a ULID's range are clamped. */
export const eventKeyAt = (ms: number): string =>
  `${EVENT_PREFIX}${encodeTime(Math.min(Math.max(ms, 0), MAX_TIME_MS), 10)}`;

/** Returns when the event with this key was published, unix milliseconds. */
export const publishedAt = (eventKey: string): number => decodeTime(eventKey.slice(EVENT_PREFIX.length, SHARD_AT));
