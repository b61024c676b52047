import type { Destination } from '../destination/destination.ts';
import type { Lane } from '../destination/health/health.ts';
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
  /** Whether destinations of other accounts are ignored. */
  readonly ownOnly: boolean;
}

/** The rows that a batch of messages needs. */
export interface DeliveryReads {
  readonly destinations: readonly { readonly tenant: Tenant; readonly id: string }[];
  readonly deliveries: readonly { readonly destinationId: string; readonly eventKey: string }[];
  readonly events: readonly { readonly tenant: Tenant; readonly key: string }[];
}

/**
 * The rows that were read. Each method returns undefined for a missing row, and throws when the row could not be read: an
 * UndecodableRowError when it will not be readable later either.
 */
export interface DeliveryContext {
  destination(id: string): Destination | undefined;
  delivery(destinationId: string, eventKey: string): Delivery | undefined;
  event(tenant: Tenant, key: string): WaybillEvent | undefined;
}

/** An entry of the due list. */
export interface DueDelivery {
  readonly shard: number;
  readonly destinationId: string;
  readonly eventKey: string;
  readonly tenant: Tenant;
  /** Account of the destination. Differs from the tenant's for `@accounts` destinations. */
  readonly destinationAccount: string;
  /** Unix milliseconds. */
  readonly dueAt: number;
}

/** An entry of the waiting list: a delivery that waits because the circuit of its destination is open. */
export interface WaitingDelivery {
  readonly shard: number;
  readonly destinationId: string;
  readonly eventKey: string;
  /** `waits` of the delivery. An entry whose row has a higher number, or does not wait any more, is left over. */
  readonly waits: number;
  readonly tenant: Tenant;
  /** Account of the destination. */
  readonly destinationAccount: string;
}

export interface WaitingQuery {
  /** Number of entries to read; about as many are returned. */
  readonly limit: number;
  /** `next` of the page before, or a bound of event keys. */
  readonly after?: string | undefined;
  /** Event key before which the list ends. */
  readonly before?: string | undefined;
}

/** Entries of all shards, oldest event first. */
export interface WaitingPage {
  readonly entries: readonly WaitingDelivery[];
  /** Absent at the end. */
  readonly next?: string;
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
  /** Reads the rows of a batch, strongly consistent, in as few requests as possible. Never throws: see DeliveryContext. */
  readBatch(reads: DeliveryReads): Promise<DeliveryContext>;
  /**
   * Records deliveries whose first attempt succeeded. Overwrites the rows unconditionally, because none exists. Never throws.
   * @returns the deliveries that were not written
   */
  putDelivered<T extends DeliveredFirst>(deliveries: readonly T[]): Promise<readonly T[]>;
  /**
   * Replaces the row `previous` (undefined: no row) by `next`, a conditional write. A deferred `next` gets its entry in the due
   * list first: a crash between the two writes leaves an entry without a row, whose message is a duplicate, and never a row
   * without an entry. The entry of a waiting `next` is added by `addWaiting`.
   * @returns false when the row has changed; then it was not written
   * @throws DeferredWithoutRowError when the entry was added and the row could not be written
   */
  replace(previous: Delivery | undefined, next: Delivery, destinationAccount: string): Promise<boolean>;
  /** Returns the row, strongly consistent. */
  get(destinationId: string, eventKey: string): Promise<Delivery | undefined>;
  /** Returns the rows of an event for these destinations, strongly consistent. A destination may have none. */
  getForEvent(refs: readonly DestinationRef[], eventKey: string): Promise<Delivery[]>;
  /** Returns a page of a destination's rows, newest event first; eventually consistent. */
  list(destinationId: string, query: DeliveryQuery): Promise<Page<Delivery>>;
  /**
   * Returns the keys of the tenant's events with a pending or failed delivery, newest first, each key once; eventually
   * consistent. The cost depends on the number of unsettled deliveries, not of published events.
   */
  unsettled(tenant: Tenant, query: UnsettledQuery): Promise<Page<string>>;
  /** Returns the status by `<destination id> <event key>`; absent when there is no row. Eventually consistent. */
  statuses(
    of: readonly { readonly destinationId: string; readonly eventKey: string }[],
  ): Promise<ReadonlyMap<string, Delivery['status']>>;
  /** Returns entries of one shard, those that are due first first; strongly consistent. */
  due(shard: number, query: DueQuery): Promise<DuePage>;
  /**
   * Removes entries from the due list. The rows do not change. Never throws.
   * @returns the entries that are not known to be removed
   */
  removeDue(entries: readonly DueDelivery[]): Promise<readonly DueDelivery[]>;
  /** Adds the entry of a waiting delivery to the waiting list, before its row is written. Adding an entry again has no effect. */
  addWaiting(delivery: Delivery, destinationAccount: string): Promise<void>;
  /** Returns the deliveries that wait for a destination, oldest event first; strongly consistent. */
  waiting(destinationId: string, query: WaitingQuery): Promise<WaitingPage>;
  /** Counts the deliveries that wait for a destination, up to `max`; eventually consistent. */
  countWaiting(destinationId: string, max: number): Promise<number>;
  /**
   * Removes entries from the waiting list. The rows do not change. Never throws.
   * @returns the entries that are not known to be removed
   */
  removeWaiting(entries: readonly WaitingDelivery[]): Promise<readonly WaitingDelivery[]>;
}

/** A message to send. */
export interface OutgoingMessage {
  readonly message: DeliveryMessage;
  /** Delay before the queue delivers the message, 0 to 900; 0 when absent. */
  readonly delaySeconds?: number;
  /** The fast lane when absent. Its worker forwards the messages of slow destinations. */
  readonly lane?: Lane;
}

/** A message that is not known to be in the queue. */
export interface UnsentMessage {
  readonly outgoing: OutgoingMessage;
  /** Whether the queue may have the message: the request failed without a response, for example by a timeout. */
  readonly mayBeQueued: boolean;
}

/** The queues of both lanes. A function receives from one of them, its own. */
export interface DeliveryQueue {
  /** Sends messages in batches. Never throws. @returns the messages that are not known to be in the queue, as the same objects */
  send(messages: readonly OutgoingMessage[]): Promise<readonly UnsentMessage[]>;
  /** Hides messages received from the own queue for their seconds, 0 to 43,200. @throws the error of a request; other messages may be hidden then */
  hide(messages: readonly { readonly receiptHandle: string; readonly seconds: number }[]): Promise<void>;
  /** Returns the number of messages in flight in the own queue, some seconds old; Infinity when it cannot be read. Never throws. */
  inFlight(): Promise<number>;
}

/** An attempt for a sender to make. */
export interface SendRequest<D extends Destination = Destination> {
  readonly destination: D;
  readonly event: WaybillEvent;
  /** JSON of the event, rendered for the destination. */
  readonly body: string;
  /** Time limit of the request, milliseconds. Its preparation, such as opening secrets, has a limit of its own. */
  readonly timeoutMs: number;
  /** Called when the request starts, after its preparation. */
  readonly onStart?: () => void;
}

/** Sends events to destinations of one type. */
export interface Sender<D extends Destination = Destination> {
  /** Makes one attempt, in bounded time. @returns the result, also for a failure of the target @throws internal errors */
  send(request: SendRequest<D>): Promise<SendResult>;
}
