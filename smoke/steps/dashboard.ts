/** The metrics of the CloudWatch dashboard and of the alarms have data. */
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { type AwsAccess, hasAccess } from '../aws/access.ts';
import { isThisMachine } from '../options.ts';
import type { RunContext } from '../run-context.ts';
import { NotTriedError, type Passed, passed } from '../steps.ts';
import { eventually } from '../waiting.ts';

const MINUTE_MS = 60_000;
/** Metrics are read to a minute after now, because an unfinished minute counts as a whole one. */
const AHEAD_MS = MINUTE_MS;

/** @param startedAt start of the run, Unix milliseconds */
export async function dashboardHasData(
  { access, limits, options: { apiUrl, stage, dashboard } }: RunContext,
  startedAt: number,
): Promise<Passed<true>> {
  if (!dashboard) throw new NotTriedError('--no-dashboard is set.');
  if (isThisMachine(apiUrl)) throw new NotTriedError('There is no CloudWatch on this machine.');
  if (!hasAccess(access)) throw new NotTriedError(access.missing);
  const { region } = access;
  const attempts = await eventually(() => deliveredAttempts(access, stage, startedAt), limits);
  if (attempts === undefined) {
    throw new Error(
      `CloudWatch in ${region} has no data of stage ${stage} since the start. Name the stage with --stage and the region with AWS_REGION.`,
    );
  }
  return passed(`${attempts} attempts of stage ${stage} in ${region}`);
}

async function deliveredAttempts(
  { cloudWatch }: Pick<AwsAccess, 'cloudWatch'>,
  stage: string,
  startedAt: number,
): Promise<number | undefined> {
  const dimensions = { stage, destination_type: 'webhook_endpoint', outcome: 'delivered' };
  const Metric = {
    Namespace: 'Waybill',
    MetricName: 'Attempts',
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
  const { MetricDataResults = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(startedAt - (startedAt % MINUTE_MS)),
      EndTime: new Date(Date.now() + AHEAD_MS),
      MetricDataQueries: [{ Id: 'attempts', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
    }),
  );
  const sum = (MetricDataResults[0]?.Values ?? []).reduce((total, value) => total + value, 0);
  return sum > 0 ? sum : undefined;
}
