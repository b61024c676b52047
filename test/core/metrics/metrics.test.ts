import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attempt, AttemptErrorCode, AttemptReport, Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import {
  bucketOf,
  EMPTY_ROLLUP,
  HOUR_MS,
  merged,
  quantile,
  type Rollup,
  rollUp,
} from '../../../lambdas/core/metrics/metrics.ts';
import { aDelivery, anAttempt, T0 } from '../../doubles/factories.ts';

const aReport = (attempt: Partial<Attempt> = {}, delivery: Partial<Delivery> = {}): AttemptReport => ({
  attempt: anAttempt(attempt),
  delivery: aDelivery(delivery),
  destinationType: 'webhook_endpoint',
  outcome: 'delivered',
});
const failed = (code: AttemptErrorCode, over: Partial<Attempt> = {}): Partial<Attempt> => ({
  ok: false,
  error: { code, message: 'It failed.' },
  ...over,
});

const histogram = (durations: number[]) =>
  rollUp(durations.map((durationMs) => aReport({ durationMs })))[0]?.durations ?? {};

/** By nearest rank. */
const exact = (values: number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(q * values.length) - 1] as number;

const quantiles = fc.constantFrom(0.01, 0.25, 0.5, 0.95, 0.99, 1);
const duration = fc.oneof(fc.integer({ min: 11, max: 327_680 }), fc.integer({ min: 11, max: 500 })).map((n) => n / 10);

describe('a quantile of a histogram', () => {
  test('is within a factor sqrt 2 of the exact one', () => {
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 200 }), quantiles, (durations, q) => {
        const ratio = (quantile(histogram(durations), q) as number) / exact(durations, q);
        expect(ratio).toBeLessThanOrEqual(Math.SQRT2 + 1e-9);
        expect(ratio).toBeGreaterThanOrEqual(Math.SQRT1_2 - 1e-9);
      }),
    );
  });

  test('grows with the quantile', () => {
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1 }), (durations) => {
        const answers = [0.1, 0.5, 0.9, 0.95, 1].map((q) => quantile(histogram(durations), q) as number);
        expect(answers).toEqual([...answers].sort((a, b) => a - b));
      }),
    );
  });

  test('is found inside its bucket, as if the bucket were evenly filled', () => {
    expect(quantile({ [bucketOf(12)]: 4 }, 0.5)).toBeCloseTo((8 * Math.SQRT2 + 16) / 2);
  });

  test('of durations up to a millisecond is at most one, of such above all buckets at least their bound', () => {
    expect(quantile(histogram([0, 0.2, 1]), 0.95)).toBeLessThanOrEqual(1);
    expect(quantile(histogram([600_000]), 0.5)).toBeGreaterThan(32_768);
  });

  test('of nothing is null', () => {
    expect(quantile({}, 0.5)).toBeNull();
  });
});

const counts = (keys: string[]) => fc.dictionary(fc.constantFrom(...keys), fc.nat(1000));
const aRollup: fc.Arbitrary<Rollup> = fc.record({
  attempts: fc.nat(1000),
  delivered: fc.nat(1000),
  retried: fc.nat(1000),
  failed: fc.nat(1000),
  errors: counts(['http_4xx', 'http_5xx', 'timeout']),
  durations: counts(['0', '7', '12', '31']),
});

describe('merging rollups', () => {
  test('has the same result in any order and grouping', () => {
    fc.assert(
      fc.property(aRollup, aRollup, aRollup, (a, b, c) => {
        expect(merged(merged(a, b), c)).toEqual(merged(a, merged(b, c)));
        expect(merged(a, b)).toEqual(merged(b, a));
        expect(merged(a, EMPTY_ROLLUP)).toEqual({ ...a });
      }),
    );
  });

  test('is the same as rolling up all reports at once', () => {
    fc.assert(
      fc.property(fc.array(duration), fc.array(duration, { minLength: 1 }), (some, others) => {
        const reports = (durations: number[]) => durations.map((durationMs) => aReport({ durationMs }));
        const [a = EMPTY_ROLLUP] = rollUp(reports(some));
        const [b = EMPTY_ROLLUP] = rollUp(reports(others));
        expect(rollUp(reports([...some, ...others]))).toEqual([expect.objectContaining(merged(a, b))]);
      }),
    );
  });
});

describe('rolling up', () => {
  test('counts what became of the deliveries', () => {
    const [rollup] = rollUp([
      aReport({}, { status: 'delivered' }),
      aReport(failed('http_status', { httpStatus: 503 }), { status: 'pending' }),
      aReport(failed('http_status', { httpStatus: 404 }), { status: 'failed' }),
    ]);
    expect(rollup).toMatchObject({ attempts: 3, delivered: 1, retried: 1, failed: 1 });
  });

  test('counts a resend of what had been delivered, and failed, as an attempt alone', () => {
    const [rollup] = rollUp([aReport(failed('timeout', { trigger: 'manual' }), { status: 'delivered' })]);
    expect(rollup).toMatchObject({ attempts: 1, delivered: 0, retried: 0, failed: 0, errors: { timeout: 1 } });
  });

  test.each<[string, Partial<Attempt>]>([
    ['http_4xx', failed('http_status', { httpStatus: 404 })],
    ['http_5xx', failed('http_status', { httpStatus: 500 })],
    ['redirect', failed('redirect', { httpStatus: 302 })],
    ['timeout', failed('timeout')],
    ['dns', failed('dns')],
    ['eventbridge', failed('eventbridge', { httpStatus: 200 })],
  ])('counts an error as %s', (name, attempt) => {
    expect(rollUp([aReport(attempt)])[0]?.errors).toEqual({ [name]: 1 });
  });

  test('separates destinations and hours, by the start of the attempt', () => {
    const rollups = rollUp([
      aReport({ startedAt: T0 }),
      aReport({ startedAt: T0 + HOUR_MS - 1, durationMs: 5000 }),
      aReport({ startedAt: T0 + HOUR_MS }),
      aReport({ startedAt: T0 }, { destinationId: 'ed_2' }),
    ]);
    expect(rollups.map(({ destinationId, hour, attempts }) => [destinationId, hour, attempts])).toEqual([
      [aDelivery().destinationId, T0, 2],
      [aDelivery().destinationId, T0 + HOUR_MS, 1],
      ['ed_2', T0, 1],
    ]);
  });

  test('of nothing is nothing', () => {
    expect(rollUp([])).toEqual([]);
  });
});
