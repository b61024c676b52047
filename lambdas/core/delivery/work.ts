/** Ports and settings of delivering, and what can happen to a message. */

import type { Clock, Random, StartTimer } from '../clock.ts';
import type { Destination, DestinationByType } from '../destination/destination.ts';
import type { CircuitBreakerSettings } from '../destination/health/circuit-breaker.ts';
import type { Lane } from '../destination/health/health.ts';
import type { WatchList } from '../destination/health/watch.ts';
import type { LeaseStore, PacingStore } from '../destination/limits/ports.ts';
import type { DestinationStore } from '../destination/ports.ts';
import type { WaybillEvent } from '../event/event.ts';
import type { RenderOnce, RenderPorts } from '../rendering/render-once.ts';
import type {
  AttemptReport,
  Delivery,
  DeliveryMessage,
  MovedReport,
  RenderFailureReport,
  SendResult,
} from './delivery.ts';
import type { Turns } from './limits/turns.ts';
import type { DeliveryContext, DeliveryQueue, DeliveryStore, Sender } from './ports.ts';
import type { ReportRecoveryResult } from './recovery-message.ts';

export interface ReceivedMessage {
  readonly id: string;
  readonly receiptHandle: string;
  /** `ApproximateReceiveCount`. Above 1, an earlier receive may have written the row. */
  readonly receiveCount: number;
  readonly message: DeliveryMessage;
}

/**
 * Returns the id under which rows name a message as the one that holds the retry. A message that takes the place of another one keeps
 * its id: an attempt that its batch did not wait for may still be recorded for the former message.
 */
export const holderOf = ({ id, message }: ReceivedMessage): string => message.replaces ?? id;

/** A message whose attempt is due. */
export interface Due {
  readonly received: ReceivedMessage;
  readonly row: Delivery | undefined;
  readonly event: WaybillEvent;
  readonly destination: Destination;
}

/**
 * Writes that mark destinations slow, by the id of the destination. They do not fail, and return the destination as it is then;
 * undefined when it could not be marked.
 */
export type Marks = Map<string, Promise<Destination | undefined>>;

/** Collects the results of a batch for the health of its destinations. */
export interface ResultsOfBatch {
  /** Adds the result of an attempt that started at `startedAt`, unix milliseconds. */
  add(due: Due, result: SendResult, startedAt: number): void;
  /** Resolves when the health of all destinations is written. Never rejects. */
  finish(): Promise<void>;
}

/** The sender of each destination type. */
export type Senders = { readonly [T in keyof DestinationByType]: Sender<DestinationByType[T]> };

export interface DeliverPorts {
  readonly deliveries: Pick<DeliveryStore, 'readBatch' | 'putDelivered' | 'replace' | 'get' | 'addWaiting'>;
  readonly destinations: Pick<DestinationStore, 'get' | 'replace' | 'updateHealth'>;
  readonly watchList: Pick<WatchList, 'add'>;
  readonly queue: DeliveryQueue;
  readonly pacing: PacingStore;
  readonly leases: LeaseStore;
  readonly senders: Senders;
  readonly rendering: RenderPorts;
  readonly report: (report: AttemptReport) => void;
  /** Reports an attempt that was not recorded, because its delivery moves to the slow lane. */
  readonly reportMovedToSlowLane: (report: MovedReport) => void;
  /** Reports a circuit that has opened or closed. */
  readonly reportCircuit: (destination: Destination) => void;
  /** Reports a delivery that has begun to wait. */
  readonly reportWaiting: () => void;
  readonly reportRenderFailure: (report: RenderFailureReport) => void;
  readonly reportRecoveryResult: ReportRecoveryResult;
  /** Reports an internal error of one message. The other messages of its batch continue. */
  readonly reportInternalError: (message: ReceivedMessage, error: unknown) => void;
  readonly now: Clock;
  readonly random: Random;
  readonly startTimer: StartTimer;
}

export interface DeliverSettings {
  /** Divides all delays; 1 in a deployment. */
  readonly timeScale: number;
  /** Number of in-flight messages at which retries are deferred instead of held. */
  readonly inFlightLimit: number;
  /** Lane of the function. */
  readonly lane: Lane;
  /** Longest time of an attempt, milliseconds. */
  readonly timeoutMs: number;
  /** Longest time of an attempt in the fast lane, milliseconds. */
  readonly fastLaneTimeoutMs: number;
  readonly circuitBreaker: CircuitBreakerSettings;
  /** Resolves when only the time for recording is left. Without it, a batch has no time limit. */
  readonly outOfTime?: Promise<void>;
  /** Length of the line of a destination with limits, milliseconds; that of a deployment by default. */
  readonly lineMs?: number;
}

/** Shared by all messages of a batch. */
export interface Work {
  readonly context: DeliveryContext;
  readonly render: RenderOnce;
  readonly settings: DeliverSettings;
  readonly ports: DeliverPorts;
  /** Messages whose delivery has no row yet. No row was read for them. */
  readonly withoutRow: ReadonlySet<ReceivedMessage>;
  /** Writes that mark destinations slow, by the id of the destination. */
  readonly marks: Marks;
  /** The turns of messages at destinations with limits. */
  readonly turns: Turns;
  readonly results: ResultsOfBatch;
}

/**
 * What happens to a message: it is deleted, or it stays in the queue, hidden for some seconds or until a position in the line of its
 * destination, unix milliseconds.
 */
export type MessageAction = 'delete' | { readonly hideForSeconds: number } | { readonly hideUntil: number };

/** For a message whose row another worker wrote in the meantime: it is received again, and the row is re-read. */
export const RETRY_SOON: MessageAction = { hideForSeconds: 1 };
