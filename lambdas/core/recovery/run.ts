/** Starts recoveries, one at a time for each destination, and advances the running ones. */

import type { Random } from '../clock.ts';
import { forEachConcurrently } from '../concurrency.ts';
import { AlreadyRunningError, ConflictError } from '../errors.ts';
import type { RecoveryLock } from './ports.ts';
import type { Recovery } from './recovery.ts';
import { finishIfComplete, type RecoverPorts, recoverStep, type StepSettings } from './step.ts';

/** Age from which a lock without its recovery is abandoned, milliseconds: its call ended between the two writes. */
const ABANDONED_AFTER_MS = 60_000;
/** Tries to acquire a lock that other recoveries release meanwhile. */
const MAX_TRIES = 4;
/** Recoveries that a sweep advances at a time. */
const MAX_CONCURRENT = 8;

/**
 * Starts a recovery and makes its first step. The same call may be repeated with the same id.
 * @returns the recovery; or the running one, if it has the same requested range
 * @throws AlreadyRunningError when a recovery with another range is running
 * @throws ConflictError when another call is starting a recovery
 */
export async function startRecovery(
  recovery: Recovery,
  settings: StepSettings,
  ports: RecoverPorts,
): Promise<Recovery> {
  const running = await acquireLock(recovery, ports);
  if (running) return running;
  return recoverStep(await ports.recoveries.create(recovery), settings, ports);
}

/** Acquires the lock. @returns undefined; or the recovery that has the lock, if it has the same requested range */
async function acquireLock(recovery: Recovery, ports: RecoverPorts): Promise<Recovery | undefined> {
  const { id: recoveryId, destinationId, account, mode } = recovery;
  const { recoveries } = ports;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const since = ports.now();
    const holder = await recoveries.acquireLock({ tenant: { account, mode }, destinationId, recoveryId, since });
    if (!holder) return undefined;
    const known = await recoveries.get(destinationId, holder.recoveryId);
    const other = known && (await finishIfComplete(known, ports));
    if (other?.status === 'running') {
      if (other.requestedRange === recovery.requestedRange) return other;
      throw new AlreadyRunningError(
        `Recovery ${other.id} of another range is running for this event destination. Stop it, or wait until it has ended.`,
      );
    }
    if (!(await releaseIfAbandoned(holder, known, ports))) break;
  }
  throw new ConflictError('Another recovery of this event destination is being started. Try again.');
}

/** Releases a lock whose recovery is absent or has ended. @param recovery as it is stored @returns whether the lock is free */
async function releaseIfAbandoned(
  lock: RecoveryLock,
  recovery: Recovery | undefined,
  ports: RecoverPorts,
): Promise<boolean> {
  if (!recovery && ports.now() - lock.since < ABANDONED_AFTER_MS) return false;
  await ports.recoveries.releaseLock(lock.destinationId, lock.recoveryId);
  return true;
}

export interface AdvancePorts extends RecoverPorts {
  readonly random: Random;
  /** Reports an internal error of one recovery. The others continue, and the next sweep continues this one. */
  readonly reportInternalError: (lock: RecoveryLock, error: unknown) => void;
}

/** Makes the next step of each running recovery, until `stopAt`. */
export async function advanceRecoveries(settings: StepSettings, ports: AdvancePorts): Promise<void> {
  // In random order, so that not always the same recoveries wait when the time is over.
  const locks = (await ports.recoveries.locks())
    .map((lock) => ({ lock, order: ports.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ lock }) => lock);
  await forEachConcurrently(locks, MAX_CONCURRENT, async (lock) => {
    if (ports.now() >= settings.stopAt) return;
    await advance(lock, settings, ports).catch((error: unknown) => ports.reportInternalError(lock, error));
  });
}

async function advance(lock: RecoveryLock, settings: StepSettings, ports: AdvancePorts): Promise<void> {
  const recovery = await ports.recoveries.get(lock.destinationId, lock.recoveryId);
  if (recovery?.status === 'running') await recoverStep(recovery, settings, ports);
  else await releaseIfAbandoned(lock, recovery, ports);
}
