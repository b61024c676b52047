/**
 * Reads metrics in the embedded metric format, as CloudWatch reads them from the logs of functions:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import type { Value } from '../template.ts';

/** The values of one metric in a log line. */
export interface Sample {
  readonly name: string;
  readonly unit: string;
  /** Values of the dimensions by their names, in the order of the line. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  /** Unix milliseconds. */
  readonly at: number;
}

/** Returns the metrics of a log line; none when it has no metrics. A metric with several sets of dimensions is one sample for each. */
export function readEmbeddedMetrics(line: Value): Sample[] {
  const { Timestamp, CloudWatchMetrics } = line?._aws ?? {};
  if (!Array.isArray(CloudWatchMetrics) || typeof Timestamp !== 'number') return [];
  return CloudWatchMetrics.flatMap(({ Dimensions = [[]], Metrics = [] }: Value) =>
    Metrics.flatMap(({ Name, Unit = 'None' }: Value) => {
      const values = [line[Name]].flat().filter((value) => typeof value === 'number');
      if (values.length === 0) return [];
      return Dimensions.map((names: string[]): Sample => {
        const dimensions = Object.fromEntries(names.map((name) => [name, String(line[name])]));
        return { name: Name, unit: Unit, dimensions, values, at: Timestamp };
      });
    }),
  );
}
