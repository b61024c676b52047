/** A test that exercises nothing cannot fail: what a run has to have seen. */
import type { Command } from './commands/commands.ts';
import { FAULT_KINDS } from './world/faults.ts';

const COMMANDS = [
  'publish',
  'publish again',
  'wait',
  'wait for what is due',
  'endpoint',
  'disable',
  'enable',
  'delete',
  'edit',
  'resend',
  'recover',
  'fault',
  'heal',
  'kill next',
  'kill one',
  'duplicate',
  'show early',
  'delay',
  'wear out',
  'pause',
  'redrive',
] as const satisfies readonly Command['do'][];

const WORKERS = ['publish', 'deliver', 'sweep', 'watch', 'recovery', 'resend', 'dead letter'] as const;

const ENDS = [
  'delivered',
  'failed, attempts_exhausted',
  'failed, destination_disabled',
  'failed, destination_deleted',
  'failed, gone',
  'failed, refused_by_target',
] as const;

/** What every run of some hundred sequences sees. */
const USUAL: readonly string[] = [
  ...COMMANDS.filter((name) => name !== 'redrive').map((name) => `command: ${name}`),
  ...FAULT_KINDS.filter((kind) => kind !== 'hide fails').map((kind) => `fault: ${kind}`),
  ...ENDS.filter((end) => end !== 'failed, refused_by_target').map((end) => `ended: ${end}`),
  ...(['publish', 'deliver', 'recovery'] as const).flatMap((kind) => [`died: ${kind}, before`, `died: ${kind}, after`]),
  'died: deliver',
  'worker: sweep',
  'worker: deliver, fast lane',
  'worker: deliver, slow lane',
  'reported: moved to the slow lane',
  'worker: watch',
  'circuit: open',
  'circuit: closed',
  'waits',
  'queue: shows what failed',
  'out of time',
  'reported: retry, visibility',
  'reported: retry, parked',
  'attempt: ok, manual',
  'attempt: failed, manual',
];

/** What every run of some thousand sequences sees. */
const RARE: readonly string[] = [
  'fault: hide fails',
  'ended: failed, refused_by_target',
  'command: redrive',
  ...WORKERS.flatMap((kind) => [`died: ${kind}, before`, `died: ${kind}, after`]),
  'worker: dead letter',
  'ended: failed, destination_failing',
];

const LONG_RUN = 5_000;

/** @returns what a run of so many sequences should have seen and has not */
export function unseen(counts: ReadonlyMap<string, number>, runs: number): readonly string[] {
  const expected = runs >= LONG_RUN ? [...USUAL, ...RARE] : USUAL;
  return expected.filter((name) => !counts.has(name));
}
