import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { sweepWatched } from '../core/delivery/backlog/run.ts';
import { sweep } from '../core/delivery/sweep.ts';
import { WaybillError } from '../core/errors.ts';
import { advanceRecoveries } from '../core/recovery/run.ts';
import { createSweep } from './compose.ts';
import { parseTask } from './task.ts';

/** Remaining time of an invocation at which it stops sending, milliseconds. */
const RESERVE_MS = 5_000;

const { ports, settings, backlog, telemetry } = createSweep();

/** Sweeps one shard of the due list or of the watch list, or makes the next step of each running recovery. */
export const handler = middy<unknown, void>(async (input: unknown, context: Context) => {
  const task = parseTask(input);
  const stopAt = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  if ('recoveries' in task) return advanceRecoveries({ stopAt }, ports);
  if ('watch' in task) return watch(task.watch, stopAt);
  const { sent, lagMs, error } = await sweep(task.shard, { ...settings, stopAt }, ports);
  if (sent > 0) telemetry.record('Swept', sent, {});
  if (lagMs) telemetry.record('SweepLag', lagMs, {});
  // Throwing counts as an error of the function, which raises an alarm.
  if (error !== undefined) throw error;
});

async function watch(shard: number, stopAt: number): Promise<void> {
  const { open, drained, failed, skipped } = await sweepWatched(shard, { ...backlog.settings, stopAt }, backlog.ports);
  const counts = { OpenCircuits: open, Drained: drained, WaitingFailed: failed } as const;
  for (const [name, count] of Object.entries(counts)) {
    if (count > 0) telemetry.record(name as keyof typeof counts, count, {});
  }
  if (skipped > 0)
    throw new WaybillError(`The sweep of watch shard ${shard} ended before it visited ${skipped} destinations.`);
}
