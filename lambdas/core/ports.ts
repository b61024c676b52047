/** What the core needs from outside, as small interfaces. `adapters/` has one file for each. */
import type { Account } from './account.ts';
import type { ApiVersion, EventTypeEntry, JsonSchema } from './catalog.ts';
import type { Delivery, DeliveryMessage, SendResult } from './delivery.ts';
import type { Destination } from './destination.ts';
import type { DestinationRef, SchemaProblem, WaybillEvent } from './event.ts';
import type { HourlyRollup } from './metrics.ts';
import type { Mode, Tenant } from './tenant.ts';

/** Milliseconds since 1970. */
export type Clock = () => number;
/** 0 to below 1. */
export type Random = () => number;

/** A page of things in descending order of key. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
  /** Key up to which was looked, where that is further than the item at the page's end. */
  readonly reached?: string;
}

/** Where a page begins: at the newest when neither is given. */
export interface Cursor {
  /** Only what is older than this event key. */
  readonly startingAfter?: string | undefined;
  /** Only what is newer than this event key, and of that what is next to it. */
  readonly endingBefore?: string | undefined;
}

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

/** The accounts that publish, for recoveries of destinations that take the events of every account. */
export interface Publishers {
  /** Records that a tenant publishes, once a day for each instance. */
  note(tenant: Tenant): Promise<void>;
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

/** An answer to an API call as it is kept for repeats. */
export interface KeptAnswer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
  /** The body is encrypted by the SecretBox, for it holds a secret. */
  readonly sealed: boolean;
}

/** What is known of a call that was made under an idempotency key. */
export interface IdempotencyRecord {
  /** Hash of the parameters. */
  readonly fingerprint: string;
  /** ULID of which the ids of what the call stores are made. */
  readonly seed: string;
  /** Unix milliseconds until which whoever makes the call may still be at it; absent when the call needs no answer kept. */
  readonly leaseUntil?: number;
  readonly answer?: KeptAnswer;
}

/** Where a record is: the caller's tenant, and a hash of key and call. */
export interface IdempotencyPlace {
  readonly tenant: Tenant;
  readonly id: string;
}

export interface IdempotencyStore {
  /**
   * Takes the place unless it is taken.
   * @param keptSeconds after which it is free again
   * @returns the record of whoever took it first; undefined when that is this call
   */
  claim(
    place: IdempotencyPlace,
    record: IdempotencyRecord,
    keptSeconds: number,
    now: number,
  ): Promise<IdempotencyRecord | undefined>;
  /** Takes over from a call that never ended. @returns false when somebody else did */
  takeOver(place: IdempotencyPlace, before: IdempotencyRecord, leaseUntil: number): Promise<boolean>;
  /** Keeps the answer of the call that holds the lease. */
  keep(place: IdempotencyPlace, answer: KeptAnswer): Promise<void>;
  /** Lets the next call with the key take over at once. */
  endLease(place: IdempotencyPlace): Promise<void>;
  /** Frees the place: nothing was done. */
  release(place: IdempotencyPlace): Promise<void>;
}

export interface DestinationStore {
  /** Strongly consistent: one created a moment ago is in it. Oldest first. */
  list(tenant: Tenant): Promise<Destination[]>;
  /** Strongly consistent. */
  get(tenant: Tenant, id: string): Promise<Destination | undefined>;
  /**
   * Stores a new destination and keeps the count of the tenant within `limit`, also when several are created at once.
   * @throws InvalidFieldsError when the limit is reached
   */
  create(destination: Destination, limit: number): Promise<void>;
  /**
   * Whether a create of this destination would keep within `limit` now; writes nothing.
   * @throws InvalidFieldsError as create does
   */
  checkPlace(destination: Destination, limit: number): Promise<void>;
  /**
   * Replaces `previous` by `next`.
   * @throws ConflictError when it is no longer as `previous` says
   */
  replace(previous: Destination, next: Destination): Promise<void>;
  delete(destination: Destination): Promise<void>;
}

export interface DeliveryQuery extends Cursor {
  readonly limit: number;
  readonly status?: Delivery['status'] | undefined;
  readonly types?: readonly string[] | undefined;
  /** Unix milliseconds of publishing, inclusive. */
  readonly from?: number | undefined;
  /** Unix milliseconds of publishing, exclusive. */
  readonly until?: number | undefined;
}

export interface UnsettledQuery extends Cursor {
  readonly limit: number;
  readonly types?: readonly string[] | undefined;
  /** Unix milliseconds of publishing, inclusive. */
  readonly from?: number | undefined;
  /** Leaves out what other accounts' destinations did not get. */
  readonly ownOnly: boolean;
}

/** What one batch of messages needs to be read before attempting. */
export interface DeliveryReads {
  readonly destinations: readonly { readonly tenant: Tenant; readonly id: string }[];
  readonly deliveries: readonly { readonly destinationId: string; readonly eventKey: string }[];
  readonly events: readonly { readonly tenant: Tenant; readonly key: string }[];
}

/** The rows that were read. Getting a row that could not be read, such as from a throttled table, throws. */
export interface DeliveryContext {
  destination(id: string): Destination | undefined;
  delivery(destinationId: string, eventKey: string): Delivery | undefined;
  event(tenant: Tenant, key: string): WaybillEvent | undefined;
}

/** An entry of the due list: a delivery, and when it is due. */
export interface DueDelivery {
  /** Shard of the list that it is in. */
  readonly shard: number;
  readonly destinationId: string;
  readonly eventKey: string;
  readonly tenant: Tenant;
  /** Account of the destination; differs from the tenant's for `@accounts`. */
  readonly destinationAccount: string;
  /** Unix milliseconds. */
  readonly dueAt: number;
}

export interface DeliveredFirst {
  readonly delivery: Delivery;
  readonly destinationAccount: string;
}

export interface DueQuery {
  /** Unix milliseconds, inclusive. */
  readonly until: number;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** Entries, oldest first. */
export interface DuePage {
  readonly entries: readonly DueDelivery[];
  /** Absent at the end. */
  readonly next?: string;
}

export interface DeliveryStore {
  /** Reads all that a batch needs, strongly consistent, in as few requests as possible. */
  readBatch(reads: DeliveryReads): Promise<DeliveryContext>;
  /**
   * Records deliveries that succeeded at their first attempt; no row exists, so none is compared. Never throws.
   * @returns those that were not written
   */
  putDelivered<T extends DeliveredFirst>(deliveries: readonly T[]): Promise<readonly T[]>;
  /**
   * Replaces `previous` (undefined: no row) by `next`. A parked `next` is put into the due list first: a crash between the
   * two leaves an entry whose message the row turns away, never a parked row without an entry.
   * @returns false when the row is no longer as `previous` says; the row was not written then
   * @throws ParkedWithoutRowError when the due list has the delivery from this call on, and its row could not be written
   */
  replace(previous: Delivery | undefined, next: Delivery, destinationAccount: string): Promise<boolean>;
  get(destinationId: string, eventKey: string): Promise<Delivery | undefined>;
  /** Rows of an event, one for each of the refs that has been attempted or parked. */
  getForEvent(refs: readonly DestinationRef[], eventKey: string): Promise<Delivery[]>;
  list(destinationId: string, query: DeliveryQuery): Promise<Page<Delivery>>;
  /**
   * Keys of the tenant's events that are pending or failed at a destination, each once. Costs what is undelivered, not
   * what was published.
   */
  unsettled(tenant: Tenant, query: UnsettledQuery): Promise<Page<string>>;
  /** Where each of these deliveries stands, by `<destination id> <event key>`; absent when there is no row. Eventually consistent. */
  statuses(
    of: readonly { readonly destinationId: string; readonly eventKey: string }[],
  ): Promise<ReadonlyMap<string, Delivery['status']>>;
  /** Reads one shard of the due list, strongly consistent. */
  due(shard: number, query: DueQuery): Promise<DuePage>;
  /**
   * Removes entries from the due list. The rows stay as they are. Never throws.
   * @returns the entries that are not known to be removed
   */
  removeDue(entries: readonly DueDelivery[]): Promise<readonly DueDelivery[]>;
}

/** Counts of attempts, by destination and hour. */
export interface MetricsStore {
  /** Adds to what is counted of the destination and hour already. Gives up soon: counts are not worth waiting for. */
  add(rollup: HourlyRollup): Promise<void>;
  /**
   * Rollups of the hours that begin from `since` to before `until` (unix milliseconds), oldest first, those of hours
   * without attempts left out. Eventually consistent.
   */
  list(destinationId: string, since: number, until: number): Promise<HourlyRollup[]>;
}

/** A message to send, and how long the queue shall hold it back. */
export interface OutgoingMessage {
  readonly message: DeliveryMessage;
  /** 0 to 900. */
  readonly delaySeconds?: number;
}

/** A message that is not known to be in the queue. */
export interface UnsentMessage {
  readonly outgoing: OutgoingMessage;
  /** The request failed without a response, such as by a timeout: the queue may have taken the message. */
  readonly mayBeQueued: boolean;
}

export interface DeliveryQueue {
  /** Sends in batches. Returns the messages that are not known to be in the queue, with the same objects. Never throws. */
  send(messages: readonly OutgoingMessage[]): Promise<readonly UnsentMessage[]>;
  /** Hides received messages again, each for its seconds (0 to 43200). */
  hide(messages: readonly { readonly receiptHandle: string; readonly seconds: number }[]): Promise<void>;
  /** Messages received and not yet deleted, hidden ones included; infinite when that cannot be told. Never throws. */
  inFlight(): Promise<number>;
}

/** What a sender gets: the request body is the same for every attempt of one rendering. */
export interface SendRequest {
  readonly destination: Destination;
  readonly event: WaybillEvent;
  /** JSON of the event, as the destination's payload style has it. */
  readonly body: string;
}

/** One destination type's way out. Never throws for what the target did; what it throws, in bounded time, is an internal error. */
export interface Sender {
  send(request: SendRequest): Promise<SendResult>;
}

/** Seals and opens signing secrets. */
export interface SecretBox {
  /** @param context bound into the ciphertext: opening with another one fails */
  seal(account: string, context: string, plaintext: string): Promise<string>;
  open(account: string, context: string, sealed: string): Promise<string>;
}

/** What publishing and delivering read of a mode's catalog. How old it may be is the reader's to say. */
export interface CatalogReader {
  /** Newest first. */
  versions(mode: Mode): Promise<readonly ApiVersion[]>;
  type(mode: Mode, type: string): Promise<EventTypeEntry | undefined>;
  /** Whether there are types at all. */
  hasTypes(mode: Mode): Promise<boolean>;
}

/** The catalogs of both modes, strongly consistent. */
export interface CatalogStore extends CatalogReader {
  /** By type. */
  types(mode: Mode): Promise<readonly EventTypeEntry[]>;
  /** Creates it, or replaces the one of that name. @throws InvalidFieldsError when it is too large to store */
  putVersion(mode: Mode, version: ApiVersion): Promise<void>;
  /** Creates it, or replaces the one of that type. @throws InvalidFieldsError when it is too large to store */
  putType(mode: Mode, entry: EventTypeEntry): Promise<void>;
  /** May be made again. */
  deleteVersion(mode: Mode, version: string): Promise<void>;
  /** May be made again. */
  deleteType(mode: Mode, type: string): Promise<void>;
}

export interface AccountReader {
  /** Undefined when it is not registered. */
  get(tenant: Tenant): Promise<Account | undefined>;
}

/** What is wrong with a value, by a schema: none when it fits. Never throws: a schema that cannot be used is a problem too. */
export type SchemaCheck = (schema: JsonSchema, value: unknown) => readonly SchemaProblem[];
