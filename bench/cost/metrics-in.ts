/** Reads the metrics in a line of a log, as CloudWatch bills them: each name with each combination of values of its dimensions. */

interface MetricLine {
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [field: string]: unknown;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
export function metricsIn(line: string): string[] {
  if (!line.includes('"_aws"')) return [];
  const fields = JSON.parse(line) as MetricLine;
  return (fields._aws?.CloudWatchMetrics ?? []).flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => [Name, ...names.map((name) => `${name}=${fields[name]}`)].join(' ')),
    ),
  );
}
