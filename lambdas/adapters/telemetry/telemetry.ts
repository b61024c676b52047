/**
 * Writes logs and metrics. A successful attempt is logged at DEBUG, which a deployment does not write: the row of the delivery
 * contains the same, and at half a dollar per gigabyte a line for each success would add a tenth to the cost of a delivery. Metrics
 * are one line in the embedded metric format for each invocation and outcome.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type {
  Attempt,
  AttemptReport,
  Delivery,
  MovedReport,
  RenderFailureReport,
} from '../../core/delivery/delivery.ts';
import type { ReceivedMessage } from '../../core/delivery/work.ts';
import type { Destination } from '../../core/destination/destination.ts';
import { isCircuitOpen, type Lane } from '../../core/destination/health/health.ts';
import { publishedAt } from '../../core/ids.ts';
import { type DimensionsOf, METRICS, METRICS_NAMESPACE, type MetricName } from './metric-names.ts';

export const logger = new Logger();

/** A healthy queue delivers within milliseconds. A line for each batch would cost a tenth of its writes. */
const MIN_QUEUE_LAG_SECONDS = 1;

/** Fields of a log line without its message. */
type Fields = Readonly<Record<string, unknown>>;

export type Telemetry = ReturnType<typeof createTelemetry>;

/**
 * Collects the reports of an invocation, and writes their metrics in `flush`.
 * @param functionName folder of `lambdas/`, or the name of a lane's function
 * @param version of the function, if a published one runs
 */
export function createTelemetry(stage: string, functionName: string, version: string | null = null) {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE });
  // The library adds the name of the function. The dashboard expects exactly the dimensions of METRICS.
  metrics.clearDefaultDimensions();
  let reports: AttemptReport[] = [];
  let renderFailures = 0;
  let moved = 0;
  let waited = 0;

  const add = (name: MetricName, value: number): void => {
    metrics.addMetric(name, MetricUnit[METRICS[name].unit], value);
  };

  /** Writes a metric at once, as a separate line. */
  const record = <Name extends MetricName>(name: Name, value: number, dimensions: DimensionsOf<Name>): void => {
    metrics.addDimensions({ stage, ...dimensions });
    add(name, value);
    metrics.publishStoredMetrics();
  };

  /** Logs and counts an internal error. */
  const internalError = (message: string, error: unknown, fields: Fields = {}): void => {
    logger.error(message, { ...fields, error: asError(error) });
    record('InternalErrors', 1, { function: functionName });
    if (version !== null) record('VersionErrors', 1, { function: functionName, version });
  };

  return {
    report(report: AttemptReport): void {
      reports.push(report);
      const line = attemptLine(report);
      if (report.outcome === 'delivered') logger.debug('attempt', line);
      else logger.warn('attempt', line);
    },

    reportInternalError({ message }: ReceivedMessage, error: unknown): void {
      internalError('a delivery met an internal error and is retried', error, {
        destination_id: message.destination.id,
        account: message.destination.account,
        event_id: message.event.key,
      });
    },

    reportRenderFailure({ delivery, change, version }: RenderFailureReport): void {
      renderFailures += 1;
      logger.error('render failed', {
        destination_id: delivery.destinationId,
        account: delivery.account,
        event_id: delivery.eventId,
        event_type: delivery.eventType,
        version,
        change,
        detail: delivery.failureDetail,
      });
    },

    reportMovedToSlowLane({ destinationId, event, durationMs }: MovedReport): void {
      moved += 1;
      logger.warn('attempt moved to the slow lane', {
        destination_id: destinationId,
        account: event.account,
        event_id: event.id,
        event_type: event.type,
        duration_ms: durationMs,
      });
    },

    /** Logs and counts a circuit that has opened, and logs one that has closed. */
    reportCircuit(destination: Destination): void {
      const { id, account, mode } = destination;
      const isOpen = isCircuitOpen(destination);
      logger.warn(isOpen ? 'circuit opened' : 'circuit closed', { destination_id: id, account, mode });
      if (isOpen) record('CircuitsOpened', 1, {});
    },

    reportWaiting(): void {
      waited += 1;
    },

    /** Writes the longest time that first messages waited in the queue of a lane. */
    reportReceived(batch: readonly (ReceivedMessage & { readonly sentAt: number })[], lane: Lane, now: number): void {
      const waits = batch
        .filter(({ message, receiveCount }) => message.first && receiveCount === 1)
        .map(({ sentAt }) => (now - sentAt) / 1000);
      const longest = Math.max(0, ...waits);
      if (longest >= MIN_QUEUE_LAG_SECONDS) record('QueueLag', Math.round(longest), { lane });
    },

    record,
    internalError,

    flush(): void {
      if (renderFailures > 0) record('RenderFailures', renderFailures, {});
      renderFailures = 0;
      if (moved > 0) record('MovedToSlowLane', moved, {});
      moved = 0;
      if (waited > 0) record('Waited', waited, {});
      waited = 0;
      const groups = Map.groupBy(reports, ({ destinationType, outcome }) => `${destinationType} ${outcome}`);
      reports = [];
      for (const group of groups.values()) {
        const [first] = group as [AttemptReport];
        metrics.addDimensions({ stage, destination_type: first.destinationType, outcome: first.outcome });
        add('Attempts', group.length);
        for (const { attempt, delivery, outcome } of group) {
          add('AttemptDuration', attempt.durationMs);
          if (outcome === 'delivered' && isFirst(attempt, delivery)) {
            const took = attempt.startedAt + attempt.durationMs - publishedAt(delivery.eventKey);
            add('TimeToDeliver', Math.max(0, Math.round(took)));
          }
        }
        metrics.publishStoredMetrics();
      }
    },
  };
}

/** Returns whether the attempt counts for TimeToDeliver. Later attempts measure the outage of the endpoint. */
const isFirst = ({ number, trigger }: Attempt, { recovery }: Delivery): boolean =>
  number === 1 && trigger === 'automatic' && recovery === undefined;

export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

const attemptLine = ({ delivery, attempt, outcome, held }: AttemptReport) => ({
  destination_id: delivery.destinationId,
  account: delivery.account,
  event_id: delivery.eventId,
  event_type: delivery.eventType,
  attempt: attempt.number,
  trigger: attempt.trigger,
  outcome,
  ...(attempt.httpStatus === undefined ? {} : { http_status: attempt.httpStatus }),
  ...(attempt.error ? { error_code: attempt.error.code } : {}),
  duration_ms: attempt.durationMs,
  ...(delivery.nextAttemptAt === undefined ? {} : { next_attempt_at: new Date(delivery.nextAttemptAt).toISOString() }),
  ...(held ? { held } : {}),
});
