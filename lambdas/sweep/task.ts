/** The task of an invocation of the sweep function. The schedule has a target for each task, so that they run concurrently. */
import { InvalidFieldsError } from '../core/errors.ts';

/** `shard`: sweeps the shard of the due list. `recoveries`: makes the next step of each running recovery. */
export type SweepTask = { readonly shard: number } | { readonly recoveries: true };

/** Parses the input of an invocation. @throws InvalidFieldsError when it is neither task */
export function parseTask(input: unknown): SweepTask {
  const { shard, recoveries } = (input ?? {}) as { shard?: unknown; recoveries?: unknown };
  if (typeof shard === 'number') return { shard };
  if (recoveries === true) return { recoveries };
  throw new InvalidFieldsError('The input of the sweep should be {"shard": 0} or {"recoveries": true}.');
}
