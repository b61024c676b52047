/** Retries on a queue that shows a hidden message at once: correctness does not depend on the visibility timeout. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

let platform: Platform;
let sandbox: ApiClient;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
const errors: string[] = [];

/** The sandbox's retries of 10 minutes, 1 hour and 3 hours come after 1, 6 and 18 seconds. */
const TIME_SCALE = 600;

beforeAll(async () => {
  const onError = (text: string) => errors.push(text);
  platform = await startPlatform({ timeScale: TIME_SCALE, keepsVisibility: false, onError });
  sandbox = apiClient(platform.url, platform.keys.sandbox);
  receiver = await startReceiver(({ path }, before) => ({ status: path === '/third' && before === 2 ? 200 : 500 }));
});
afterAll(async () => {
  await platform?.stop();
  await receiver?.stop();
});

test('a failing delivery is attempted as often as its schedule defines, and no message of it becomes a dead letter', async () => {
  const third = await sandbox.createWebhook(`${receiver.url}/third`);
  const never = await sandbox.createWebhook(`${receiver.url}/never`);
  const event = await sandbox.publish('order.paid', { id: 'or_1' });
  const settled = (destination: Json) =>
    until(`the delivery to ${destination.webhook_endpoint.url} settles`, async () => {
      const { body } = await sandbox.delivery(destination.id, event.id);
      return body?.status === 'delivered' || body?.status === 'failed' ? body : undefined;
    });
  const [recovered, failed] = await Promise.all([settled(third), settled(never)]);
  expect(recovered.attempts.map(({ http_status }: Json) => http_status)).toEqual([500, 500, 200]);
  expect(failed).toMatchObject({ status: 'failed', failure_reason: 'attempts_exhausted' });
  expect(failed.attempts.map(({ number }: Json) => number)).toEqual([1, 2, 3, 4]);
  for (const { attempts } of [recovered, failed]) {
    const [first, second] = attempts.map(({ started_at }: Json) => Date.parse(started_at));
    expect(second - first).toBeGreaterThan((0.9 * 600_000) / TIME_SCALE);
  }
  expect(errors.filter((text) => text.includes('dead letter'))).toEqual([]);
});
