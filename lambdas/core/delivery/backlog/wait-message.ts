/** Decides whether the delivery of a message waits for its destination, and what happens to a probe that is not attempted. */
import type { Destination } from '../../destination/destination.ts';
import { changeHealth } from '../../destination/health/change-health.ts';
import { openedWhileLate, withoutProbe } from '../../destination/health/circuit-breaker.ts';
import { isCircuitOpen } from '../../destination/health/health.ts';
import { PING_TYPE } from '../../event/event-body.ts';
import { newDelivery } from '../transitions.ts';
import { type Due, type MessageAction, RETRY_SOON, type ReceivedMessage, type Work } from '../work.ts';
import { changeCircuit } from './change-circuit.ts';
import { lateness } from './lateness.ts';
import { letWait } from './wait.ts';

/**
 * Lets the delivery wait if the circuit is open and the message is not the probe.
 * @returns what to do with the message; undefined when it is to be attempted
 * @throws internal errors
 */
export async function waitIfOpen(due: Due, work: Work): Promise<MessageAction | undefined> {
  if (due.received.message.trigger === 'manual' || isProbe(due) || isFirstOfPing(due)) return undefined;
  const destination = isCircuitOpen(due.destination) ? due.destination : await openWhileLate(due, work);
  return destination && wait(due, destination, work);
}

/**
 * Lets the delivery of a message wait.
 * @param destination as it is now
 * @throws internal errors
 */
export async function wait(
  { received, row, event }: Due,
  destination: Destination,
  { ports }: Work,
): Promise<MessageAction> {
  const { waits } = received.message;
  const delivery = row ?? newDelivery(event, destination.id);
  const [outcome] = await letWait([{ destination, row, delivery, waits }], ports);
  if (typeof outcome === 'object') throw outcome.error;
  if (outcome !== 'waits') return RETRY_SOON;
  ports.reportWaiting();
  return 'delete';
}

/** Opens the circuit of a slow destination whose delivery is late. @returns the destination when its circuit is open */
async function openWhileLate(due: Due, { settings, ports }: Work): Promise<Destination | undefined> {
  const now = ports.now();
  const lateMs = lateness(due, now, settings);
  if (lateMs === undefined) return undefined;
  const after = await changeCircuit(
    due.destination,
    (health) => openedWhileLate(health, lateMs, now, settings.circuitBreaker, ports.random),
    ports,
  );
  return after && isCircuitOpen(after) ? after : undefined;
}

const isProbe = ({ received: { message }, destination: { health } }: Due): boolean =>
  message.probe === true && health?.circuit === 'half_open' && health.probe?.eventKey === message.event.key;

/** A person who sends a ping wants to see the result of an attempt now. */
const isFirstOfPing = ({ row, event }: Due): boolean => event.type === PING_TYPE && (row?.attemptCount ?? 0) === 0;

/**
 * Makes the next probe due after the message of a probe was deleted without an attempt, for example because its delivery was
 * delivered meanwhile. Never throws: without it the probe counts as lost after its time.
 */
export async function endProbe(received: ReceivedMessage, { context, ports }: Work): Promise<void> {
  const { event, destination: ref } = received.message;
  try {
    const destination = context.destination(ref.id);
    if (destination) await changeHealth(destination, (health) => withoutProbe(health, event.key), ports);
  } catch (error) {
    ports.reportInternalError(received, error);
  }
}
