import middy from '@middy/core';
import type { Context, ScheduledEvent } from 'aws-lambda';
import { advanceRecoveries } from '../core/recoveries.ts';
import { sweep } from '../core/sweep.ts';
import { createSweep } from './compose.ts';

/** Time left to the function when it stops taking more, milliseconds. */
const RESERVE_MS = 5_000;

const { ports, settings, telemetry } = createSweep();

/** Sends what is due back to the queue, and makes the next step of each recovery. */
export const handler = middy<ScheduledEvent, void>(async (_event: ScheduledEvent, context: Context) => {
  const stopAt = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  // Side by side: neither holds up the other, by what it has to do or by a fault.
  const [swept, recovered] = await Promise.allSettled([
    sweep({ ...settings, stopAt }, ports),
    advanceRecoveries({ stopAt }, ports),
  ]);
  if (swept.status === 'fulfilled' && swept.value > 0) telemetry.record('Swept', swept.value, {});
  for (const part of [swept, recovered]) if (part.status === 'rejected') throw part.reason;
});
