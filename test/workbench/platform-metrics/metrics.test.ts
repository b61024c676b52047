import { afterEach, describe, expect, test, vi } from 'vitest';
import { countLines, fetchMetrics, timeLines } from '../../../workbench/src/platform-metrics/metrics.ts';

const MINUTE = 60_000;
const T0 = 30_000_000 * MINUTE;
const minute = (index: number, over: object = {}) => ({
  start: T0 + index * MINUTE,
  count: 1,
  sum: 5,
  max: 5,
  ...over,
});
const attempts = (outcome: string, minutes: ReturnType<typeof minute>[]) => ({
  name: 'Attempts',
  unit: 'Count',
  dimensions: { stage: 'dev', outcome },
  minutes,
});
const lag = (lane: string, minutes: ReturnType<typeof minute>[]) => ({
  name: 'QueueLag',
  unit: 'Seconds',
  dimensions: { stage: 'dev', lane },
  minutes,
});

afterEach(() => vi.unstubAllGlobals());

describe('reading the metrics', () => {
  const respond = (response: Response) => vi.stubGlobal('fetch', async () => response);

  test('groups series by name', async () => {
    const data = [attempts('retry', [minute(0)]), lag('fast', [minute(0)]), attempts('delivered', [minute(1)])];
    respond(Response.json({ data }));
    expect((await fetchMetrics('/local/metrics')).map(({ name, unit, series }) => [name, unit, series.length])).toEqual(
      [
        ['Attempts', 'Count', 2],
        ['QueueLag', 'Seconds', 1],
      ],
    );
  });

  test('fails with the status of another response', async () => {
    respond(new Response('', { status: 503 }));
    await expect(fetchMetrics('/local/metrics')).rejects.toThrow('/local/metrics: HTTP 503');
  });
});

test('a count has a line for each combination of dimensions, and 0 in minutes without values and before the first', () => {
  const metric = {
    name: 'Attempts',
    unit: 'Count',
    series: [attempts('delivered', [minute(0), minute(2, { sum: 7 })]), attempts('retry', [minute(1)])],
  };
  const lines = countLines(metric, 'All', T0 + 3 * MINUTE + 1);
  expect(lines.map(({ title, data }) => [title, data.map(({ y }) => y)])).toEqual([
    ['delivered', [0, 5, 0, 7, 0]],
    ['retry', [0, 0, 5, 0, 0]],
  ]);
  expect(lines[0]?.data.map(({ x }) => x.getTime())).toEqual([-1, 0, 1, 2, 3].map((index) => T0 + index * MINUTE));
  const plain = { ...metric, series: [{ ...attempts('', [minute(0)]), dimensions: { stage: 'dev' } }] };
  expect(countLines(plain, 'All', T0).map(({ title }) => title)).toEqual(['All']);
});

test('a time has its average and its maximum over all dimensions, in milliseconds', () => {
  const series = [lag('slow', [minute(1, { count: 3, sum: 9, max: 6 })]), lag('fast', [minute(0), minute(1)])];
  const lines = timeLines({ name: 'QueueLag', unit: 'Seconds', series }, { average: 'Average', maximum: 'Maximum' });
  expect(lines.map(({ title, data }) => [title, data.map(({ y }) => y)])).toEqual([
    ['Average', [5000, 3500, 3500]],
    ['Maximum', [5000, 6000, 6000]],
  ]);
});
