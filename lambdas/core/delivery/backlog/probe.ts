/** Sends the probe of a destination whose circuit is open: the oldest delivery that waits for it. */

import type { Destination } from '../../destination/destination.ts';
import { probeDueAt, withoutProbe, withProbe } from '../../destination/health/circuit-breaker.ts';
import type { DestinationHealth } from '../../destination/health/health.ts';
import type { OutgoingMessage } from '../ports.ts';
import { secondsUntil } from '../retry-policy.ts';
import { messageOf, oldestWaitingKey, readWaiters, type Waiter } from './entries.ts';
import type { Sweep } from './ports.ts';

/** Entries that are read. More than one, because some may be left over. */
const CANDIDATES = 25;

/** Returns when a probe is to be attempted before the next sweep, unix milliseconds; undefined: none is. */
export function probeAt({ health }: Destination, { ports, settings }: Sweep): number | undefined {
  const now = ports.now();
  const dueAt = probeDueAt(health, now);
  return dueAt === undefined || dueAt > now + settings.periodMs ? undefined : Math.max(dueAt, now);
}

/**
 * Sends a probe that is due before the next sweep. The health names the probe before its message is sent, so that two sweeps never
 * send two of them. After a crash in between, the probe counts as lost after its time, and its entry is still there.
 * @returns the destination as it is then; undefined when its health changed meanwhile, so that the next sweep continues
 */
export async function sendProbe(destination: Destination, sweep: Sweep): Promise<Destination | undefined> {
  const { ports, settings, counts } = sweep;
  const dueAt = probeAt(destination, sweep);
  const chosen = dueAt === undefined ? undefined : await oldestWaiter(destination, sweep);
  // When no delivery waits, the circuit stays open, and the next delivery that begins to wait is the probe.
  if (dueAt === undefined || !chosen) return destination;
  const { entry } = chosen;
  const probe = { eventKey: entry.eventKey, account: entry.tenant.account, dueAt };
  const halfOpen = withProbe(destination.health as DestinationHealth, probe, settings.circuitBreaker);
  const probed = await ports.destinations.updateHealth(destination, halfOpen);
  if (!probed) return undefined;
  const outgoing: OutgoingMessage = {
    message: messageOf(entry, true),
    lane: 'slow',
    delaySeconds: secondsUntil(dueAt, ports.now()),
  };
  const [unsent] = await ports.queue.send([outgoing]);
  if (unsent) return ports.destinations.updateHealth(probed, withoutProbe(probed.health, entry.eventKey));
  counts.probes += 1;
  await ports.deliveries.removeWaiting([entry]);
  return probed;
}

/** Returns the oldest delivery that waits and has not waited too long. Removes entries that are left over before it. */
async function oldestWaiter(destination: Destination, { ports, settings }: Sweep): Promise<Waiter | undefined> {
  let after: string | undefined = oldestWaitingKey(destination, ports.now(), settings.timeScale);
  while (after !== undefined && ports.now() < settings.stopAt) {
    const { entries, next } = await ports.deliveries.waiting(destination.id, { limit: CANDIDATES, after });
    const waiters = await readWaiters(entries, ports.deliveries, ports.now());
    const first = waiters.findIndex(({ is }) => is === 'waiting');
    const before = first < 0 ? waiters : waiters.slice(0, first);
    for (const waiter of before) if (waiter.is === 'undecodable') ports.reportInternalError(waiter.entry, waiter.error);
    const leftOver = before.flatMap(({ entry, is }) => (is === 'left_over' ? [entry] : []));
    if (leftOver.length > 0) await ports.deliveries.removeWaiting(leftOver);
    if (first >= 0) return waiters[first];
    after = next;
  }
  return undefined;
}
