/** Starts, reads and stops recoveries. */
import type * as z from 'zod';
import { RECOVERY_RATE, type recoverSchema } from '../../contract/recovery/recovery.ts';
import type { Destination } from '../../core/destination/destination.ts';
import { recoveredDestination } from '../../core/destination/rules.ts';
import { InvalidFieldsError, NotFoundError } from '../../core/errors.ts';
import { type DryRun, dryRun } from '../../core/recovery/dry-run.ts';
import {
  MAX_REACH_MS,
  newRecovery,
  type Recovery,
  type RecoveryRange,
  serializeRange,
} from '../../core/recovery/recovery.ts';
import { startRecovery } from '../../core/recovery/run.ts';
import { finishIfComplete, stopRecovery } from '../../core/recovery/step.ts';
import type { ApiContext } from '../context.ts';
import { findDestination } from '../destination/destinations.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';

type RecoverRequest = z.output<typeof recoverSchema>;

/** Time of the first step, milliseconds. An API call can take 29 s. The sweep runs the next steps. */
const FIRST_STEP_MS = 8_000;
const DRY_RUN_MS = 15_000;
/** A caller computes "30 days ago" a moment before the call arrives. Milliseconds. */
const TOLERANCE_MS = 60_000;

/** Returns the range that a request names. @throws InvalidFieldsError naming the field */
export function recoveryRange(request: RecoverRequest, now: number): RecoveryRange {
  const { since, types } = request;
  const until = Math.min(request.until ?? now, now);
  if (since < now - MAX_REACH_MS - TOLERANCE_MS) {
    throw new InvalidFieldsError('since: should be at most 30 days ago, because events are stored for 30 days.', {
      param: 'since',
    });
  }
  if (since >= until) {
    throw new InvalidFieldsError('since: should be before until, and in the past.', { param: 'since' });
  }
  return {
    since,
    until,
    statuses: [...new Set(request.statuses ?? (['failed'] as const))],
    ...(types && !types.includes('*') ? { types: [...new Set(types)] } : {}),
  };
}

export const countMissed = ({ ports }: ApiContext, destination: Destination, range: RecoveryRange): Promise<DryRun> =>
  dryRun(destination, range, ports.now() + DRY_RUN_MS, { scan: ports.recoveryScan, now: ports.now });

/** Starts a recovery. @throws InvalidFieldsError when the destination is disabled @throws AlreadyRunningError when a recovery of another range runs */
export async function recover(
  context: ApiContext,
  destination: Destination,
  request: RecoverRequest,
  seed: string,
): Promise<Recovery> {
  const { ports } = context;
  const { id: destinationId, account, mode } = destination;
  const now = ports.now();
  const range = recoveryRange(request, now);
  if (destination.status === 'disabled') {
    throw new InvalidFieldsError(
      'The event destination is disabled. Enable it before you recover the events that it missed.',
    );
  }
  const recovery = newRecovery(range, {
    account,
    mode,
    id: `rcv_${seed}`,
    destinationId,
    requestedRange: serializeRange({ ...range, until: request.until }),
    rate: request.rate ?? RECOVERY_RATE.default,
    now,
  });
  const started = await startRecovery(recovery, { stopAt: now + FIRST_STEP_MS }, recoverPorts(context));
  if (recoveredDestination(destination, range.since, now) === destination) return started;
  await retryOnConflict(
    () => findDestination(context, destination, destinationId),
    (before) => recoveredDestination(before, range.since, now),
    (before, after) => ports.destinations.replace(before, after),
  );
  return started;
}

/** Returns the current state of a recovery. @throws NotFoundError */
export async function findRecovery(context: ApiContext, destination: Destination, id: string): Promise<Recovery> {
  const recovery = id.startsWith('rcv_') ? await context.ports.recoveries.get(destination.id, id) : undefined;
  if (!recovery) {
    throw new NotFoundError(`Event destination '${destination.id}' has no recovery '${id}'.`, { param: 'recovery' });
  }
  return finishIfComplete(recovery, recoverPorts(context));
}

export const stopById = async (context: ApiContext, destination: Destination, id: string): Promise<Recovery> =>
  stopRecovery(await findRecovery(context, destination, id), 'requested', recoverPorts(context));

export const recoverPorts = ({ ports }: ApiContext) => ({ ...ports, scan: ports.recoveryScan });
