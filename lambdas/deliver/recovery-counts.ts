import { asError, logger } from '../adapters/telemetry/telemetry.ts';
import type { DeliveryMessage } from '../core/delivery/delivery.ts';
import type { AddToRecovery } from '../core/recovery/ports.ts';
import type { RecoveryResult } from '../core/recovery/recovery.ts';

/** Collects the results of recoveries' messages. At the end of an invocation they are written with one write for each recovery. */
export function createRecoveryCounts(add: AddToRecovery) {
  let results: { readonly message: DeliveryMessage; readonly result: RecoveryResult }[] = [];

  return {
    report(message: DeliveryMessage, result: RecoveryResult): void {
      results.push({ message, result });
    },

    /** Writes the counts. Never throws: a recovery with missing counts ends some minutes later. */
    async flush(): Promise<void> {
      const groups = Map.groupBy(results, ({ message }) => `${message.destination.id} ${message.recovery}`);
      results = [];
      await Promise.all(
        Array.from(groups.values(), async (group) => {
          const [{ message }] = group as [(typeof group)[number]];
          const counts = { delivered: 0, failed: 0, skipped: 0 };
          for (const { result } of group) counts[result] += 1;
          try {
            await add(message.destination.id, message.recovery ?? '', counts);
          } catch (error) {
            logger.warn('results are missing from the counts of a recovery', {
              destination_id: message.destination.id,
              recovery: message.recovery,
              ...counts,
              error: asError(error),
            });
          }
        }),
      );
    },
  };
}
