/** Ports and settings of delivering, and the outcome of a message. */

import type { Clock, Random } from '../clock.ts';
import type { DestinationType } from '../destination/destination.ts';
import type { DestinationStore } from '../destination/ports.ts';
import type { RenderOnce, RenderPorts } from '../rendering/render-once.ts';
import type { AttemptReport, DeliveryMessage, RenderFailureReport } from './delivery.ts';
import type { DeliveryContext, DeliveryQueue, DeliveryStore, Sender } from './ports.ts';
import type { ReportRecovered } from './recovery-message.ts';

export interface ReceivedMessage {
  readonly id: string;
  readonly receiptHandle: string;
  /** `ApproximateReceiveCount`: above 1, an earlier try may have left a row. */
  readonly receiveCount: number;
  readonly message: DeliveryMessage;
}

export interface DeliverPorts {
  readonly deliveries: Pick<DeliveryStore, 'readBatch' | 'putDelivered' | 'replace' | 'get'>;
  readonly destinations: Pick<DestinationStore, 'get' | 'replace'>;
  readonly queue: Pick<DeliveryQueue, 'hide' | 'inFlight'>;
  readonly senders: Readonly<Record<DestinationType, Sender>>;
  readonly rendering: RenderPorts;
  readonly report: (report: AttemptReport) => void;
  readonly reportRenderFailure: (report: RenderFailureReport) => void;
  readonly reportRecovered: ReportRecovered;
  /** An internal error in one message; the others of its batch continue. */
  readonly reportInternalError: (message: ReceivedMessage, error: unknown) => void;
  readonly now: Clock;
  readonly random: Random;
}

export interface DeliverSettings {
  readonly timeScale: number;
  /** In-flight messages at which the queue holds no further retry. */
  readonly inFlightLimit: number;
  /** Settles when the invocation has only the time left that recording takes. Without it, a batch has no time limit. */
  readonly outOfTime?: Promise<void>;
}

/** One batch. */
export interface Work {
  readonly context: DeliveryContext;
  readonly render: RenderOnce;
  readonly settings: DeliverSettings;
  readonly ports: DeliverPorts;
  /** Messages that are the first of their delivery and find no row: none was read for them. */
  readonly withoutRow: ReadonlySet<ReceivedMessage>;
}

/** Whether a message is deleted, or kept and shown again after some seconds. */
export type Fate = 'done' | { readonly keepFor: number };

/** Another worker wrote the row in the meantime: the message is retried, and the row is re-read. */
export const AGAIN: Fate = { keepFor: 1 };
