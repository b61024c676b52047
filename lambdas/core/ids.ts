/**
 * Ids are a prefix and a ULID (https://github.com/ulid/spec): 48 bits of milliseconds and 80 random bits in Crockford
 * base 32, so that the order of ids is the order of time and a sort key needs no timestamp beside it.
 */
import { decodeTime, encodeTime, incrementBase32, type PRNG, ulid } from 'ulid';
import type { Mode } from './tenant.ts';

const NATIVE_EVENT_ID = /^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Longest id a publisher may choose for an event. */
export const MAX_EVENT_ID_LENGTH = 100;

/** `ed_test_…` in sandbox, `ed_…` live. */
export const destinationIdPrefix = (mode: Mode): string => (mode === 'sandbox' ? 'ed_test_' : 'ed_');

/** The id of the same destination under `/v1/webhook_endpoints`. */
export const webhookEndpointId = (destinationId: string): string => destinationId.replace(/^ed_/, 'we_');

/** The id of a destination that is named by either of its ids. */
export const destinationIdOf = (id: string): string => id.replace(/^we_/, 'ed_');

/** Whether the id has the form of an event's key. A publisher may choose such an id too, and then it is not the key. */
export const isNativeEventId = (id: string): boolean => NATIVE_EVENT_ID.test(id);

/** @param nowMs milliseconds since 1970 @param random 0 to below 1 */
export const newId = (prefix: string, nowMs: number, random: PRNG): string => prefix + ulid(nowMs, random);

/** Ids of several things made by one call, in their order: the call's ULID and those that follow it. */
export function eventKeysFrom(seed: string, count: number): string[] {
  const keys: string[] = [];
  for (let next = seed; keys.length < count; next = incrementBase32(next)) keys.push(`evt_${next}`);
  return keys;
}

/** Latest time a ULID can tell. */
const MAX_TIME_MS = 2 ** 48 - 1;

/** Smallest possible event key at `ms`: a bound for range reads, of times that no event can be of too. */
export const eventKeyAt = (ms: number): string => `evt_${encodeTime(Math.min(Math.max(ms, 0), MAX_TIME_MS), 10)}`;

/** When the event with this key was published, unix milliseconds. */
export const publishedAt = (eventKey: string): number => decodeTime(eventKey.slice('evt_'.length));
