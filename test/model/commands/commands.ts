/** The commands that a sequence is made of, as plain data: fast-check makes, prints and shrinks them. */
import fc from 'fast-check';
import { LINE_MS } from '../../../lambdas/core/destination/limits/pacing.ts';
import { MISSED, type Missed } from '../../../lambdas/core/recovery/recovery.ts';
import { OUTCOMES, type Outcome } from '../world/endpoints.ts';
import { FAULT_KINDS, type FaultKind } from '../world/faults.ts';
import { ACCOUNTS, DESTINATION_IDS, SELECTIONS, TYPES } from '../world/roster.ts';
import type { Death, WorkerKind } from '../world/simulation.ts';
import type { Setup } from '../world/state.ts';
import type { Pausable } from '../world/world.ts';

/** One event to publish: numbers choose from lists. */
export interface EventPlan {
  readonly type: number;
  /** Which of a few ids the publisher brings; undefined: none. */
  readonly id: number | undefined;
  /** Content that comes under a chosen id: other content is refused. */
  readonly variant: number;
  /** Account, where the platform publishes. */
  readonly account: number;
}

export type Command =
  | {
      readonly do: 'publish';
      readonly by: number;
      readonly sandbox: boolean;
      readonly events: readonly EventPlan[];
      readonly withKey: boolean;
    }
  | { readonly do: 'publish again'; readonly call: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'wait for what is due' }
  | { readonly do: 'endpoint'; readonly destination: number; readonly outcome: Outcome }
  | { readonly do: 'disable' | 'enable' | 'delete'; readonly destination: number }
  | { readonly do: 'edit'; readonly destination: number; readonly selection: number }
  | { readonly do: 'resend'; readonly event: number; readonly destination: number }
  | { readonly do: 'recover'; readonly destination: number; readonly statuses: readonly Missed[] }
  | {
      readonly do: 'fault';
      readonly kind: FaultKind;
      /** A destination, or the tenant of an account, or (beyond those) all. */
      readonly where: number;
      readonly ms: number;
      readonly share: number;
    }
  | { readonly do: 'heal' }
  | { readonly do: 'kill next'; readonly kind: WorkerKind; readonly death: Death }
  | { readonly do: 'kill one'; readonly worker: number }
  | { readonly do: 'duplicate' | 'show early'; readonly message: number }
  | { readonly do: 'delay'; readonly message: number; readonly ms: number }
  | { readonly do: 'pause'; readonly what: Pausable; readonly ms: number }
  | { readonly do: 'wear out'; readonly message: number }
  | { readonly do: 'redrive' };

export interface Sequence {
  readonly setup: Setup;
  readonly commands: readonly Command[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const some = fc.nat({ max: 40 });
/** Most commands use the same few destinations, so that they interact. */
const destination = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 1 }) },
  { weight: 2, arbitrary: fc.nat({ max: DESTINATION_IDS.length - 1 }) },
);
const soon = fc.constantFrom(200, SECOND, 3 * SECOND, 12 * SECOND, 45 * SECOND);
const later = fc.constantFrom(2 * MINUTE, 3 * MINUTE, 10 * MINUTE, 50 * MINUTE, 5 * HOUR);
const ms = fc.oneof(
  { weight: 12, arbitrary: soon },
  { weight: 8, arbitrary: later },
  { weight: 1, arbitrary: fc.constant(80 * HOUR) },
);
const event: fc.Arbitrary<EventPlan> = fc.record({
  type: fc.nat({ max: TYPES.length - 1 }),
  id: fc.option(fc.nat({ max: 3 }), { nil: undefined, freq: 2 }),
  variant: fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
  account: fc.nat({ max: ACCOUNTS.length - 1 }),
});
const kind = fc.constantFrom<WorkerKind>(
  'publish',
  'deliver',
  'deliver',
  'deliver',
  'sweep',
  'watch',
  'watch',
  'dead letter',
  'dead letter',
  'recovery',
  'resend',
);

/** Port calls that a worker of a kind makes, at least about. A worker that makes fewer does not die. */
const CALLS: Record<WorkerKind, number> = {
  publish: 8,
  deliver: 8,
  sweep: 3,
  watch: 4,
  'dead letter': 3,
  recovery: 8,
  resend: 1,
};
const death = (of: WorkerKind): fc.Arbitrary<Death> =>
  fc.record({ call: fc.integer({ min: 1, max: CALLS[of] }), when: fc.constantFrom('before', 'after') });
const killNext = (of: WorkerKind) =>
  fc.record({ do: fc.constant('kill next'), kind: fc.constant(of), death: death(of) });
const resend = fc.record({ do: fc.constant('resend'), event: some, destination });
const wearOut = fc.record({ do: fc.constant('wear out'), message: some });

const weighted: { weight: number; arbitrary: fc.Arbitrary<Command> }[] = [
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('publish'),
      by: fc.nat({ max: ACCOUNTS.length - 1 }),
      sandbox: fc.constantFrom(false, false, false, true),
      events: fc.array(event, { minLength: 1, maxLength: 4 }),
      withKey: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('publish again'), call: some }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait'), ms }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait for what is due') }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('endpoint'), destination, outcome: fc.constantFrom(...OUTCOMES) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('disable'), destination }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('enable'), destination }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete'), destination }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('edit'), destination, selection: fc.nat({ max: SELECTIONS.length - 1 }) }),
  },
  { weight: 3, arbitrary: resend },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('recover'),
      destination,
      statuses: fc.subarray([...MISSED], { minLength: 1 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('fault'),
      kind: fc.constantFrom(...FAULT_KINDS),
      where: fc.nat({ max: DESTINATION_IDS.length + ACCOUNTS.length + 4 }),
      ms,
      share: fc.constantFrom(1, 1, 0.5),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('heal') }) },
  { weight: 4, arbitrary: kind.chain(killNext) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill one'), worker: some }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('duplicate'), message: some }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('show early'), message: some }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delay'), message: some, ms: later }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pause'),
      what: fc.constantFrom('deliver', 'deliver', 'dead letter', 'sweep'),
      ms,
    }),
  },
  { weight: 1, arbitrary: wearOut },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('redrive') }) },
];

/** Commands that have an effect together, and rarely come together by chance. */
const story: fc.Arbitrary<readonly Command[]> = fc.oneof(
  fc.tuple(killNext('resend'), resend),
  fc.tuple(killNext('dead letter'), wearOut),
  fc.tuple(
    fc.record({ do: fc.constant('pause'), what: fc.constant<Pausable>('dead letter'), ms: fc.constant(HOUR) }),
    wearOut,
    fc.record({ do: fc.constant('wait'), ms: later }),
    fc.record({ do: fc.constant('redrive') }),
  ),
);
const step: fc.Arbitrary<readonly Command[]> = fc.oneof(
  { weight: 30, arbitrary: fc.oneof(...weighted).map((command) => [command]) },
  { weight: 1, arbitrary: story },
);

const setup: fc.Arbitrary<Setup> = fc.record({
  seed: fc.integer({ min: 0 }),
  dueShards: fc.constantFrom(1, 2),
  inFlightLimit: fc.constantFrom(1_000, 3),
  lineMs: fc.constantFrom(LINE_MS, 3_000),
  onFailure: fc.constantFrom('keeps', 'keeps', 'keeps', 'shows'),
  lagMs: fc.constantFrom(0, 800, 3_000),
  latencyMs: fc.constantFrom(10, 10, 1_000),
  outOfTimeMs: fc.constantFrom(40_000, 40_000, 4_000),
  atTheEnd: fc.constantFrom('healthy', 'as they are'),
});

export const sequences: fc.Arbitrary<Sequence> = fc.record({
  setup,
  commands: fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }).map((steps) => steps.flat()),
});
