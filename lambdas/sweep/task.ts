/** The task of one invocation of the sweep function. The schedule has a target for each task, so that none waits for another. */
import { InvalidFieldsError } from '../core/errors.ts';

/** `shard`: sends what is due in this shard of the due list. `recoveries`: makes the next step of each recovery. */
export type SweepTask = { readonly shard: number } | { readonly recoveries: true };

/** @throws InvalidFieldsError when the input names neither */
export function parseTask(input: unknown): SweepTask {
  const { shard, recoveries } = (input ?? {}) as { shard?: unknown; recoveries?: unknown };
  if (typeof shard === 'number') return { shard };
  if (recoveries === true) return { recoveries };
  throw new InvalidFieldsError('The sweep is invoked with {"shard": 0} or {"recoveries": true}.');
}
