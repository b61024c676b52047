import { describe, expect, test } from 'vitest';
import { HOUR_MS, type HourlyRollup } from '../../../lambdas/core/metrics/metrics.ts';
import { controlApi } from '../../doubles/control-api.ts';
import { aDestination, T0 } from '../../doubles/factories.ts';

const ID = aDestination().id;
const PATH = `/v2/core/event_destinations/${ID}/metrics`;

const setUp = () => {
  const api = controlApi();
  api.destinations.rows.set(ID, aDestination());
  const add = (over: Partial<HourlyRollup> = {}) =>
    api.metrics.store.add({
      destinationId: ID,
      hour: T0,
      attempts: 4,
      delivered: 2,
      retried: 1,
      failed: 1,
      errors: { http_5xx: 1, timeout: 1 },
      durations: { 14: 4 },
      ...over,
    });
  return { ...api, shop: api.as('sk_live_shop'), add };
};
const shown = (ms: number) => new Date(ms).toISOString();

const nothing = {
  attempts: 0,
  delivered: 0,
  retried: 0,
  failed: 0,
  duration_ms: { p50: null, p95: null },
  errors: {},
};

describe('the metrics of a destination', () => {
  test('cover the last 24 hours, with every hour present', async () => {
    const { shop, add } = setUp();
    await add();
    await add({ hour: T0 - HOUR_MS, errors: { timeout: 2 }, durations: { 16: 4 } });
    await add({ hour: T0 - 24 * HOUR_MS });
    const { status, body } = await shop.get(PATH);
    expect(status).toBe(200);
    const { data, totals, ...rest } = body;
    expect(rest).toEqual({
      object: 'event_destination_metrics',
      destination: ID,
      granularity: 'hour',
      since: shown(T0 - 23 * HOUR_MS),
      until: shown(T0 + HOUR_MS),
    });
    expect(data).toHaveLength(24);
    expect(data[0]).toEqual({ start: rest.since, ...nothing });
    expect(data[23]).toEqual({
      start: shown(T0),
      attempts: 4,
      delivered: 2,
      retried: 1,
      failed: 1,
      duration_ms: { p50: 109.3, p95: 126.1 },
      errors: { http_5xx: 1, timeout: 1 },
    });
    expect(totals).toEqual({
      attempts: 8,
      delivered: 4,
      retried: 2,
      failed: 2,
      duration_ms: { p50: 128, p95: 248.5 },
      errors: { http_5xx: 1, timeout: 3 },
    });
  });

  test('by day cover 30 days, with the hours of each day merged', async () => {
    const { shop, add } = setUp();
    await add();
    await add({ hour: T0 - 12 * HOUR_MS });
    await add({ hour: T0 - 13 * HOUR_MS });
    const { body } = await shop.get(`${PATH}?granularity=day`);
    expect(body.data).toHaveLength(30);
    expect(body.data.slice(-2)).toMatchObject([
      { start: '2026-01-14T00:00:00.000Z', attempts: 4 },
      { start: '2026-01-15T00:00:00.000Z', attempts: 8 },
    ]);
    expect(body.until).toBe('2026-01-16T00:00:00.000Z');
  });

  test('of a window cover its hours, given as text or unix seconds', async () => {
    const { shop, add } = setUp();
    await add();
    await add({ hour: T0 - HOUR_MS });
    const { body } = await shop.get(`${PATH}?since=2026-01-15T10:30:00Z&until=${T0 / 1000}`);
    expect(body.data.map((one: { start: string; attempts: number }) => [one.start, one.attempts])).toEqual([
      ['2026-01-15T10:00:00.000Z', 0],
      ['2026-01-15T11:00:00.000Z', 4],
    ]);
  });

  test('of a destination without attempts are zero', async () => {
    const { body } = await setUp().shop.get(PATH);
    expect(body.totals).toEqual(nothing);
    expect(body.data.every((one: { attempts: number }) => one.attempts === 0)).toBe(true);
  });

  test.each([
    ['granularity=week', 'granularity'],
    ['since=soon', 'since'],
    ['since=2026-01-15T11:00:00Z&until=2026-01-15T11:00:00Z', 'since'],
    ['since=2026-01-16T00:00:00Z', 'since'],
    ['since=2026-01-01T00:00:00Z', 'since'],
    ['granularity=day&since=2025-12-01T00:00:00Z', 'since'],
    ['by=hour', 'by'],
  ])('with %s return 400 and name the field', async (query, field) => {
    const { status, body } = await setUp().shop.get(`${PATH}?${query}`);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'invalid_fields', message: expect.stringContaining(`${field}: `) });
  });

  test('return 404 for another account, another mode and a deleted destination', async () => {
    const { as, shop, add } = setUp();
    await add();
    expect((await as('sk_live_other').get(PATH)).status).toBe(404);
    expect((await as('sk_test_shop').get(PATH)).status).toBe(404);
    await shop.delete(`/v2/core/event_destinations/${ID}`);
    expect((await shop.get(PATH)).status).toBe(404);
  });
});
