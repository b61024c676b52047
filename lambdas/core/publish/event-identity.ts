/**
 * Chooses the key that an event is stored under. Waybill makes all keys, and they order events by the time of publishing. An
 * identity (the id that the publisher chose, the envelope of the ingest bus, the key that an idempotent call would have given
 * the event) is bound to a key once, so that a repeat finds the event.
 */
import { UnavailableError } from '../errors.ts';
import type { WaybillEvent } from '../event/event.ts';
import type { EventStore } from '../event/ports.ts';
import { isNativeEventId, publishedAt } from '../ids.ts';
import type { Tenant } from '../tenant.ts';

/** Age of a key up to which a call may still store an event under it, milliseconds. */
const MAX_UNSTORED_AGE_MS = 60_000;

/** Longer than any publish function runs, milliseconds. No call stores an event under a key older than the sum of both. */
const CALL_MS = 30_000;

/**
 * - `usable`: an event may be stored under the key.
 * - `uncertain`: this call may not store an event under the key, but an earlier call may still be storing it.
 * - `stale`: no call stores an event under the key, and an event stored now would be behind the cursor of a reader.
 */
export type KeyState = 'usable' | 'uncertain' | 'stale';

/** Returns the state of a key. @param now unix milliseconds */
export function keyStateAt(key: string, now: number): KeyState {
  const age = now - publishedAt(key);
  if (age <= MAX_UNSTORED_AGE_MS) return 'usable';
  return age <= MAX_UNSTORED_AGE_MS + CALL_MS ? 'uncertain' : 'stale';
}

export interface Identified {
  readonly key: string;
  /** The event that is already stored under the key, if it was read. */
  readonly stored?: WaybillEvent;
}

/**
 * Returns the key for an event with this identity, which is `fresh` unless the identity is bound to another.
 * @throws UnavailableError while an earlier call may still be storing the event
 */
export async function identify(
  tenant: Tenant,
  identity: string,
  fresh: string,
  events: Pick<EventStore, 'claimId' | 'rebindId' | 'get'>,
  now: number,
): Promise<Identified> {
  if (isNativeEventId(identity)) {
    const stored = await events.get(tenant, identity);
    if (stored) return { key: identity, stored };
  }
  const key = await events.claimId(tenant, identity, fresh);
  if (key === fresh || keyStateAt(key, now) === 'usable') return { key };
  const stored = await events.get(tenant, key);
  if (stored) return { key, stored };
  if (keyStateAt(key, now) === 'uncertain') throw publishedByAnother();
  return { key: await events.rebindId(tenant, identity, key, fresh) };
}

/** Returns the error of an event that an earlier call may still be storing. */
export const publishedByAnother = (): UnavailableError =>
  new UnavailableError('An earlier call may still be publishing this event. Publish it again in 30 seconds.');
