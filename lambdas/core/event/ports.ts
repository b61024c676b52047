import type { Cursor, Page } from '../page.ts';
import type { Tenant } from '../tenant.ts';
import type { WaybillEvent } from './event.ts';

/** When events happened: unix seconds, both inclusive. */
export interface CreatedRange {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

export interface EventQuery extends Cursor {
  readonly limit: number;
  /** Exact types or `group.*`. */
  readonly types?: readonly string[] | undefined;
  readonly created?: CreatedRange | undefined;
  /** Id of the object the event is about. */
  readonly objectId?: string | undefined;
  /** Whether a page may be empty although there is more. */
  readonly mayBeEmpty?: boolean | undefined;
}

export interface EventStore {
  /** Stores events whose keys are fresh; nothing can be there yet. Returns those not known to be stored. Never throws. */
  putFresh(events: readonly WaybillEvent[]): Promise<readonly WaybillEvent[]>;
  /** Stores the event unless its key is taken. Returns the event that is already there, if so. */
  putIfAbsent(event: WaybillEvent): Promise<WaybillEvent | undefined>;
  /** Binds an id that is not a key of ours to a key, once. Returns the key it is bound to. */
  claimId(tenant: Tenant, id: string, key: string): Promise<string>;
  /** Binds an id to another key, if it is still bound to `from`. Returns the key it is bound to. */
  rebindId(tenant: Tenant, id: string, from: string, to: string): Promise<string>;
  /** Returns the key that an id is bound to, or the id itself where it has the form of a key and is not bound. */
  keyOf(tenant: Tenant, id: string): Promise<string | undefined>;
  /** Reads by key, strongly consistent. */
  get(tenant: Tenant, key: string): Promise<WaybillEvent | undefined>;
  /** Reads by shown id: the event's own key, or the id that its publisher chose. */
  getById(tenant: Tenant, id: string): Promise<WaybillEvent | undefined>;
  /** By keys, those that are there; eventually consistent. In the order of the keys. */
  getMany(tenant: Tenant, keys: readonly string[]): Promise<WaybillEvent[]>;
  list(tenant: Tenant, query: EventQuery): Promise<Page<WaybillEvent>>;
}
