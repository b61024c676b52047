import { afterEach, describe, expect, test, vi } from 'vitest';
import { createTelemetry } from '../../../lambdas/adapters/telemetry/telemetry.ts';
import { readEmbeddedMetrics } from '../../../local/metrics/embedded-metrics.ts';
import { createLocalMetrics } from '../../../local/metrics/local-metrics.ts';
import { createMetricsSite, METRICS_PATH } from '../../../local/metrics/metrics-site.ts';

const MINUTE = 60_000;
const T0 = 1_800_000_000_000 - (1_800_000_000_000 % MINUTE);

const aLine = (over: object = {}, Dimensions = [['stage', 'outcome']]) => ({
  _aws: {
    Timestamp: T0,
    CloudWatchMetrics: [{ Namespace: 'Waybill', Dimensions, Metrics: [{ Name: 'Attempts', Unit: 'Count' }] }],
  },
  stage: 'dev',
  outcome: 'delivered',
  Attempts: 1,
  ...over,
});
const anAttempt = { name: 'Attempts', unit: 'Count', dimensions: { stage: 'dev' }, values: [1], at: T0 };
const aDuration = { name: 'AttemptDuration', unit: 'Milliseconds', dimensions: {}, values: [40, 60], at: T0 };

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('a line in the embedded metric format', () => {
  test('is one sample for each metric and set of dimensions', () => {
    expect(readEmbeddedMetrics(aLine({ Attempts: [1, 2] }, [['stage'], ['stage', 'outcome']]))).toEqual([
      { name: 'Attempts', unit: 'Count', dimensions: { stage: 'dev' }, values: [1, 2], at: T0 },
      { name: 'Attempts', unit: 'Count', dimensions: { stage: 'dev', outcome: 'delivered' }, values: [1, 2], at: T0 },
    ]);
  });

  test.each([
    undefined,
    null,
    7,
    'text',
    [],
    {},
    { _aws: {} },
    aLine({ Attempts: undefined }),
    aLine({ Attempts: 'x' }),
  ])('is none when it is %j', (line) => expect(readEmbeddedMetrics(line)).toEqual([]));

  test('is read as the functions write it', () => {
    // As on Lambda. With POWERTOOLS_DEV, no metrics are written.
    vi.stubEnv('POWERTOOLS_DEV', 'false');
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    createTelemetry('dev', 'publish').record('InternalErrors', 2, { function: 'publish' });
    const lines = write.mock.calls.map(([line]) => String(line));
    expect(lines.flatMap((line) => readEmbeddedMetrics(JSON.parse(line)))).toEqual([
      expect.objectContaining({
        name: 'InternalErrors',
        unit: 'Count',
        dimensions: { stage: 'dev', function: 'publish' },
        values: [2],
      }),
    ]);
  });
});

describe('the series', () => {
  test('have the values of each minute in order of time, also when the lines are not', () => {
    const metrics = createLocalMetrics(() => T0 + MINUTE);
    metrics.add({ ...aDuration, at: T0 + MINUTE });
    metrics.add(aDuration);
    metrics.add({ ...aDuration, values: [20], at: T0 + MINUTE - 1 });
    expect(metrics.series()).toEqual([
      {
        name: 'AttemptDuration',
        unit: 'Milliseconds',
        dimensions: {},
        minutes: [
          { start: T0, count: 3, sum: 120, max: 60 },
          { start: T0 + MINUTE, count: 2, sum: 100, max: 60 },
        ],
      },
    ]);
  });

  test('are separate for each name and dimension, and leave out what is older than three hours', () => {
    let now = T0;
    const metrics = createLocalMetrics(() => now);
    metrics.add(aDuration);
    for (const outcome of ['retry', 'delivered']) metrics.add({ ...anAttempt, dimensions: { outcome } });
    expect(metrics.series().map(({ name, dimensions }) => [name, dimensions.outcome])).toEqual([
      ['AttemptDuration', undefined],
      ['Attempts', 'delivered'],
      ['Attempts', 'retry'],
    ]);
    now = T0 + 180 * MINUTE + 1;
    expect(metrics.series()).toEqual([]);
  });
});

describe('the site', () => {
  const metrics = createLocalMetrics(() => T0);
  metrics.add({ ...anAttempt, dimensions: { stage: 'dev', outcome: 'a "quoted" one' }, values: [2, 3] });
  metrics.add(aDuration);
  const get = (path: string, method = 'GET') => createMetricsSite(metrics)({ method, path } as never);

  test('returns counters, and times as histograms in seconds, in the format of Prometheus', async () => {
    const response = await get('/metrics');
    expect(response?.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = String(response?.body).split('\n');
    expect(lines).toContain('# TYPE waybill_attempts_total counter');
    expect(lines).toContain('waybill_attempts_total{stage="dev",outcome="a \\"quoted\\" one"} 5');
    expect(lines).toContain('# TYPE waybill_attempt_duration_seconds histogram');
    expect(lines).toContain('waybill_attempt_duration_seconds_bucket{le="0.05"} 1');
    expect(lines).toContain('waybill_attempt_duration_seconds_sum 0.1');
  });

  test('returns the series as JSON, and nothing for other calls', async () => {
    expect(JSON.parse(String((await get(METRICS_PATH))?.body))).toEqual({ data: metrics.series() });
    expect([await get('/'), await get('/metrics', 'POST')]).toEqual([undefined, undefined]);
  });
});
