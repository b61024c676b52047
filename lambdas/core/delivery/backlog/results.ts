/**
 * Changes the health of destinations by the results of a batch. Results that come together are one write. A success counts for the
 * whole batch: an endpoint that also succeeds is not one that is down, whichever result comes first.
 */
import type { Destination } from '../../destination/destination.ts';
import { healthAfter } from '../../destination/health/circuit-breaker.ts';
import { createCollector } from '../collector.ts';
import type { DeliverPorts, DeliverSettings, Marks, ReceivedMessage, ResultsOfBatch } from '../work.ts';
import { changeCircuit } from './change-circuit.ts';
import { lateness } from './lateness.ts';

/** Results of one destination in a batch. */
interface Tally {
  readonly destination: Destination;
  /** For reports of internal errors. */
  readonly received: ReceivedMessage;
  successes: number;
  /** Failures that are not written yet. */
  failures: number;
  lateFailures: number;
  failedProbe: string | undefined;
  isCollected: boolean;
  isWritten: boolean;
}

/** @param marks of the batch: a success of a destination that the batch has marked slow is written */
export function createResults(settings: DeliverSettings, ports: DeliverPorts, marks: Marks): ResultsOfBatch {
  const { circuitBreaker } = settings;
  const tallies = new Map<string, Tally>();
  const writes: Promise<void>[] = [];

  const write = async (tally: Tally): Promise<void> => {
    const { destination, received, successes, failures, lateFailures, failedProbe } = tally;
    Object.assign(tally, { failures: 0, lateFailures: 0, failedProbe: undefined, isCollected: false, isWritten: true });
    const results = { successes, failures, lateFailures, failedProbe };
    const now = ports.now();
    try {
      await changeCircuit(
        (await marks.get(destination.id)) ?? destination,
        (health) => healthAfter(health, results, now, circuitBreaker, ports.random),
        ports,
      );
    } catch (error) {
      // The next result changes the health.
      ports.reportInternalError(received, error);
    }
  };
  const collector = createCollector((some: readonly Tally[]) => Promise.all(some.map(write)), ports.startTimer);
  const collect = (tally: Tally): void => {
    tally.isCollected = true;
    writes.push(collector.add(tally));
  };
  /** Nothing is to be written about a success of a destination without health. */
  const hasHealth = ({ id, health }: Destination): boolean => health !== undefined || marks.has(id);

  return {
    add(due, result, startedAt) {
      if (result.error?.code === 'internal') return;
      const { destination, received } = due;
      const { id } = destination;
      const none = { successes: 0, failures: 0, lateFailures: 0, failedProbe: undefined };
      const tally = tallies.get(id) ?? { destination, received, ...none, isCollected: false, isWritten: false };
      tallies.set(id, tally);
      if (result.ok) tally.successes += 1;
      else {
        tally.failures += 1;
        if ((lateness(due, startedAt, settings) ?? 0) > circuitBreaker.lateMs) tally.lateFailures += 1;
        if (received.message.probe) tally.failedProbe = received.message.event.key;
      }
      if (!tally.isCollected && (!result.ok || hasHealth(destination))) collect(tally);
    },
    async finish() {
      // A success may be older than the mark: another attempt of the batch was slow.
      for (const tally of tallies.values()) {
        if (!tally.isCollected && !tally.isWritten && hasHealth(tally.destination)) collect(tally);
      }
      collector.flush();
      await Promise.all(writes);
    },
  };
}
