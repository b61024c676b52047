import type { Cursor, Page } from '../page.ts';
import type { Tenant } from '../tenant.ts';
import type { WaybillEvent } from './event.ts';

/** A range of `created`, unix seconds, both ends inclusive. */
export interface CreatedRange {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

export interface EventQuery extends Cursor {
  readonly limit: number;
  /** Exact types or `group.*`. */
  readonly types?: readonly string[] | undefined;
  readonly created?: CreatedRange | undefined;
  /** Id of the object that the event is about. */
  readonly objectId?: string | undefined;
  /** Whether a page may be empty although `hasMore` is true. */
  readonly mayBeEmpty?: boolean | undefined;
}

export interface EventStore {
  /**
   * Stores events under fresh keys, which no stored event has. Never throws.
   * @returns the events that are not known to be stored
   */
  putFresh(events: readonly WaybillEvent[]): Promise<readonly WaybillEvent[]>;
  /** Stores the event unless its key is taken. @returns the event that has the key, strongly consistent; undefined when stored */
  putIfAbsent(event: WaybillEvent): Promise<WaybillEvent | undefined>;
  /** Binds an id to a key, unless it is bound. @returns the key that the id is bound to */
  claimId(tenant: Tenant, id: string, key: string): Promise<string>;
  /** Binds an id to the key `to`, if it is still bound to `from`. @returns the key that the id is bound to */
  rebindId(tenant: Tenant, id: string, from: string, to: string): Promise<string>;
  /** Returns the key that an id is bound to; else the id itself, if it has the form of a key; else undefined. */
  keyOf(tenant: Tenant, id: string): Promise<string | undefined>;
  /** Returns the event with this key, strongly consistent. */
  get(tenant: Tenant, key: string): Promise<WaybillEvent | undefined>;
  /** Returns the event with this event id: its key, or the id that its publisher chose. */
  getById(tenant: Tenant, id: string): Promise<WaybillEvent | undefined>;
  /** Returns the events with these keys that exist, in the order of the keys; eventually consistent. */
  getMany(tenant: Tenant, keys: readonly string[]): Promise<WaybillEvent[]>;
  /** Returns a page of the tenant's events, newest first; eventually consistent. */
  list(tenant: Tenant, query: EventQuery): Promise<Page<WaybillEvent>>;
}
