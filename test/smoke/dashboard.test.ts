import type { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { Made } from '../../smoke/made.ts';
import { readOptions, type SmokeOptions } from '../../smoke/options.ts';
import { dashboardHasData } from '../../smoke/steps/dashboard.ts';
import { NotTriedError } from '../../smoke/steps.ts';

const MINUTE = 60_000;

function runWith(access: object, url = 'https://a1.execute-api.eu-west-1.amazonaws.com') {
  const options = readOptions(['--api-url', url, '--key', 'sk_test_1', '--stage', 'prod'], {}) as SmokeOptions;
  const limits = { signal: new AbortController().signal, waitMs: 0 };
  return { id: '1', options, limits, made: new Made(), access: access as never };
}

const cloudWatch = (Values: number[], inputs: GetMetricDataCommand['input'][] = []) => ({
  region: 'eu-west-1',
  cloudWatch: {
    send: async ({ input }: GetMetricDataCommand) => {
      inputs.push(input);
      return { MetricDataResults: [{ Values }] };
    },
  },
});

test('the attempts of the stage are counted from the minute of the start', async () => {
  const inputs: GetMetricDataCommand['input'][] = [];
  const { detail } = await dashboardHasData(runWith(cloudWatch([2, 1], inputs)), 10 * MINUTE + 1);
  expect(detail).toBe('3 attempts of stage prod in eu-west-1');
  expect(inputs[0]?.StartTime).toEqual(new Date(10 * MINUTE));
  expect(inputs[0]?.MetricDataQueries?.[0]?.MetricStat?.Metric?.Dimensions).toContainEqual({
    Name: 'stage',
    Value: 'prod',
  });
});

test('no data is a failure that names the settings; no access, and no CloudWatch, is not tried', async () => {
  await expect(dashboardHasData(runWith(cloudWatch([])), 0)).rejects.toThrow(/no data of stage prod .*--stage/);
  const missing = dashboardHasData(runWith({ missing: 'No AWS credentials.' }), 0);
  await expect(missing).rejects.toThrow(new NotTriedError('No AWS credentials.'));
  const local = dashboardHasData(runWith(cloudWatch([1]), 'http://127.0.0.1:4242'), 0);
  await expect(local).rejects.toThrow(NotTriedError);
});
