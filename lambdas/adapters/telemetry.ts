/**
 * Logs and metrics. A delivered attempt is logged at DEBUG, which a deployment leaves out: the delivery's row has it all,
 * and at half a dollar per gigabyte a line for each success would add a tenth to what the delivery costs. Metrics are one
 * embedded-metric line per invocation and outcome; every further dimension would be billed as a metric of its own.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { ReceivedMessage } from '../core/deliver.ts';
import type { AttemptReport, RenderFailureReport } from '../core/delivery.ts';
import { publishedAt } from '../core/ids.ts';

export const logger = new Logger();

export const METRICS_NAMESPACE = 'Waybill';

/** Collects what an invocation reports, and writes its metrics when it ends. */
export function createTelemetry(stage: string) {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE });
  // The library adds the function's name; the dashboard asks for exactly the dimensions given here.
  metrics.clearDefaultDimensions();
  let reports: AttemptReport[] = [];
  let renderFailures = 0;

  const count = (name: 'DeadLetters' | 'Swept' | 'RenderFailures', of: number): void => {
    metrics.addDimension('stage', stage);
    metrics.addMetric(name, MetricUnit.Count, of);
    metrics.publishStoredMetrics();
  };

  return {
    report(report: AttemptReport): void {
      reports.push(report);
      const line = attemptLine(report);
      if (report.outcome === 'delivered') logger.debug('attempt', line);
      else logger.warn('attempt', line);
    },

    reportFault({ message }: ReceivedMessage, fault: unknown): void {
      logger.error('fault while delivering; what was not recorded is shown again by the queue', {
        destination_id: message.destination.id,
        account: message.destination.account,
        event_id: message.event.key,
        error: asError(fault),
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

    count,

    flush(): void {
      if (renderFailures > 0) count('RenderFailures', renderFailures);
      renderFailures = 0;
      const groups = Map.groupBy(reports, ({ destinationType, outcome }) => `${destinationType} ${outcome}`);
      reports = [];
      for (const group of groups.values()) {
        const [first] = group as [AttemptReport];
        metrics.addDimensions({ stage, destination_type: first.destinationType, outcome: first.outcome });
        metrics.addMetric('Attempts', MetricUnit.Count, group.length);
        for (const { attempt, delivery, outcome } of group) {
          metrics.addMetric('AttemptDuration', MetricUnit.Milliseconds, attempt.durationMs);
          if (outcome === 'delivered') {
            const took = attempt.startedAt + attempt.durationMs - publishedAt(delivery.eventKey);
            metrics.addMetric('TimeToDeliver', MetricUnit.Milliseconds, Math.max(0, Math.round(took)));
          }
        }
        metrics.publishStoredMetrics();
      }
    },
  };
}

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
