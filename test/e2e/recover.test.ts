/** What an endpoint missed while it was down comes back, by one call, on one platform driven by HTTP only. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../../local/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

const MISSED = 30;

let platform: Platform;
let sandbox: ApiClient;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
/** Paths whose endpoint is down. */
const down = new Set<string>();

/** Retry delays are divided by 3600: the four attempts of sandbox mode are over in seconds. */
beforeAll(async () => {
  platform = await startPlatform({ port: 0, timeScale: 3600 });
  sandbox = apiClient(platform.url, platform.keys.sandbox);
  receiver = await startReceiver(({ path }) =>
    down.has(path) ? { status: 500 } : { status: 200, after: path === '/killed' ? 300 : 20 },
  );
});
afterAll(async () => {
  await platform?.stop();
  await receiver?.stop();
});

/** A destination and the ids of events that failed there for good. */
async function afterOutage(path: string, count = MISSED) {
  const since = new Date(Date.now() - 1000).toISOString();
  down.add(path);
  const group = path.slice(1);
  const destination = await sandbox.createWebhook(receiver.url + path, { enabled_events: [`${group}.*`] });
  const url = `/v2/core/event_destinations/${destination.id}`;
  const events = Array.from({ length: count }, (_, n) => ({ type: `${group}.paid`, data: { object: { n } } }));
  const ids: string[] = (await sandbox.post('/v1/events/batch', { events })).data.map(({ id }: Json) => id);
  await until(
    'all have failed for good',
    async () => (await sandbox.get(`${url}/deliveries?status=failed&limit=100`)).data.length === count,
    60_000,
  );
  down.delete(path);
  const before = receiver.at(path).length;
  const recovered = () => receiver.at(path).slice(before);
  return { since, url, ids, recovered, id: destination.id };
}

const ended = (url: string, id: string, timeoutMs: number) =>
  until(
    'the recovery has ended',
    async () => {
      const recovery = await sandbox.get(`${url}/recoveries/${id}`);
      return recovery.status !== 'running' && recovery;
    },
    timeoutMs,
  );

test('what failed while the endpoint was down is counted, then sent again exactly once, by hand', {
  timeout: 120_000,
}, async () => {
  const { since, url, ids, recovered, id: destination } = await afterOutage('/outage');
  expect(await sandbox.post(`${url}/recover`, { since, dry_run: true })).toMatchObject({
    id: null,
    count: MISSED,
    complete: true,
  });
  expect(recovered()).toEqual([]);

  const started = Date.now();
  const recovery = await sandbox.post(`${url}/recover`, { since, rate: 10 });
  expect(recovery).toMatchObject({ status: 'running', rate: 10 });
  const again = await sandbox.post(`${url}/recover`, { since });
  expect(again.id).toBe(recovery.id);

  const after = await ended(url, recovery.id, 60_000);
  expect(after).toMatchObject({ status: 'succeeded', progress: 1, sent: MISSED, delivered: MISSED, failed: 0 });
  // Thirty at ten a second: the last of them is sent two seconds after the first, at the earliest.
  expect(Math.max(...recovered().map(({ at }) => at)) - started).toBeGreaterThan(1_900);
  expect(
    recovered()
      .map(({ headers }) => headers['webhook-id'])
      .sort(),
  ).toEqual([...ids].sort());
  for (const event of ids) {
    const { body } = await sandbox.delivery(destination, event);
    expect(body).toMatchObject({ status: 'delivered', failure_reason: null });
    expect(body.attempts.map(({ trigger }: Json) => trigger)).toEqual([...Array(4).fill('automatic'), 'manual']);
  }
  expect(await sandbox.post(`${url}/recover`, { since, dry_run: true })).toMatchObject({ count: 0 });
  expect((await sandbox.get(`${url}/recoveries`)).data.map(({ id }: Json) => id)).toEqual([recovery.id]);
});

test('what was published while the destination was disabled is sent when asked for', async () => {
  const destination = await sandbox.createWebhook(`${receiver.url}/asleep`, { enabled_events: ['asleep.*'] });
  const url = `/v2/core/event_destinations/${destination.id}`;
  const since = new Date(Date.now() - 1000).toISOString();
  await sandbox.post(`${url}/disable`);
  const { id: missed } = await sandbox.publish('asleep.paid', { n: 1 });
  await sandbox.publish('awake.paid', { n: 2 });
  expect((await sandbox.call('POST', `${url}/recover`, { since, statuses: ['not_sent'] })).status).toBe(400);
  await sandbox.post(`${url}/enable`);
  const recovery = await sandbox.post(`${url}/recover`, { since, statuses: ['failed', 'not_sent'] });
  expect(await ended(url, recovery.id, 20_000)).toMatchObject({ sent: 1, delivered: 1 });
  expect(receiver.at('/asleep').map(({ headers }) => headers['webhook-id'])).toEqual([missed]);
});

test('a recovery that is stopped sends no more than it has scheduled, and a later one sends the rest', {
  timeout: 120_000,
}, async () => {
  const { since, url, ids, recovered } = await afterOutage('/stopped', 5);
  const recovery = await sandbox.post(`${url}/recover`, { since, rate: 1 });
  const stopped = await sandbox.post(`${url}/recoveries/${recovery.id}/stop`);
  expect(stopped).toMatchObject({ status: 'stopped', reason: 'requested' });
  const next = await sandbox.post(`${url}/recover`, { since, rate: 100 });
  expect(next.id).not.toBe(recovery.id);
  expect(await ended(url, next.id, 30_000)).toMatchObject({ status: 'succeeded' });
  await until('every event has arrived', () => recovered().length >= ids.length);
  expect(new Set(recovered().map(({ headers }) => headers['webhook-id'])).size).toBe(ids.length);
});

test('killing the workers of every function half-way loses nothing, and the recovery still comes to its end', {
  timeout: 300_000,
}, async () => {
  const { since, url, ids, recovered } = await afterOutage('/killed', 100);
  const recovery = await sandbox.post(`${url}/recover`, { since, rate: 25 });
  await until('some have arrived', () => recovered().length > 20);
  for (const folder of ['sweep', 'deliver', 'api']) await platform.killFunctionWorkers(folder);
  expect(recovered().length).toBeLessThan(ids.length);
  const after = await ended(url, recovery.id, 250_000);
  expect(after).toMatchObject({ status: 'succeeded', sent: ids.length, delivered: ids.length, failed: 0 });
  // A count that was made twice, once by a function that died, may end the recovery before the last is recorded: what was
  // cut off comes back after the queue's own 120 s.
  await until(
    'nothing is left to recover',
    async () => {
      const left = await sandbox.post(`${url}/recover`, { since, dry_run: true, statuses: ['failed', 'unattempted'] });
      return left.complete && left.count === 0;
    },
    150_000,
  );
  const arrived = new Set(recovered().map(({ headers }) => headers['webhook-id']));
  expect(ids.filter((id) => !arrived.has(id))).toEqual([]);
});
