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
const deaths = (kinds: readonly (typeof WORKERS)[number][]): string[] =>
  kinds.flatMap((kind) => [`died: ${kind}, before`, `died: ${kind}, after`]);

/** Seen in more than 20 of 1,000 sequences, not in more than 100. */
const UNUSUAL: readonly string[] = [
  'command: enable',
  'command: wait for what is due',
  'command: delay',
  'command: kill one',
  'fault: unreadable',
  'ended: failed, gone',
  'ended: failed, destination_deleted',
  ...deaths(['publish', 'deliver', 'resend']),
  'died: deliver',
  'circuit: closed',
];

/** Seen in more than 4 of 1,000 sequences, not in more than 20. */
const RARE: readonly string[] = [
  'command: redrive',
  'fault: hide fails',
  'ended: failed, refused_by_target',
  'ended: failed, destination_failing',
  ...deaths(['sweep', 'watch', 'recovery', 'dead letter']),
];

/** Seen in more than 100 of 1,000 sequences. */
const USUAL: readonly string[] = [
  ...COMMANDS.map((name) => `command: ${name}`),
  ...FAULT_KINDS.map((kind) => `fault: ${kind}`),
  'ended: delivered',
  'ended: failed, attempts_exhausted',
  'ended: failed, destination_disabled',
  'worker: sweep',
  'worker: watch',
  'worker: dead letter',
  'worker: deliver, fast lane',
  'worker: deliver, slow lane',
  'circuit: open',
  'waits',
  'queue: shows what failed',
  'out of time',
  'reported: moved to the slow lane',
  'reported: retry, visibility',
  'reported: retry, parked',
  'attempt: ok, manual',
  'attempt: failed, manual',
].filter((name) => !UNUSUAL.includes(name) && !RARE.includes(name));

/** Sequences of a run from which each is expected about 20 times, so that a run without it is not due to chance. */
const EXPECTED_FROM = [
  [200, USUAL],
  [1_000, UNUSUAL],
  [5_000, RARE],
] as const;

/** @returns what a run of so many sequences should have seen and has not */
export function unseen(counts: ReadonlyMap<string, number>, runs: number): readonly string[] {
  const expected = EXPECTED_FROM.flatMap(([from, names]) => (runs >= from ? names : []));
  return expected.filter((name) => !counts.has(name));
}
