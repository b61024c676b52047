/**
 * Drains what waits for a destination with limits: gives the waiting deliveries, oldest first, the next positions in its line, and sends
 * their messages with delays until then. Positions reach until the next sweep has sent its first messages, so what waits follows a
 * change of the limits from the next sweep on. New deliveries join the line again when all that waited have a position.
 */
import type { Destination } from '../../destination/destination.ts';
import { changeHealth } from '../../destination/health/change-health.ts';
import { HEALTHY, withDrain, withoutDrain } from '../../destination/health/circuit-breaker.ts';
import { drainRampFor, drainRateAt, LOOK_AHEAD } from '../../destination/health/drain-schedule.ts';
import { isCircuitOpen } from '../../destination/health/health.ts';
import type { DeliveryLimits } from '../../destination/limits/delivery-limits.ts';
import { lineReservation, MAX_WAIT_MS, pacedId } from '../../destination/limits/pacing.ts';
import { addDrained, sendPage, withPlan } from './drain.ts';
import { oldestWaitingKey } from './entries.ts';
import type { Steps, Sweep } from './ports.ts';

/** The limits of a destination, and the rate at which its line moves, deliveries a second. */
interface Line {
  readonly limits: DeliveryLimits;
  readonly rate: number;
}

/** Sends what has a position before the next sweep. Ends the drain when nothing waits any more, and otherwise makes sure there is one. */
export async function* drainLine(before: Destination, line: Line, sweep: Sweep): Steps {
  const { ports, settings } = sweep;
  const rate = drainRateAt(
    before.health?.drainingSince ?? 0,
    ports.now(),
    drainRampFor(line.rate, sweep.drainRates, settings),
  );
  const destination = await reserve(before, rate, sweep);
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
      page.entries.length > 0 ? await ports.pacing.joinLine(pacedId(before.id, line.limits), reservation) : [];
    const taken = await sendPage(page.entries.slice(0, positions.length), positions, sweep);
    sent += taken;
    isFull = taken < page.entries.length;
    after = page.next;
    yield;
  }
  const present = await addDrained(destination, sent, sweep);
  if (!present) return;
  if (isFull) await changeHealth(present, (health) => withDrain(health, ports.now()), ports);
  // A delivery that began to wait meanwhile is found by the next sweep: it watches the destination until it has read an empty list.
  else if (present.health && !isCircuitOpen(present)) {
    await ports.destinations.updateHealth(present, withoutDrain(present.health));
  }
}

/**
 * Stores that this sweep sends, and the progress of the drain. Of two sweeps at the same time one sends.
 * @returns the destination as it is then; undefined when another sweep sends, when the circuit is not closed, or when other workers
 * kept writing the health
 */
async function reserve(
  before: Destination,
  rate: number,
  { ports, settings }: Sweep,
): Promise<Destination | undefined> {
  let isReserved = false;
  const destination = await changeHealth(
    before,
    (health = HEALTHY, present) => {
      const now = ports.now();
      const isOthers = Math.abs(now - (health.drainScheduledUntil ?? 0)) < settings.periodMs / 2;
      isReserved = health.circuit === 'closed' && !isOthers;
      return isReserved ? withPlan(present, health, { until: now, rate }, ports) : undefined;
    },
    ports,
  );
  return isReserved ? destination : undefined;
}
