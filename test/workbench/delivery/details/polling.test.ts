import { describe, expect, test } from 'vitest';
import { asJson, headerText, versionOf } from '../../../../workbench/src/delivery/attempt/excerpt.ts';
import { countdownParts, countdownPeriod } from '../../../../workbench/src/delivery/details/countdown.ts';
import { POLL_MS, POLL_NEAR_MS, pollEvery } from '../../../../workbench/src/delivery/details/polling.ts';

const NOW = Date.UTC(2026, 10, 25);
const inSeconds = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();

const pending = (next_attempt_at: string | null, waiting = false) =>
  ({ status: 'pending', waiting, next_attempt_at, attempt_count: 1 }) as const;

describe('an open delivery', () => {
  test('is reloaded every second when its next attempt is near or overdue', () => {
    expect(pollEvery(pending(inSeconds(10)), undefined, NOW)).toBe(POLL_NEAR_MS);
    expect(pollEvery(pending(inSeconds(-10)), undefined, NOW)).toBe(POLL_NEAR_MS);
  });

  test('is reloaded less often when its attempt is long overdue, because the clocks may differ', () => {
    expect(pollEvery(pending(inSeconds(-120)), undefined, NOW)).toBe(POLL_MS);
  });

  test('is reloaded every second while it waits for its first attempt', () => {
    expect(pollEvery(pending(null), undefined, NOW)).toBe(POLL_NEAR_MS);
  });

  test('is reloaded less often when its next attempt is far away', () => {
    expect(pollEvery(pending(inSeconds(3600)), undefined, NOW)).toBe(POLL_MS);
  });

  test('is reloaded less often while it waits for its endpoint, because the probe may be another delivery', () => {
    expect(pollEvery(pending(inSeconds(5), true), undefined, NOW)).toBe(POLL_MS);
    expect(pollEvery(pending(null, true), undefined, NOW)).toBe(POLL_MS);
  });

  test('is not reloaded after it is settled', () => {
    expect(
      pollEvery({ status: 'failed', waiting: false, next_attempt_at: null, attempt_count: 3 }, undefined, NOW),
    ).toBe(false);
  });

  test('is reloaded until the attempt of a resend appears or the wait ends', () => {
    const delivered = { status: 'delivered', waiting: false, next_attempt_at: null, attempt_count: 1 } as const;
    const awaited = { attempts: 1, until: NOW + 1000 };
    expect(pollEvery(delivered, awaited, NOW)).toBe(POLL_NEAR_MS);
    expect(pollEvery({ ...delivered, attempt_count: 2 }, awaited, NOW)).toBe(false);
    expect(pollEvery(delivered, awaited, NOW + 1000)).toBe(false);
  });
});

describe('a countdown', () => {
  test.each([
    [400, [1000]],
    [59_001, [60_000]],
    [125_000, [120_000, 5000]],
    [120_000, [120_000]],
    [3_600_000, [3_600_000]],
  ])('of %d ms shows %j', (left, parts) => {
    expect(countdownParts(left)).toEqual(parts);
  });

  test('that is over shows no duration', () => {
    expect(countdownParts(0)).toEqual([]);
    expect(countdownParts(-5)).toEqual([]);
  });

  test('updates every second within the last hour', () => {
    expect(countdownPeriod(60_000)).toBe(1000);
    expect(countdownPeriod(2 * 3_600_000)).toBeGreaterThan(1000);
  });
});

describe('a body or headers', () => {
  test('are indented when they are a JSON object or array', () => {
    expect(asJson('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(asJson('OK')).toBeUndefined();
    expect(asJson('"OK"')).toBeUndefined();
    expect(asJson('{"cut":')).toBeUndefined();
    expect(asJson('null')).toBeUndefined();
  });

  test('have one header per line', () => {
    expect(headerText({ a: '1', b: '' })).toBe('a: 1\nb: ');
  });

  test('have an API version or none', () => {
    expect(versionOf('{"api_version":"2026-01-01"}')).toBe('2026-01-01');
    expect(versionOf('{"api_version":null}')).toBeUndefined();
    expect(versionOf('null')).toBeUndefined();
    expect(versionOf('not JSON')).toBeUndefined();
  });
});
