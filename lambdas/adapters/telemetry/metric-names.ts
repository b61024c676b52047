/**
 * Every metric that functions write: its unit and its dimensions. `telemetry.ts` writes metrics and `lib/` watches them by
 * these names, so that a name is written once.
 */
export const METRICS_NAMESPACE = 'Waybill';

interface MetricShape {
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds';
  /** Beside `stage`, which every metric has. */
  readonly dimensions: readonly string[];
}

/**
 * CloudWatch bills each combination of dimension values as a metric of its own for the hours in which it has data: no
 * dimension may take its values from customers. A metric that counts exceptions is not written while there are none.
 * https://aws.amazon.com/cloudwatch/pricing/
 */
export const METRICS = {
  /** Attempts by outcome. */
  Attempts: { unit: 'Count', dimensions: ['destination_type', 'outcome'] },
  AttemptDuration: { unit: 'Milliseconds', dimensions: ['destination_type', 'outcome'] },
  /** From publishing to a 2xx, of deliveries that their first scheduled attempt delivered. */
  TimeToDeliver: { unit: 'Milliseconds', dimensions: ['destination_type', 'outcome'] },
  /** How long a message waited for its first receive, where that is a second or more. */
  QueueLag: { unit: 'Seconds', dimensions: [] },
  /** How long the oldest deferred delivery is overdue after a sweep of a shard; not written when none is left. */
  SweepLag: { unit: 'Milliseconds', dimensions: [] },
  /** Parked deliveries that a sweep of a shard sent back to the queue. */
  Swept: { unit: 'Count', dimensions: [] },
  DeadLetters: { unit: 'Count', dimensions: [] },
  /** Deliveries that ended because a downgrade of the catalog failed. */
  RenderFailures: { unit: 'Count', dimensions: [] },
  /** Errors that are neither the caller's nor the endpoint's, thrown or caught, by function. */
  InternalErrors: { unit: 'Count', dimensions: ['function'] },
} as const satisfies Record<string, MetricShape>;

export type MetricName = keyof typeof METRICS;

/** Values of a metric's dimensions beside `stage`. */
export type DimensionsOf<Name extends MetricName> = Readonly<
  Record<(typeof METRICS)[Name]['dimensions'][number], string>
>;
