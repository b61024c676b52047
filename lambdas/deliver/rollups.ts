import { asError, logger } from '../adapters/telemetry/telemetry.ts';
import { type CountedReport, rollUp } from '../core/metrics/metrics.ts';
import type { MetricsStore } from '../core/metrics/ports.ts';

/** Collects reports. At the end of an invocation they are added to the rollups with one write for each destination and hour. */
export function createRollups(metrics: Pick<MetricsStore, 'add'>) {
  let reports: CountedReport[] = [];

  return {
    report(report: CountedReport): void {
      reports.push(report);
    },

    /** Writes the rollups. Never throws: deliveries do not depend on metrics, which may miss a few attempts. */
    async flush(): Promise<void> {
      const rollups = rollUp(reports);
      reports = [];
      await Promise.all(
        rollups.map(async (rollup) => {
          try {
            await metrics.add(rollup);
          } catch (error) {
            const { destinationId, attempts } = rollup;
            logger.warn('attempts are missing from the metrics', {
              destination_id: destinationId,
              attempts,
              error: asError(error),
            });
          }
        }),
      );
    },
  };
}
