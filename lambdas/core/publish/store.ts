/** Stores the events of a call, each independently of the others. */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import { IdempotencyError, UnavailableError, WaybillError } from '../errors.ts';
import type { DestinationRef, WaybillEvent } from '../event/event.ts';
import type { EventStore } from '../event/ports.ts';
import type { Tenant } from '../tenant.ts';
import { identify, type KeyState, publishedByAnother } from './event-identity.ts';
import type { StoredEvent } from './send.ts';

/** An event that may be stored, but for its key. */
export interface Draft {
  readonly tenant: Tenant;
  readonly destinations: readonly DestinationRef[];
  /** Key that no event has. */
  readonly fresh: string;
  /** What a repeat of it is recognised by; undefined when a call cannot be repeated. */
  readonly identity: string | undefined;
  /** Key that the same call gave it before, and whether an event may still be stored under it. */
  readonly former?: { readonly key: string; readonly state: KeyState };
  readonly withKey: (key: string) => WaybillEvent;
}

export interface StorePorts {
  readonly events: Pick<EventStore, 'putFresh' | 'putIfAbsent' | 'claimId' | 'rebindId' | 'get'>;
  readonly reportInternalError: (error: unknown) => void;
  readonly now: Clock;
}

/** @returns for each draft the event, or why it is not known to be stored */
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

const isFresh = ({ identity, former }: Draft): boolean => identity === undefined && former === undefined;

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

async function keyOf({ tenant, fresh, identity, former }: Draft, { events, now }: StorePorts) {
  if (identity !== undefined) return identify(tenant, identity, fresh, events, now());
  if (!former || former.state === 'usable') return { key: former?.key ?? fresh };
  if (former.state === 'stale') return identify(tenant, former.key, fresh, events, now());
  const stored = await events.get(tenant, former.key);
  if (!stored) throw publishedByAnother();
  return { key: former.key, stored };
}

/** Compares the fields that the publisher sent, without those that Waybill added. */
const sameContent = (stored: WaybillEvent, now: WaybillEvent): boolean =>
  stored.type === now.type &&
  isDeepStrictEqual(stored.data, asStored(now.data)) &&
  isDeepStrictEqual(stored.relatedObject, now.relatedObject);

/** Some numbers come back from JSON as others: -0 as 0. */
const asStored = <T>(data: T): T => JSON.parse(JSON.stringify(data));

/** An internal error of one event, which the other events of its call do not share. */
export const notPublished = (cause?: unknown): UnavailableError =>
  new UnavailableError(
    'Publishing this event did not complete. Publish it again with the same id or idempotency key: a repeat stores no second event.',
    { cause },
  );

/** Reports an error that is not the publisher's, and turns it into one for the publisher. */
export const unavailable =
  ({ reportInternalError }: Pick<StorePorts, 'reportInternalError'>) =>
  (error: unknown): WaybillError => {
    if (error instanceof WaybillError && error.expose) return error;
    reportInternalError(error);
    return notPublished(error);
  };
