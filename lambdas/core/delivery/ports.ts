import type { Destination } from '../destination/destination.ts';
import type { DestinationRef, WaybillEvent } from '../event/event.ts';
import type { Cursor, Page } from '../page.ts';
import type { Tenant } from '../tenant.ts';
import type { Delivery, DeliveryMessage, SendResult } from './delivery.ts';

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
   * @throws DeferredWithoutRowError when the due list has the delivery from this call on, and its row could not be written
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
