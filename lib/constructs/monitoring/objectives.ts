/** Service level objectives: the share of good events in 30 days, what is left of the error budget, and how fast it is spent. */
import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, type IWidget, MathExpression, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';

/** The objectives of a stage, percent of good events in 30 days. */
export interface Objectives {
  /** API calls that do not end in a 5xx. */
  readonly calls: number;
  /** Deliveries that succeed at their first attempt within ten seconds of publishing. */
  readonly withinTenSeconds: number;
  /** Attempts that no internal error prevents. */
  readonly attempts: number;
}

/** Counts of good and bad events. The names of metrics are unique among all objectives, because one graph shows them together. */
export interface Counted {
  /** Name in the legend, and first part of the title. */
  readonly label: string;
  readonly metrics: Readonly<Record<string, IMetric>>;
  /** Metric math: the number of bad events. */
  readonly bad: string;
  /** Metric math: the number of all events. */
  readonly total: string;
}

/** Budget spent at this rate is used up in two days. https://sre.google/workbook/alerting-on-slos/ */
const FAST_BURN = 14.4;

/**
 * Returns the widgets of a row of the dashboard: one for each objective, whose time is 30 days whatever the time of the dashboard is, and
 * the burn rates of all. CloudWatch keeps periods of five minutes for 63 days.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function objectiveWidgets(counted: ReadonlyMap<keyof Objectives, Counted>, objectives: Objectives): IWidget[] {
  const all = Array.from(counted, ([name, of]) => ({ ...of, target: objectives[name] }));
  const width = 6;
  return [
    ...all.map(
      (one) =>
        new SingleValueWidget({
          title: `${one.label}: objective ${one.target} %`,
          width,
          height: 6,
          start: '-P30D',
          setPeriodToTimeRange: true,
          metrics: [
            expression(one, `100 * (1 - (${one.bad}) / (${one.total}))`, '% good in 30 days'),
            expression(one, `100 * (1 - ${burnRate(one)})`, '% of the error budget left'),
          ],
        }),
    ),
    new GraphWidget({
      title: 'Error budget burn rate, by the hour',
      width,
      left: all.map((one) => expression(one, burnRate(one), one.label)),
      leftAnnotations: [
        { value: 1, label: 'spent in 30 days' },
        { value: FAST_BURN, label: 'spent in 2 days' },
      ],
    }),
  ];
}

interface Targeted extends Counted {
  readonly target: number;
}

/** Returns the share of bad events as a multiple of the share that the objective permits. At 1 the budget lasts 30 days. */
const burnRate = ({ bad, total, target }: Targeted): string =>
  `((${bad}) / (${total})) / ${Number((1 - target / 100).toFixed(6))}`;

const expression = ({ metrics }: Targeted, math: string, label: string): MathExpression =>
  new MathExpression({ expression: math, usingMetrics: { ...metrics }, label, period: Duration.hours(1) });
