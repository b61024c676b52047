/** Versions for tests of rendering. */
import { processorTime } from '../../../lambdas/adapters/telemetry/processor-time.ts';
import type { ApiVersion, Downgrade, VersionChange } from '../../../lambdas/core/catalog/catalog.ts';
import type { JsonObject } from '../../../lambdas/core/event/event.ts';
import { ProcessorAllowance, type ProcessorClock } from '../../../lambdas/core/rendering/processor-allowance.ts';
import { type DowngradeFunctions, renderData } from '../../../lambdas/core/rendering/render-data.ts';

export const aChange = (
  name: string,
  downgrade: string | Downgrade,
  types: readonly string[] = ['*'],
): VersionChange => ({
  name,
  types,
  description: `${name} changed.`,
  downgrade: typeof downgrade === 'string' ? { jsonata: downgrade } : downgrade,
});

export const NEWEST = '2026-10-01';
export const OLDEST = '2026-01-01';

/** Two versions, of which the newer has this one change. */
export const changed = (downgrade: string | Downgrade): ApiVersion[] => [
  { version: NEWEST, changes: [aChange('the_change', downgrade)] },
  { version: OLDEST, changes: [] },
];

/**
 * What becomes of an object by one change.
 * @param clock of the processor; the thread's own when left out
 */
export async function downgradedBy(
  downgrade: string | Downgrade,
  object: JsonObject,
  functions?: DowngradeFunctions,
  clock: ProcessorClock = processorTime,
) {
  const event = { type: 'invoice.paid', apiVersion: NEWEST, data: { object } };
  return (await renderData(event, OLDEST, changed(downgrade), functions, new ProcessorAllowance(clock))).data.object;
}
