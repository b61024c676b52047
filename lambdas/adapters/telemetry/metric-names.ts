/** All metrics of the functions, with their units and dimensions. `telemetry.ts` writes them, and `lib/` uses the names in alarms. */
export const METRICS_NAMESPACE = 'Waybill';

interface MetricShape {
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds';
  /** Without `stage`, which every metric has. */
  readonly dimensions: readonly string[];
}

/**
 * CloudWatch bills each combination of dimension values as a metric, for the hours in which it has data. So no dimension has values
 * that customers choose, and metrics of rare events are not written while their value is 0.
 * https://aws.amazon.com/cloudwatch/pricing/
 */
export const METRICS = {
  /** Attempts by outcome. */
  Attempts: { unit: 'Count', dimensions: ['destination_type', 'outcome'] },
  AttemptDuration: { unit: 'Milliseconds', dimensions: ['destination_type', 'outcome'] },
  /** Time from publishing to success of deliveries whose first automatic attempt succeeded. */
  TimeToDeliver: { unit: 'Milliseconds', dimensions: ['destination_type', 'outcome'] },
  /** Time that a message waited for its first receive. Not written below a second. */
  QueueLag: { unit: 'Seconds', dimensions: ['lane'] },
  /** Attempts that reached the deadline of the fast lane. Their deliveries moved to the slow lane. */
  MovedToSlowLane: { unit: 'Count', dimensions: [] },
  /** Time by which the oldest deferred delivery is overdue after a sweep of a shard. Not written when none is left. */
  SweepLag: { unit: 'Milliseconds', dimensions: [] },
  /** Deferred deliveries that a sweep of a shard sent back to the queue. */
  Swept: { unit: 'Count', dimensions: [] },
  /** Circuits that opened. */
  CircuitsOpened: { unit: 'Count', dimensions: [] },
  /** Destinations of a shard of the watch list whose circuit is not closed, each minute. */
  OpenCircuits: { unit: 'Count', dimensions: [] },
  /** Deliveries that began to wait because a circuit is open. */
  Waited: { unit: 'Count', dimensions: [] },
  /** Waiting deliveries that were sent after a circuit closed. */
  Drained: { unit: 'Count', dimensions: [] },
  /** Waiting deliveries that failed without an attempt. */
  WaitingFailed: { unit: 'Count', dimensions: [] },
  DeadLetters: { unit: 'Count', dimensions: [] },
  /** Deliveries that failed because a downgrade of the catalog failed. */
  RenderFailures: { unit: 'Count', dimensions: [] },
  /** Internal errors, thrown or caught, by function. */
  InternalErrors: { unit: 'Count', dimensions: ['function'] },
  /** Internal errors of a published version of a function. Not written where functions have no versions. */
  VersionErrors: { unit: 'Count', dimensions: ['function', 'version'] },
} as const satisfies Record<string, MetricShape>;

export type MetricName = keyof typeof METRICS;

/** Values of a metric's dimensions without `stage`. */
export type DimensionsOf<Name extends MetricName> = Readonly<
  Record<(typeof METRICS)[Name]['dimensions'][number], string>
>;
