/**
 * Sweeps a shard of the watch list: the destinations whose circuit is not closed, whose backlog is drained, or which have failed for
 * long. First the short work of all destinations, such as probes; then the long work, step by step in turn.
 */
import { forEachConcurrently } from '../../concurrency.ts';
import type { Destination } from '../../destination/destination.ts';
import { HEALTHY, withoutCircuit } from '../../destination/health/circuit-breaker.ts';
import { type DestinationHealth, isCircuitOpen, mayHaveWaiting } from '../../destination/health/health.ts';
import { needsWatch, type Watched } from '../../destination/health/watch.ts';
import { lineRate } from '../../destination/limits/leases.ts';
import { drain } from './drain.ts';
import { drainLine } from './drain-line.ts';
import type { BacklogCounts, BacklogPorts, BacklogSettings, Steps, Sweep } from './ports.ts';
import { probeAt, sendProbe } from './probe.ts';
import { failExpired, failWaiting } from './settle-waiting.ts';

/** Destinations that are worked on at a time. */
const MAX_CONCURRENT = 8;

/** Sweeps a shard of the watch list. @throws the error of reading the list */
export async function sweepWatched(
  shard: number,
  settings: BacklogSettings,
  ports: BacklogPorts,
): Promise<BacklogCounts> {
  const sweep: Sweep = {
    settings,
    ports,
    counts: { open: 0, probes: 0, drained: 0, failed: 0, skipped: 0 },
    drainRates: [],
  };
  // In random order, so that not always the same destinations wait when the time is over.
  const watched = (await ports.watchList.read(shard))
    .map((one) => ({ one, order: ports.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ one }) => one);
  const long: LongWork[] = [];
  await forEachConcurrently(watched, MAX_CONCURRENT, async (one) => {
    if (ports.now() >= settings.stopAt) {
      sweep.counts.skipped += 1;
      return;
    }
    try {
      const work = await visit(one, sweep);
      if (work) long.push({ watched: one, ...work });
    } catch (error) {
      ports.reportInternalError(one, error);
    }
  });
  // Failing a delivery takes seven times as long as sending one, so drains do not wait for what has waited too long: decision 80.
  for (const kind of ['drain', 'settle'] as const) {
    const of = long.flatMap(({ watched: one, [kind]: steps }) => (steps ? [{ watched: one, steps }] : []));
    await inTurn(of, sweep);
  }
  return sweep.counts;
}

/** Work for a destination that may take many steps. All drains come first. */
interface Long {
  readonly drain?: Steps;
  readonly settle?: Steps;
}
type LongWork = Long & { readonly watched: Watched };

/** Does the short work of a destination. @returns its long work, if it has any */
async function visit(watched: Watched, sweep: Sweep): Promise<Long | undefined> {
  const { ports, counts } = sweep;
  const { tenant, destinationId } = watched;
  const read = await ports.destinations.get(tenant, destinationId);
  const destination = read && (await announced(read, watched, ports));
  if (!destination) return { settle: settleDeleted(watched, sweep) };
  if (destination.status === 'disabled') return { settle: settleDisabled(destination, watched, sweep) };
  // What has waited too long is looked for when a probe is due. Between probes, a destination costs one read a minute.
  const isProbed = probeAt(destination, sweep) !== undefined;
  const present = await sendProbe(destination, sweep);
  if (!present) return undefined;
  if (isCircuitOpen(present)) counts.open += 1;
  if (isCircuitOpen(present)) return isProbed ? { settle: failExpired(present, sweep) } : undefined;
  // The drain of a line may end while a delivery begins to wait.
  if (mayHaveWaiting(present) || !(await isEmpty(present.id, sweep))) {
    return { drain: await drainOf(present, sweep), settle: failExpired(present, sweep) };
  }
  if (!needsWatch(present.health)) await unwatch(present, present.health ?? HEALTHY, watched, sweep);
  return undefined;
}

async function drainOf(destination: Destination, sweep: Sweep): Promise<Steps> {
  const { deliveryLimits: limits } = destination;
  if (!limits) {
    sweep.drainRates.push(sweep.settings.drainRatePerSecond);
    return drain(destination, sweep);
  }
  const averageMs = limits.maxInFlight === undefined ? undefined : await sweep.ports.leases.averageMs(destination.id);
  const rate = lineRate(limits, averageMs);
  sweep.drainRates.push(rate);
  return drainLine(destination, { limits, rate }, sweep);
}

/** Announces changes of the health. An internal error does not keep the destination from its probes and its drain. */
async function announced(read: Destination, watched: Watched, ports: BacklogPorts): Promise<Destination | undefined> {
  try {
    return await ports.announceHealth(read);
  } catch (error) {
    ports.reportInternalError(watched, error);
    return read;
  }
}

async function* settleDeleted(watched: Watched, sweep: Sweep): Steps {
  const { destinationId } = watched;
  yield* failWaiting(destinationId, { reason: 'destination_deleted' }, sweep);
  if (await isEmpty(destinationId, sweep)) await sweep.ports.watchList.remove(watched);
}

/** A destination that is disabled has no circuit: when it is enabled again, its deliveries are attempted. */
async function* settleDisabled(destination: Destination, watched: Watched, sweep: Sweep): Steps {
  for await (const _step of failWaiting(destination.id, { reason: 'destination_disabled' }, sweep)) {
    // It may be enabled meanwhile; then its deliveries are drained.
    const present = await sweep.ports.destinations.get(destination, destination.id);
    if (present?.status !== 'disabled') return;
    yield;
  }
  if (!(await isEmpty(destination.id, sweep))) return;
  await unwatch(destination, withoutCircuit(destination.health ?? HEALTHY), watched, sweep);
}

/** Returns whether no delivery waits. An entry could not be removed, or a worker added one, if some are left. */
const isEmpty = async (destinationId: string, { ports }: Sweep): Promise<boolean> =>
  (await ports.deliveries.waiting(destinationId, { limit: 1 })).entries.length === 0;

/**
 * Removes a destination from the watch list. The health is written first: a worker that has added the destination again, and then
 * writes a health of the same revision, is refused and adds it once more.
 */
async function unwatch(
  destination: Destination,
  next: DestinationHealth,
  watched: Watched,
  { ports }: Sweep,
): Promise<void> {
  const written = await ports.destinations.updateHealth(destination, next);
  if (written) await ports.watchList.remove(watched);
}

/** Makes one step of each in turn, until all have ended or the time is over. */
async function inTurn(
  work: { readonly watched: Watched; readonly steps: Steps }[],
  { settings, ports }: Sweep,
): Promise<void> {
  const worker = async (): Promise<void> => {
    for (let next = work.shift(); next && ports.now() < settings.stopAt; next = work.shift()) {
      try {
        if (!(await next.steps.next()).done) work.push(next);
      } catch (error) {
        ports.reportInternalError(next.watched, error);
      }
    }
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT }, worker));
}
