/**
 * Delivering: takes a batch of queue messages, attempts what is due, records every attempt, and leaves each retry with
 * the queue (hidden) or in the due index (parked). Any step may be replayed: the row decides what is still to be done.
 */

import type {
  AttemptReport,
  Delivery,
  DeliveryMessage,
  FailureReason,
  Outcome,
  RenderFailureReport,
  SendResult,
} from './delivery.ts';
import { attemptFrom, deliveryAfter, settledWithoutAttempt } from './delivery-transitions.ts';
import type { Destination, DestinationType } from './destination.ts';
import { destinationAfter } from './destination-transitions.ts';
import { ConflictError } from './errors.ts';
import type { WaybillEvent } from './event.ts';
import { publishedAt } from './ids.ts';
import type {
  Clock,
  DeliveryContext,
  DeliveryQueue,
  DeliveryReads,
  DeliveryStore,
  DestinationStore,
  Random,
  Sender,
} from './ports.ts';
import { type ReportRecovered, resultWithoutAttempt } from './recovery-message.ts';
import { RenderError } from './rendering/render-error.ts';
import { createRenderOnce, type RenderOnce, type RenderPorts } from './rendering/render-once.ts';
import { FIRST_ATTEMPT_MS, mayHold, nextAttemptAt, secondsUntil } from './retry-policy.ts';

export interface ReceivedMessage {
  readonly id: string;
  readonly receiptHandle: string;
  /** `ApproximateReceiveCount`: above 1, an earlier try may have left a row. */
  readonly receiveCount: number;
  readonly message: DeliveryMessage;
}

export interface DeliverPorts {
  readonly deliveries: DeliveryStore;
  readonly destinations: Pick<DestinationStore, 'get' | 'replace'>;
  readonly queue: Pick<DeliveryQueue, 'hide' | 'inFlight'>;
  readonly senders: Readonly<Record<DestinationType, Sender>>;
  readonly rendering: RenderPorts;
  readonly report: (report: AttemptReport) => void;
  readonly reportRenderFailure: (report: RenderFailureReport) => void;
  readonly reportRecovered: ReportRecovered;
  /** A fault of ours in one message; the others of its batch go on. */
  readonly reportFault: (message: ReceivedMessage, fault: unknown) => void;
  readonly now: Clock;
  readonly random: Random;
}

export interface DeliverSettings {
  readonly timeScale: number;
  /** In-flight messages at which the queue holds no further retry. */
  readonly inFlightLimit: number;
}

/** What becomes of a message: deleted, or kept and shown again after some seconds (undefined: the queue's own timeout). */
type Fate = 'done' | { readonly keepFor: number | undefined };

/** A delivery that was just attempted for the first time and got through: written with others in one request. */
interface FirstSuccess {
  readonly delivery: Delivery;
  readonly destinationAccount: string;
  readonly report: AttemptReport;
}

/** @returns ids of the messages that the queue must keep */
export async function deliverBatch(
  batch: readonly ReceivedMessage[],
  settings: DeliverSettings,
  ports: DeliverPorts,
): Promise<string[]> {
  const context = await ports.deliveries.readBatch(readsFor(batch));
  const render = createRenderOnce(ports.rendering);
  const firstSuccesses: FirstSuccess[] = [];
  const fates = await Promise.all(
    batch.map(async (received): Promise<Fate> => {
      try {
        return await handle(received, { context, render, firstSuccesses, settings, ports });
      } catch (fault) {
        ports.reportFault(received, fault);
        return { keepFor: undefined };
      }
    }),
  );
  await ports.deliveries.putDelivered(firstSuccesses);
  for (const { report } of firstSuccesses) ports.report(report);

  const kept = batch.flatMap((received, index) => {
    const fate = fates[index] as Fate;
    return fate === 'done' ? [] : [{ received, keepFor: fate.keepFor }];
  });
  await ports.queue.hide(
    kept.flatMap(({ received: { receiptHandle }, keepFor }) =>
      keepFor === undefined ? [] : [{ receiptHandle, seconds: keepFor }],
    ),
  );
  return kept.map(({ received }) => received.id);
}

interface Work {
  readonly context: DeliveryContext;
  readonly render: RenderOnce;
  readonly firstSuccesses: FirstSuccess[];
  readonly settings: DeliverSettings;
  readonly ports: DeliverPorts;
}

/** A message sent right after its event was stored, seen for the first time, has no row yet: none is read for it. */
const hasNoRow = ({ message, receiveCount }: ReceivedMessage): boolean => message.first && receiveCount === 1;

function readsFor(batch: readonly ReceivedMessage[]): DeliveryReads {
  return {
    destinations: batch.map(({ message: { destination, event } }) => ({
      tenant: { account: destination.account, mode: event.mode },
      id: destination.id,
    })),
    deliveries: batch
      .filter((received) => !hasNoRow(received))
      .map(({ message }) => ({ destinationId: message.destination.id, eventKey: message.event.key })),
    events: batch
      .filter(({ message }) => message.inline === undefined)
      .map(({ message: { event } }) => ({ tenant: { account: event.account, mode: event.mode }, key: event.key })),
  };
}

async function handle(received: ReceivedMessage, work: Work): Promise<Fate> {
  const { message } = received;
  const { context, ports } = work;
  const row = context.delivery(message.destination.id, message.event.key);
  const now = ports.now();
  const recovered = resultWithoutAttempt(message, received.receiveCount, row);
  if (recovered !== undefined) {
    if (recovered !== 'repeat') ports.reportRecovered(message, recovered);
    return 'done';
  }
  if (message.trigger === 'automatic') {
    if (row && row.status !== 'pending') return 'done';
    if (row?.nextAttemptAt !== undefined && row.nextAttemptAt > now) {
      return isSuperfluous(received, row, row.nextAttemptAt - now)
        ? 'done'
        : { keepFor: secondsUntil(row.nextAttemptAt, now) };
    }
  }
  const event = message.inline ?? context.event(message.event, message.event.key);
  const destination = context.destination(message.destination.id);
  if (!event) return row ? settle(message, row, row, 'event_expired', ports) : 'done';
  if (!destination) return settle(message, row, event, 'destination_deleted', ports);
  if (destination.status === 'disabled') return settle(message, row, event, 'destination_disabled', ports);
  if (message.trigger === 'manual' && !row && mayBeAtFirstAttempt(event, destination, now)) {
    return { keepFor: Math.min(2 ** received.receiveCount, MAX_STAND_BACK_SECONDS) };
  }
  const body = await work.render(destination, event).catch(asRenderError);
  if (body instanceof RenderError) return settleUnrendered(received, row, event, destination, body, ports);
  return attempt(received, row, event, destination, body, work);
}

/** @throws any other error: a fault of ours */
function asRenderError(error: unknown): RenderError {
  if (error instanceof RenderError) return error;
  throw error;
}

const MAX_STAND_BACK_SECONDS = 30;

/**
 * A first success is written without looking, and a resend that was recorded before it would be lost: a resend without
 * a row stands back while the first attempt may be made.
 */
const mayBeAtFirstAttempt = (event: WaybillEvent, { id }: Destination, now: number): boolean =>
  now - publishedAt(event.key) < FIRST_ATTEMPT_MS && event.destinations.some((ref) => ref.id === id);

/**
 * A sweep and this function may differ by so much on what time it is, milliseconds: what is due within it may have come
 * from the sweep, just before that takes the delivery out of the index.
 */
const CLOCK_SKEW_MS = 5_000;

/** Whether the retry this message came too early for is kept elsewhere: by the due index, or by another message. */
function isSuperfluous({ id }: ReceivedMessage, { parked, heldBy }: Delivery, waitMs: number): boolean {
  if (parked) return waitMs > CLOCK_SKEW_MS;
  return heldBy !== undefined && heldBy !== id;
}

/** Ends a delivery without an attempt; one that had settled stays as it was. */
async function settle(
  message: DeliveryMessage,
  row: Delivery | undefined,
  of: WaybillEvent | Delivery,
  reason: FailureReason,
  ports: DeliverPorts,
): Promise<Fate> {
  const { destination } = message;
  if (!row || row.status === 'pending') {
    const settled = settledWithoutAttempt(row, of, destination.id, reason);
    if (!(await ports.deliveries.replace(row, settled, destination.account))) return AGAIN;
  }
  if (message.recovery !== undefined) ports.reportRecovered(message, 'skipped');
  return 'done';
}

/**
 * Ends a delivery that cannot be attempted, for there is no body to send. One that got through stays so, and a resend
 * says nothing of the retries to come: the catalog may be mended until then.
 */
async function settleUnrendered(
  { message }: ReceivedMessage,
  row: Delivery | undefined,
  event: WaybillEvent,
  { id, account, type: destinationType }: Destination,
  { message: detail, change, version }: RenderError,
  ports: DeliverPorts,
): Promise<Fate> {
  const { trigger, recovery } = message;
  const settled = {
    ...settledWithoutAttempt(row, event, id, 'render_failed', detail),
    ...(recovery === undefined ? {} : { recovery }),
  };
  const staysAsItWas = row?.status === 'delivered' || (row?.status === 'pending' && trigger === 'manual');
  if (!staysAsItWas && !(await ports.deliveries.replace(row, settled, account))) return AGAIN;
  const delivery = staysAsItWas ? row : settled;
  ports.reportRenderFailure({ delivery, destinationType, change, version, failedAt: ports.now() });
  if (recovery !== undefined) ports.reportRecovered(message, 'failed');
  return 'done';
}

/** Somebody else wrote the row meanwhile: look at it again. */
const AGAIN: Fate = { keepFor: 1 };

async function attempt(
  received: ReceivedMessage,
  row: Delivery | undefined,
  event: WaybillEvent,
  destination: Destination,
  body: string,
  work: Work,
): Promise<Fate> {
  const { ports, settings, firstSuccesses } = work;
  const { trigger, recovery } = received.message;
  const startedAt = ports.now();
  const result = await ports.senders[destination.type].send({ destination, event, body });
  const now = ports.now();
  const made = attemptFrom(result, { number: (row?.attemptCount ?? 0) + 1, trigger, startedAt });
  // What is not learnt from this answer is from the next; the attempt itself was made and has to be recorded.
  await learn(destination, result, now, ports).catch((fault: unknown) => ports.reportFault(received, fault));

  const mayRetry = result.retryable && !result.destinationGone;
  const at = mayRetry
    ? nextAttemptAt(
        {
          mode: event.mode,
          automaticCount: (row?.automaticCount ?? 0) + 1,
          firstAttemptAt: row?.firstAttemptAt ?? startedAt,
          now,
          timeScale: settings.timeScale,
          retryAfterSeconds: result.retryAfterSeconds,
        },
        ports.random,
      )
    : undefined;
  const hold =
    !result.ok &&
    trigger === 'automatic' &&
    at !== undefined &&
    mayHold({ delayMs: at - now, ...settings, inFlight: await ports.queue.inFlight() });
  const next = deliveryAfter(row, event, destination.id, made, {
    result,
    nextAttemptAt: at,
    heldBy: hold ? received.id : undefined,
    recovery,
  });
  const outcome: Outcome = result.ok ? 'delivered' : next.status === 'failed' ? 'failed' : 'retry';
  const report: AttemptReport = {
    delivery: next,
    attempt: made,
    destinationType: destination.type,
    outcome,
    ...(outcome === 'retry' && trigger === 'automatic' ? { held: hold ? 'visibility' : 'parked' } : {}),
  };
  if (result.ok && hasNoRow(received)) {
    firstSuccesses.push({ delivery: next, destinationAccount: destination.account, report });
    return 'done';
  }
  if (!(await ports.deliveries.replace(row, next, destination.account))) return AGAIN;
  ports.report(report);
  if (recovery !== undefined) ports.reportRecovered(received.message, result.ok ? 'delivered' : 'failed');
  return hold ? { keepFor: secondsUntil(at, now) } : 'done';
}

/** Lost races after which an answer is not learnt from: the next answer tells the same. */
const LEARNING_TRIES = 3;

/**
 * The destination learns from an answer: gone, active, unreachable. Whoever loses a race looks at it again: the first
 * answers of a burst come all at once, and mostly the winner has learnt the same.
 */
async function learn(before: Destination, result: SendResult, now: number, ports: DeliverPorts): Promise<void> {
  let present: Destination | undefined = before;
  for (let tries = 0; tries < LEARNING_TRIES && present?.status === before.status; tries++) {
    const after = destinationAfter(present, result, now);
    if (!after) return;
    try {
      return await ports.destinations.replace(present, after);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
    present = await ports.destinations.get(before, before.id);
    if (present && !sameTarget(before, present)) return;
  }
}

/** Otherwise an edit came between, and the answer says nothing of where the next delivery goes. */
const sameTarget = (a: Destination, b: Destination): boolean =>
  a.webhookEndpoint?.url === b.webhookEndpoint?.url &&
  a.amazonEventbridge?.eventBusArn === b.amazonEventbridge?.eventBusArn &&
  a.amazonEventbridge?.roleArn === b.amazonEventbridge?.roleArn;
