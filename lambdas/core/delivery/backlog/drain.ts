/**
 * Drains the backlog of a destination whose circuit has closed: sends its waiting deliveries, oldest first, spread over time with
 * message delays, through the slow lane. New events go beside the drain. A sweep schedules the time until the next sweep has sent its first messages. It
 * reserves that time in the health before it sends, so that of two sweeps at the same time one sends. After a crash the entries that
 * were not removed are sent again by the next sweep, and the row detects the duplicates.
 */
import type { Destination } from '../../destination/destination.ts';
import { changeHealth } from '../../destination/health/change-health.ts';
import { withDrain, withoutDrain } from '../../destination/health/circuit-breaker.ts';
import { type DrainSecond, drainPlan, drainRampFor } from '../../destination/health/drain-schedule.ts';
import type { DestinationHealth } from '../../destination/health/health.ts';
import type { OutgoingMessage, WaitingDelivery } from '../ports.ts';
import { messageOf, oldestWaitingKey } from './entries.ts';
import type { BacklogPorts, Steps, Sweep } from './ports.ts';

const SECOND_MS = 1000;
/** Waiting deliveries that are counted for the total of the progress. Counting reads them. */
const MAX_COUNTED = 100_000;

type DrainingHealth = DestinationHealth & { readonly drainingSince: number };

const isDraining = (health: DestinationHealth | undefined): health is DrainingHealth =>
  health?.circuit === 'closed' && health.drainingSince !== undefined;

/**
 * Sends the part of the backlog that is due before the next sweep, or ends the drain when nothing waits any more. Starts the drain
 * when there is none: for example, the limits of the destination were removed while deliveries waited for a position.
 */
export async function* drain(before: Destination, sweep: Sweep): Steps {
  const { ports, settings } = sweep;
  const reserved = await reserve(before, sweep);
  if (!reserved) return;
  const { destination, slots } = reserved;
  let sent = 0;
  let after: string | undefined = oldestWaitingKey(destination, ports.now(), settings.timeScale);
  while (after !== undefined && sent < slots.length) {
    const limit = Math.min(settings.pageSize, slots.length - sent);
    const page = await ports.deliveries.waiting(destination.id, { limit, after });
    const taken = await sendPage(page.entries.slice(0, limit), slots.slice(sent), sweep);
    sent += taken;
    // A queue that refuses a page refuses the next one too. The entries are still there for the next sweep.
    after = taken === 0 && page.entries.length > 0 ? undefined : page.next;
    yield;
  }
  await addDrained(destination, sent, sweep);
}

/** Time for which this sweep alone sends deliveries of the backlog. */
interface Plan {
  /** When each delivery is to be attempted, unix milliseconds. */
  readonly slots: readonly number[];
  /** End of the time, unix milliseconds. */
  readonly until: number;
  /** Deliveries a second at its end. */
  readonly rate: number;
}

function planFor(health: DrainingHealth, { ports, settings, drainRates }: Sweep): Plan {
  const { drainingSince: since, drainScheduledUntil: planned } = health;
  const { seconds, until, rate } = drainPlan(
    { since, planned, now: ports.now(), periodMs: settings.periodMs },
    drainRampFor(settings.drainRatePerSecond, drainRates, settings),
  );
  return { slots: seconds.flatMap(slotsOf), until, rate };
}

const slotsOf = ({ at, count }: DrainSecond): number[] =>
  Array.from({ length: count }, (_, index) => at + (index * SECOND_MS) / count);

interface Reserved extends Pick<Plan, 'slots'> {
  readonly destination: Destination;
}

/**
 * Stores the plan in the health, or ends the drain when nothing waits any more.
 * @returns the destination and when its deliveries are due; undefined when other workers kept writing its health
 */
async function reserve(before: Destination, sweep: Sweep): Promise<Reserved | undefined> {
  let slots: readonly number[] = [];
  const destination = await changeHealth(
    before,
    async (health, present) => {
      slots = [];
      // Read after the health. The health is written only if it has not changed, so no delivery began to wait meanwhile.
      const { entries } = await sweep.ports.deliveries.waiting(present.id, { limit: 1 });
      if (!isDraining(health)) return entries.length > 0 ? withDrain(health, sweep.ports.now()) : undefined;
      if (entries.length === 0) return withoutDrain(health);
      const plan = planFor(health, sweep);
      slots = plan.slots;
      return slots.length === 0 ? undefined : withPlan(present, health, plan, sweep.ports);
    },
    sweep.ports,
  );
  return destination && { destination, slots };
}

/** Returns the health with a plan, and with the progress that users see. */
export async function withPlan(
  { id }: Destination,
  health: DestinationHealth,
  { until, rate }: Pick<Plan, 'until' | 'rate'>,
  { deliveries }: Pick<BacklogPorts, 'deliveries'>,
): Promise<DestinationHealth> {
  const { drained = 0, drainTotal = 0 } = health;
  // More may have waited than were counted before.
  const isUncounted = drained >= drainTotal;
  const total = isUncounted ? drained + (await deliveries.countWaiting(id, MAX_COUNTED)) : drainTotal;
  return { ...health, drained, drainTotal: total, drainRate: rate, drainScheduledUntil: until };
}

/** Sends the messages of entries, and removes the entries. @returns the number of messages that were sent */
export async function sendPage(
  entries: readonly WaitingDelivery[],
  slots: readonly number[],
  { ports, counts }: Sweep,
): Promise<number> {
  if (entries.length === 0) return 0;
  const now = ports.now();
  const outgoing = entries.map((entry, index) => ({
    message: messageOf(entry),
    lane: 'slow' as const,
    delaySeconds: Math.max(0, Math.floor(((slots[index] ?? now) - now) / SECOND_MS)),
  }));
  const refused = new Set((await ports.queue.send(outgoing)).map((unsent) => unsent.outgoing));
  const sent = entries.filter((_, index) => !refused.has(outgoing[index] as OutgoingMessage));
  counts.drained += sent.length;
  // A crash between sending and removing sends a duplicate, which the row detects. The other order could lose a delivery.
  const left = await ports.deliveries.removeWaiting(sent);
  if (left.length > 0) await ports.deliveries.removeWaiting(left);
  return sent.length;
}

/**
 * Adds to the progress that users see.
 * @returns the destination as it is then; undefined when it was deleted, or other workers kept writing its health
 */
export async function addDrained(
  reserved: Destination,
  sent: number,
  { ports }: Sweep,
): Promise<Destination | undefined> {
  if (sent === 0) return reserved;
  const add = (health: DestinationHealth | undefined) =>
    isDraining(health) ? { ...health, drained: (health.drained ?? 0) + sent } : undefined;
  return changeHealth(reserved, add, ports);
}
