import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { sweep } from '../core/delivery/sweep.ts';
import { advanceRecoveries } from '../core/recovery/run.ts';
import { createSweep } from './compose.ts';
import { parseTask } from './task.ts';

/** Remaining time of an invocation at which it stops sending, milliseconds. */
const RESERVE_MS = 5_000;

const { ports, settings, telemetry } = createSweep();

/** Sweeps one shard of the due list, or makes the next step of each running recovery. */
export const handler = middy<unknown, void>(async (input: unknown, context: Context) => {
  const task = parseTask(input);
  const stopAt = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  if ('recoveries' in task) return advanceRecoveries({ stopAt }, ports);
  const { sent, lagMs, error } = await sweep(task.shard, { ...settings, stopAt }, ports);
  if (sent > 0) telemetry.record('Swept', sent, {});
  if (lagMs) telemetry.record('SweepLag', lagMs, {});
  // Throwing counts as an error of the function, which raises an alarm.
  if (error !== undefined) throw error;
});
