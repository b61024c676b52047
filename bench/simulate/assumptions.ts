/**
 * What the simulation assumes about AWS, the stage and the endpoints. Everything else is computed by the code of `lambdas/core`.
 */

export const DAY_SECONDS = 86_400;
/** When the destinations start to fail. The hour before shows the stage without failures. */
export const FAILS_AT = 3600;

/** A stage and its load. */
export interface Stage {
  readonly eventsPerSecond: number;
  readonly deliverMaxConcurrency: number;
  readonly slowLane: { readonly maxConcurrency: number; readonly batchSize: number };
  readonly fastLaneTimeoutMs: number;
  readonly deliveryTimeoutMs: number;
  readonly inFlightLimit: number;
  readonly dueShards: number;
  readonly drainRatePerSecond: number;
}

/** The defaults of the settings, with a tenth of the load. */
export const DEFAULT_STAGE: Stage = {
  eventsPerSecond: 1000,
  deliverMaxConcurrency: 50,
  slowLane: { maxConcurrency: 50, batchSize: 10 },
  fastLaneTimeoutMs: 3000,
  deliveryTimeoutMs: 10_000,
  inFlightLimit: 60_000,
  dueShards: 8,
  drainRatePerSecond: 50,
};

/**
 * A healthy attempt occupies a tenth of an invocation for 0.18 s, so 10,000 events a second need 180 invocations. Both lanes
 * together stay below the 1,000 concurrent functions that an AWS account has by default.
 */
export const LARGE_STAGE: Stage = {
  ...DEFAULT_STAGE,
  eventsPerSecond: 10_000,
  deliverMaxConcurrency: 400,
  slowLane: { maxConcurrency: 300, batchSize: 10 },
};

export const FAST_BATCH = 10;

/** Seconds that a message takes in an invocation, with the requests around it. */
export const MESSAGE_SECONDS = {
  /** The endpoint responds after 150 ms; reading and recording take 30 ms. */
  healthy: 0.18,
  /** A refused connection takes one round trip. */
  refused: 0.08,
  /** Sent to the slow lane, or added to the waiting list, without an attempt. */
  unattempted: 0.03,
} as const;

/** Writes a second of one DynamoDB partition: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
export const PARTITION_WRITES = 1000;

/**
 * Writes a second of a table by default, and as many of its index:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const TABLE_WRITES = 40_000;

/**
 * Processor time of the sweep, microseconds, as `npm run bench -- sweep sweep-watched` measures it. Run that again when the sweep
 * changes.
 */
const MEASURED = {
  /** A due entry that is sent and removed: "function with AWS clients". */
  dueEntry: 87,
  /** "delivery drained". */
  drained: 89,
  /** "destination without a probe that is due". */
  visit: 940,
  /** "destination with a probe", beyond a visit. */
  probe: 4175 - 940,
  /** "delivery that waited too long". */
  expired: 674,
} as const;

/** Seconds in an invocation of the sweep, which has one processor. */
export const SWEEP_COSTS = Object.fromEntries(
  Object.entries(MEASURED).map(([what, microseconds]) => [what, microseconds / 1e6]),
) as Readonly<Record<keyof typeof MEASURED, number>>;

/** Seconds in which an invocation of the sweep sends: its timeout of 55 s without its reserve of 5 s. */
export const SWEEP_SECONDS = 50;

/** Timeout of the sweep function, seconds. */
export const SWEEP_TIMEOUT = 55;

/** Period of the sweep, seconds. */
export const SWEEP_PERIOD = 60;
