/**
 * The stage before there were lanes and circuit breakers: one queue for all destinations, and every delivery is attempted on its
 * schedule. The destinations have no state, so each second has one cohort of the failing ones.
 */
import { seededRandom } from '../../../test/model/world/random.ts';
import { FAILS_AT, FAST_BATCH, MESSAGE_SECONDS, SWEEP_PERIOD } from '../assumptions.ts';
import { Calendar } from './calendar.ts';
import { DueList } from './due-list.ts';
import { Lane } from './lane.ts';
import { READING_SECONDS } from './reading.ts';
import { Recording } from './record.ts';
import { type Cohort, planRetry } from './retries.ts';
import { type FleetResult, noOperations, type Scenario } from './scenario.ts';

export function simulateBefore(scenario: Scenario): FleetResult {
  const { stage, kind, share, seconds, seed } = scenario;
  const { eventsPerSecond } = stage;
  const random = seededRandom(seed);
  const recording = new Recording(seconds);
  const operations = noOperations();
  const lane = new Lane<Cohort>(
    {
      maxConcurrency: stage.deliverMaxConcurrency + stage.slowLane.maxConcurrency,
      batchSize: FAST_BATCH,
      healthySeconds: MESSAGE_SECONDS.healthy,
      healthyBefore: eventsPerSecond,
      seconds,
    },
    (cohort, weight) => [
      { ...cohort, weight },
      { ...cohort, weight: cohort.weight - weight },
    ],
  );
  const dueList = new DueList<Cohort>(stage.dueShards);
  const ended = new Calendar<Cohort>();
  const due = new Calendar<{ readonly cohort: Cohort; readonly held: boolean }>();
  const attemptSeconds = kind === 'hanging' ? stage.deliveryTimeoutMs / 1000 : MESSAGE_SECONDS.refused;
  let reading = 0;

  for (let second = 0; second < seconds; second++) {
    const failing = second < FAILS_AT ? 0 : eventsPerSecond * share;
    lane.addHealthy(second, eventsPerSecond - failing);
    if (failing > 0) lane.add(second, { weight: failing, publishedAt: second, automaticCount: 0, dueSecond: second });
    if (second % READING_SECONDS === 0) reading = lane.inFlight();
    for (const cohort of ended.take(second)) retry(cohort, second);
    for (const { cohort, held: wasHeld } of due.take(second)) {
      if (wasHeld) lane.hold(-cohort.weight);
      lane.add(second, cohort);
    }
    if (second % SWEEP_PERIOD === 0) {
      for (const { entry, second: at } of dueList.sweep(second, SWEEP_PERIOD)) {
        recording.add('dueListWrites', second, entry.weight);
        due.add(Math.max(at, second + 1), { cohort: entry, held: false });
      }
      recording.add('sweepLag', second, dueList.lag);
    }
    const { started, healthy, healthyWait } = lane.serve(second, () => attemptSeconds);
    for (const cohort of started) {
      const automaticCount = cohort.automaticCount + 1;
      operations.failedAttempts[automaticCount] = (operations.failedAttempts[automaticCount] ?? 0) + cohort.weight;
      recording.add('attempts', second, cohort.weight);
      recording.add('failingAttempts', second, cohort.weight);
      recording.add('lateness', second, second - cohort.dueSecond);
      ended.add(second + Math.max(1, Math.round(attemptSeconds)), {
        ...cohort,
        automaticCount,
        firstAttemptAt: cohort.firstAttemptAt ?? second,
      });
    }
    operations.published += eventsPerSecond;
    operations.delivered += healthy;
    recording.add('attempts', second, healthy);
    recording.add('tableWrites', second, healthy);
    recording.add('healthyWait', second, Math.max(healthyWait, lane.oldestHealthy(second)));
    recording.add('inFlight', second, lane.inFlight());
    recording.add('queued', second, lane.waiting);
    recording.add('dueList', second, dueList.size);
    recording.add('invocationSeconds', second, lane.used);
  }
  return { scenario, recording, operations, waitingAtEnd: 0 };

  function retry(cohort: Cohort, second: number): void {
    recording.add('tableWrites', second, cohort.weight);
    const planned = planRetry(cohort, second, { ...stage, inFlight: reading }, random);
    if (!planned) {
      operations.exhausted += cohort.weight;
      return;
    }
    if (planned.held) {
      operations.held += cohort.weight;
      lane.hold(cohort.weight);
      due.add(planned.cohort.dueSecond, planned);
      return;
    }
    operations.deferred += cohort.weight;
    recording.add('dueListWrites', second, cohort.weight);
    dueList.add(planned.cohort);
  }
}
