/** The task of an invocation of the sweep function. The schedule has a target for each task, so that they run concurrently. */
import { InvalidFieldsError } from '../core/errors.ts';

/**
 * `shard`: sweeps the shard of the due list. `watch`: sweeps the shard of the watch list. `recoveries`: makes the next step of each
 * running recovery.
 */
export type SweepTask = { readonly shard: number } | { readonly watch: number } | { readonly recoveries: true };

/** Parses the input of an invocation. @throws InvalidFieldsError when it is none of the tasks */
export function parseTask(input: unknown): SweepTask {
  const { shard, watch, recoveries } = (input ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof shard === 'number') return { shard };
  if (typeof watch === 'number') return { watch };
  if (recoveries === true) return { recoveries };
  throw new InvalidFieldsError('The input of the sweep should be {"shard": 0}, {"watch": 0} or {"recoveries": true}.');
}
