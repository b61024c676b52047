/**
 * Drains what waits for a destination with limits: gives the waiting deliveries, oldest first, the next positions in its line, and sends
 * their messages with delays until then. Positions reach until the next sweep has sent its first messages, so what waits follows a
 * change of the limits from the next sweep on. New deliveries join the line again when all that waited have a position.
 */
import type { Destination } from '../../destination/destination.ts';
import { withoutDrain } from '../../destination/health/circuit-breaker.ts';
import { drainRampFor, drainRateAt, LOOK_AHEAD } from '../../destination/health/drain-schedule.ts';
import { waitsInLine } from '../../destination/health/health.ts';
import type { DeliveryLimits } from '../../destination/limits/delivery-limits.ts';
import { lineRate } from '../../destination/limits/leases.ts';
import { lineReservation, MAX_WAIT_MS, pacedId } from '../../destination/limits/pacing.ts';
import { addDrained, sendPage, withPlan } from './drain.ts';
import { oldestWaitingKey } from './entries.ts';
import type { Steps, Sweep } from './ports.ts';

/** Sends what has a position before the next sweep. Ends the drain when nothing waits any more. */
export async function* drainLine(before: Destination, limits: DeliveryLimits, sweep: Sweep): Steps {
  const { ports, settings } = sweep;
  const rate = await rateFor(before, limits, sweep);
  const destination = await withProgress(before, rate, sweep);
  if (!destination) return;
  const aheadMs = MAX_WAIT_MS + LOOK_AHEAD * Math.max(settings.periodMs, 1000);
  let sent = 0;
  let isFull = false;
  let after: string | undefined = oldestWaitingKey(destination, ports.now(), settings.timeScale);
  while (after !== undefined && !isFull) {
    const limit = Math.min(settings.pageSize, Math.max(1, Math.ceil((rate * aheadMs) / 1000)));
    const page = await ports.deliveries.waiting(destination.id, { limit, after });
    const reservation = lineReservation(page.entries.length, rate, ports.now(), aheadMs);
    const positions =
      page.entries.length > 0 ? await ports.pacing.joinLine(pacedId(before.id, limits), reservation) : [];
    const taken = await sendPage(page.entries.slice(0, positions.length), positions, sweep);
    sent += taken;
    isFull = taken < page.entries.length;
    after = page.next;
    yield;
  }
  const present = await addDrained(destination, sent, sweep);
  // A delivery that began to wait meanwhile is found by the next sweep: it watches the destination until it has read an empty list.
  if (!isFull && present?.health && waitsInLine(present)) {
    await ports.destinations.updateHealth(present, withoutDrain(present.health));
  }
}

/**
 * Stores the progress of a drain. Of two sweeps at the same time one stores it, and sends.
 * @returns the destination as it is then; undefined when its health has changed meanwhile
 */
async function withProgress(before: Destination, rate: number, { ports }: Sweep): Promise<Destination | undefined> {
  // The drain has ended, and a delivery began to wait at that moment.
  if (!before.health || !waitsInLine(before)) return before;
  const planned = await withPlan(before, before.health, { until: ports.now(), rate }, ports);
  return ports.destinations.updateHealth(before, planned);
}

/** Returns the rate of the line, deliveries a second. It grows after an outage like that of any drain. */
async function rateFor({ id, health }: Destination, limits: DeliveryLimits, sweep: Sweep): Promise<number> {
  const { ports, settings, draining } = sweep;
  const averageMs = limits.maxInFlight === undefined ? undefined : await ports.leases.averageMs(id);
  const ramp = drainRampFor(draining, lineRate(limits, averageMs), settings);
  return drainRateAt(health?.drainingSince ?? 0, ports.now(), ramp);
}
