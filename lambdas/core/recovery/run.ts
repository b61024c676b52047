/** Starting recoveries, one at a time for each destination, and keeping those that run going. */

import type { Random } from '../clock.ts';
import { forEachConcurrently } from '../concurrency.ts';
import { AlreadyRunningError, ConflictError } from '../errors.ts';
import type { RecoveryPlace } from './ports.ts';
import type { Recovery } from './recovery.ts';
import { type RecoverPorts, recoverStep, type StepSettings, settle } from './step.ts';

/** A place without its recovery after this time belongs to a call that died between the two. Milliseconds. */
const ABANDONED_AFTER_MS = 60_000;
/** Tries to get a place that others leave meanwhile. */
const MAX_TRIES = 4;
/** Recoveries that a sweep advances at once. */
const LANES = 8;

/**
 * Starts a recovery and makes its first step. The same call may be made again with the same id.
 * @returns the one that runs already, when that was asked for in the same words
 * @throws AlreadyRunningError when another one runs
 * @throws ConflictError when another call is about to start one at this moment
 */
export async function startRecovery(
  recovery: Recovery,
  settings: StepSettings,
  ports: RecoverPorts,
): Promise<Recovery> {
  const running = await takePlace(recovery, ports);
  if (running) return running;
  return recoverStep(await ports.recoveries.create(recovery), settings, ports);
}

/** @returns the recovery that has the place, when it is not this one but has the same range */
async function takePlace(recovery: Recovery, ports: RecoverPorts): Promise<Recovery | undefined> {
  const { id: recoveryId, destinationId, account, mode } = recovery;
  const { recoveries } = ports;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const since = ports.now();
    const holder = await recoveries.takePlace({ tenant: { account, mode }, destinationId, recoveryId, since });
    if (!holder) return undefined;
    const known = await recoveries.get(destinationId, holder.recoveryId);
    const other = known && (await settle(known, ports));
    if (other?.status === 'running') {
      if (other.asked === recovery.asked) return other;
      throw new AlreadyRunningError(
        `Recovery ${other.id} of another range is running for this event destination. Stop it, or wait until it has ended.`,
      );
    }
    if (!(await freeIfLeft(holder, known, ports))) break;
  }
  throw new ConflictError('Another recovery of this event destination is being started. Try again.');
}

/** @param recovery the one that has the place, as it is stored @returns whether the place is free now */
async function freeIfLeft(place: RecoveryPlace, recovery: Recovery | undefined, ports: RecoverPorts): Promise<boolean> {
  if (!recovery && ports.now() - place.since < ABANDONED_AFTER_MS) return false;
  await ports.recoveries.freePlace(place.destinationId, place.recoveryId);
  return true;
}

export interface AdvancePorts extends RecoverPorts {
  readonly random: Random;
  /** A error in one recovery; the others go on, and it is taken up again by the next sweep. */
  readonly reportInternalError: (place: RecoveryPlace, error: unknown) => void;
}

/** Makes the next step of every recovery that runs, as far as time allows. */
export async function advanceRecoveries(settings: StepSettings, ports: AdvancePorts): Promise<void> {
  // In another order each time: when time runs out, it is not always the same ones that wait.
  const places = (await ports.recoveries.places())
    .map((place) => ({ place, order: ports.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ place }) => place);
  await forEachConcurrently(places, LANES, async (place) => {
    if (ports.now() >= settings.stopAt) return;
    await advance(place, settings, ports).catch((error: unknown) => ports.reportInternalError(place, error));
  });
}

async function advance(place: RecoveryPlace, settings: StepSettings, ports: AdvancePorts): Promise<void> {
  const recovery = await ports.recoveries.get(place.destinationId, place.recoveryId);
  if (recovery?.status === 'running') await recoverStep(recovery, settings, ports);
  else await freeIfLeft(place, recovery, ports);
}
