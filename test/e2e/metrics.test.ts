/** The deliver function writes metrics, and the API returns them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { apiClient } from './client.ts';

let platform: Platform;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  platform = await startPlatform({ timeScale: 1 });
  receiver = await startReceiver(({ body }) => ({ status: body.includes('"refuse"') ? 503 : 200 }));
});
afterAll(async () => {
  await platform?.stop();
  await receiver?.stop();
});

test('the metrics of a destination count its attempts of this hour and of today', async () => {
  const client = apiClient(platform.url, platform.keys.live);
  const { id } = await client.createWebhook(`${receiver.url}/hook`);
  await client.post('/v1/events/batch', {
    events: Array.from({ length: 12 }, (_, n) => ({
      type: 'invoice.paid',
      data: { object: { id: `in_${n}`, say: n % 4 === 0 ? 'refuse' : 'take' } },
    })),
  });
  const path = `/v2/core/event_destinations/${id}/metrics`;
  const hours = await until('all attempts are counted', async () => {
    const metrics = await client.get(path);
    return metrics.totals.attempts === 12 ? metrics : undefined;
  });
  expect(hours.totals).toMatchObject({ delivered: 9, retried: 3, failed: 0, errors: { http_5xx: 3 } });
  expect(hours.totals.duration_ms.p95).toBeGreaterThanOrEqual(hours.totals.duration_ms.p50);
  expect(hours.data).toHaveLength(24);
  const days = await client.get(`${path}?granularity=day`);
  expect(days.totals).toEqual(hours.totals);
  expect(days.data.at(-1).attempts + days.data.at(-2).attempts).toBe(12);
});
