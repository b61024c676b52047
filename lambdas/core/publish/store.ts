/** Stores the events of a call, each independently of the others. */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import { IdempotencyError, UnavailableError, WaybillError } from '../errors.ts';
import type { DestinationRef, WaybillEvent } from '../event/event.ts';
import type { EventStore } from '../event/ports.ts';
import type { Tenant } from '../tenant.ts';
import { identify, type KeyState, publishedByAnother } from './event-identity.ts';
import type { StoredEvent } from './send.ts';

/** An event that passed the checks and has no key yet. */
export interface Draft {
  readonly tenant: Tenant;
  readonly destinations: readonly DestinationRef[];
  /** A key that no event has. */
  readonly fresh: string;
  /** Identifies a repeat of the event; undefined when neither the publisher nor the bus gave it an identity. */
  readonly identity: string | undefined;
  /** The key that an earlier try of the same call gave the event, and its state. */
  readonly earlier?: { readonly key: string; readonly state: KeyState };
  readonly withKey: (key: string) => WaybillEvent;
}

export interface StorePorts {
  readonly events: Pick<EventStore, 'putFresh' | 'putIfAbsent' | 'claimId' | 'rebindId' | 'get'>;
  readonly reportInternalError: (error: unknown) => void;
  readonly now: Clock;
}

/**
 * Stores each draft. Never throws.
 * @returns for each draft the stored event, or the error when it is not known to be stored
 */
export async function storeEvents(
  drafts: readonly Draft[],
  ports: StorePorts,
): Promise<readonly (StoredEvent | WaybillError)[]> {
  const fresh = drafts.map((draft) => (isFresh(draft) ? draft.withKey(draft.fresh) : undefined));
  const [unwritten, others] = await Promise.all([
    ports.events.putFresh(fresh.filter((event) => event !== undefined)),
    Promise.all(
      drafts.map((draft) => (isFresh(draft) ? undefined : storeOnce(draft, ports).catch(unavailable(ports)))),
    ),
  ]);
  const missing = new Set(unwritten);
  if (missing.size > 0) ports.reportInternalError(new WaybillError(`${missing.size} events were not written.`));
  return drafts.map((_, index) => {
    const event = fresh[index];
    if (!event) return others[index] as StoredEvent | WaybillError;
    return missing.has(event) ? notPublished() : { event, isRepeat: false };
  });
}

const isFresh = ({ identity, earlier }: Draft): boolean => identity === undefined && earlier === undefined;

/** @throws UnavailableError, IdempotencyError, or the error of the store */
async function storeOnce(draft: Draft, ports: StorePorts): Promise<StoredEvent> {
  const { key, stored } = await keyOf(draft, ports);
  const event = draft.withKey(key);
  const present = stored ?? (await ports.events.putIfAbsent(event));
  if (present && !sameContent(present, event)) {
    throw new IdempotencyError(`Event '${event.id}' was published before with other content.`, { param: 'id' });
  }
  return { event: present ?? event, isRepeat: present !== undefined };
}

async function keyOf({ tenant, fresh, identity, earlier }: Draft, { events, now }: StorePorts) {
  if (identity !== undefined) return identify(tenant, identity, fresh, events, now());
  if (!earlier || earlier.state === 'usable') return { key: earlier?.key ?? fresh };
  if (earlier.state === 'stale') return identify(tenant, earlier.key, fresh, events, now());
  const stored = await events.get(tenant, earlier.key);
  if (!stored) throw publishedByAnother();
  return { key: earlier.key, stored };
}

/** Compares the fields that the publisher sent, without those that Waybill added. */
const sameContent = (stored: WaybillEvent, now: WaybillEvent): boolean =>
  stored.type === now.type &&
  isDeepStrictEqual(stored.data, asStored(now.data)) &&
  isDeepStrictEqual(stored.relatedObject, now.relatedObject);

/** JSON changes some numbers: -0 becomes 0. */
const asStored = <T>(data: T): T => JSON.parse(JSON.stringify(data));

/** Returns the error of one event that was not published because of an internal error. */
export const notPublished = (cause?: unknown): UnavailableError =>
  new UnavailableError(
    'Publishing this event did not complete. Publish it again with the same id or idempotency key: a repeat stores no second event.',
    { cause },
  );

/** Returns errors meant for the publisher unchanged. Reports any other error and returns `notPublished`. */
export const unavailable =
  ({ reportInternalError }: Pick<StorePorts, 'reportInternalError'>) =>
  (error: unknown): WaybillError => {
    if (error instanceof WaybillError && error.expose) return error;
    reportInternalError(error);
    return notPublished(error);
  };
