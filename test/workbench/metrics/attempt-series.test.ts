import { describe, expect, it } from 'vitest';
import { textOf, type Values } from '../../../workbench/src/i18n/messages.ts';
import { errorRate, heightsOf, seriesOf, triesOf } from '../../../workbench/src/metrics/attempt-series.ts';
import { describeSparkline } from '../../../workbench/src/metrics/sparkline-description.ts';
import { type SparklineText, sparklineMessages } from '../../../workbench/src/metrics/sparkline-messages.ts';

const counts = (attempts: number, delivered: number, errors: Record<string, number> = {}) => ({
  attempts,
  delivered,
  retried: 0,
  failed: attempts - delivered,
  duration_ms: { p50: null, p95: null },
  errors,
});
const hour = (at: number, attempts: number, delivered: number) => ({
  start: `2026-11-24T0${at}:00:00.000Z`,
  ...counts(attempts, delivered),
});
const of = (...data: ReturnType<typeof hour>[]) =>
  seriesOf({
    data,
    totals: counts(
      data.reduce((sum, { attempts }) => sum + attempts, 0),
      data.reduce((sum, { delivered }) => sum + delivered, 0),
    ),
  });

describe('the error rate', () => {
  it('is the share of attempts that failed', () => {
    expect(errorRate(triesOf(counts(8, 6)))).toBe(0.25);
  });

  it('counts events that could not be rendered', () => {
    expect(triesOf(counts(8, 8, { render_failed: 2 }))).toEqual({ total: 10, failed: 2 });
  });

  it('is undefined without attempts', () => {
    expect(errorRate(triesOf(counts(0, 0)))).toBeUndefined();
  });
});

describe('bars', () => {
  it('are scaled to the bar with the most attempts', () => {
    expect(heightsOf(of(hour(1, 10, 10), hour(2, 20, 10)), 40)).toEqual([
      { succeeded: 20, failed: 0 },
      { succeeded: 20, failed: 20 },
    ]);
  });

  it('show one failure among thousands without growing', () => {
    const [bar] = heightsOf(of(hour(1, 10_000, 9_999)), 40);
    expect(bar?.failed).toBe(2);
    expect((bar?.failed ?? 0) + (bar?.succeeded ?? 0)).toBe(40);
  });

  it('are empty without attempts', () => {
    expect(heightsOf(of(hour(1, 0, 0)), 40)).toEqual([{ succeeded: 0, failed: 0 }]);
  });
});

describe('the description of a sparkline', () => {
  const textOfSeries = (series: ReturnType<typeof of>, language: 'en' | 'ja' = 'en') =>
    describeSparkline(
      series,
      (key: SparklineText, values?: Values) => textOf(sparklineMessages[language][key], language, values),
      (time) => time.slice(11, 16),
    );

  it('reports that there were no attempts', () => {
    expect(textOfSeries(of(hour(1, 0, 0), hour(2, 0, 0)))).toBe('No attempts since 01:00.');
  });

  it('reports that all attempts succeeded', () => {
    expect(textOfSeries(of(hour(1, 5, 5), hour(2, 7, 7)))).toBe('12 attempts since 01:00. All succeeded.');
  });

  it('reports how many attempts failed, and when most did', () => {
    expect(textOfSeries(of(hour(1, 5, 3), hour(2, 9, 4), hour(3, 7, 6)))).toBe(
      '21 attempts since 01:00. 8 failed. The period from 02:00 has the most failures: 5.',
    );
  });

  it('names the newest of the hours with the most failures', () => {
    expect(of(hour(1, 2, 1), hour(2, 2, 1)).worst?.start).toContain('T02');
  });

  it('exists in Japanese', () => {
    expect(textOfSeries(of(hour(1, 5, 3)), 'ja')).toContain('うち 2 回が失敗');
  });
});
