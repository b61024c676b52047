/** The simulated fleets. Destinations share the events evenly, and a share of them fails at the same moment, an hour after the start. */
import { DAY_SECONDS, DEFAULT_STAGE, FAILS_AT, LARGE_STAGE, type Stage } from './assumptions.ts';
import type { DrainScenario } from './drain/drain.ts';
import type { FailureKind, LimitedScenario, Scenario } from './fleet/scenario.ts';
import type { MessageScenario } from './limits/messages.ts';

export const SHARES = [0.001, 0.01, 0.1, 1] as const;
const KINDS: readonly FailureKind[] = ['hanging', 'refusing'];
const SEED = 13;

const THREE_DAYS: Omit<Scenario, 'kind' | 'share'> = {
  stage: LARGE_STAGE,
  destinations: 10_000,
  seconds: 3 * DAY_SECONDS,
  seed: SEED,
};

/** Dead until the end: each kind and share. */
export const DEAD: readonly Scenario[] = KINDS.flatMap((kind) =>
  SHARES.map((share) => ({ ...THREE_DAYS, kind, share })),
);

/** Dead for a day. */
export const RETURNING: readonly Scenario[] = SHARES.map((share) => ({
  ...THREE_DAYS,
  kind: 'hanging',
  share,
  recoversAt: FAILS_AT + DAY_SECONDS,
}));

/** The same events for fewer and for more destinations: 10 to 0.01 events a second each. */
export const NUMBERS: readonly Scenario[] = [1000, 10_000, 100_000, 1_000_000].map((destinations) => ({
  ...THREE_DAYS,
  kind: 'hanging',
  share: 0.01,
  destinations,
}));

/** A stage with default settings and a tenth of the load, and destinations that are dead for a day. */
export const DEFAULTS: readonly Scenario[] = SHARES.map((share) => ({
  ...THREE_DAYS,
  stage: DEFAULT_STAGE,
  destinations: 1000,
  kind: 'hanging',
  share,
  recoversAt: FAILS_AT + DAY_SECONDS,
}));

/** Dead for longer than three days, so that what has waited too long fails. */
export const EXPIRING: readonly Scenario[] = [0.01, 0.1, 1].map((share) => ({
  ...THREE_DAYS,
  kind: 'refusing',
  share,
  seconds: 3 * DAY_SECONDS + 8 * 3600,
}));

/** Everything was dead for a day, and is drained through slow lanes of several sizes. */
export const BACKLOGS: readonly Scenario[] = [
  [DEFAULT_STAGE, 1000, 50],
  [DEFAULT_STAGE, 1000, 100],
  [LARGE_STAGE, 10_000, 300],
  [LARGE_STAGE, 10_000, 600],
  [LARGE_STAGE, 10_000, 1000],
].map(([stage, destinations, maxConcurrency]) => ({
  stage: { ...(stage as Stage), slowLane: { maxConcurrency: maxConcurrency as number, batchSize: 10 } },
  destinations: destinations as number,
  kind: 'hanging',
  share: 1,
  seconds: 5 * DAY_SECONDS,
  recoversAt: FAILS_AT + DAY_SECONDS,
  seed: SEED,
}));

/** All destinations with limits are in the slow lane, so it is the larger one. */
const LIMITED_STAGE: Stage = {
  ...LARGE_STAGE,
  deliverMaxConcurrency: 300,
  slowLane: { maxConcurrency: 600, batchSize: 10 },
};

/** Limits that suffice for the ten events a second of each destination, and limits for half of them. */
export const LIMITED: readonly LimitedScenario[] = [20, 5].flatMap((perSecond) =>
  SHARES.map((share) => ({
    stage: LIMITED_STAGE,
    kind: 'limited',
    share,
    perSecond,
    destinations: 1000,
    seconds: 3 * DAY_SECONDS,
    seed: SEED,
  })),
);

/** More events than the limits permit, until deliveries wait beyond the line of 15 minutes. */
export const MESSAGES: readonly MessageScenario[] = [{ perSecond: 5 }, { maxInFlight: 1 }].map((limits) => ({
  limits,
  perSecond: 12,
  minutes: 22,
  respondsAfterMs: 150,
}));

/** A backlog of ten million. The slow lane is large enough for its rate and that of a neighbour. */
export const BIG_DRAIN: DrainScenario = {
  deliveries: 10_000_000,
  perSecond: 1000,
  open: 100,
  expiring: 10,
  draining: 1,
  neighbourDeliveries: 100_000,
  slowConcurrency: 1000,
  seed: SEED,
};
