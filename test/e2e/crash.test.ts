/** What survives when something dies in the middle: nothing that was answered with a 2xx is lost. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PLATFORM_KEYS, startPlatform } from '../../local/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

const DELIVERIES = 200;

let receiver: Awaited<ReturnType<typeof startReceiver>>;
const scratch = mkdtempSync(join(tmpdir(), 'waybill-crash-'));

/** Slow enough that a kill finds deliveries under way. */
beforeAll(async () => {
  receiver = await startReceiver(() => ({ status: 200, after: 100 }));
});
afterAll(async () => {
  await receiver.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const deliveredTo = (path: string) => new Set(receiver.at(path).map(({ headers }) => headers['webhook-id'] as string));

async function publish(client: ApiClient): Promise<string[]> {
  const events = Array.from({ length: DELIVERIES / 2 }, (_, n) => ({ type: 'crash.test', data: { object: { n } } }));
  const ids: string[] = [];
  for (const _half of [1, 2]) {
    const answer = await client.post('/v1/events/batch', { events });
    ids.push(...answer.data.map(({ id }: Json) => id));
  }
  return ids;
}

/** Waits until some have arrived, and makes sure that not all have. */
async function underWay(path: string): Promise<void> {
  await until('deliveries are under way', () => deliveredTo(path).size > 20);
  expect(deliveredTo(path).size).toBeLessThan(DELIVERIES);
}

/** Every event has arrived, and every delivery is on record: also those that were cut off between the two. */
async function nothingLost(client: ApiClient, destination: string, path: string, published: readonly string[]) {
  await until('every event has arrived', () => deliveredTo(path).size >= DELIVERIES, 200_000);
  const arrived = deliveredTo(path);
  expect(published.filter((id) => !arrived.has(id))).toEqual([]);
  const recorded = await until(
    'every delivery is recorded',
    async () => {
      const events = await deliveredEvents(client, destination);
      return events.size >= DELIVERIES && events;
    },
    200_000,
  );
  expect(published.filter((id) => !recorded.has(id))).toEqual([]);
}

async function deliveredEvents(client: ApiClient, destination: string): Promise<Set<string>> {
  const found = new Set<string>();
  let url: string | null = `/v2/core/event_destinations/${destination}/deliveries?limit=100&status=delivered`;
  while (url) {
    const page: Json = await client.get(url);
    for (const { event } of page.data) found.add(event);
    url = page.next_page_url;
  }
  return found;
}

test.concurrent('killing the workers of deliver while 200 deliveries are under way loses nothing', {
  timeout: 260_000,
}, async () => {
  const platform = await startPlatform({ port: 0 });
  try {
    const client = apiClient(platform.url, platform.keys.sandbox);
    const destination = await client.createWebhook(`${receiver.url}/workers`);
    const published = await publish(client);
    await underWay('/workers');
    await platform.killFunctionWorkers('deliver');
    await nothingLost(client, destination.id, '/workers', published);
  } finally {
    await platform.stop();
  }
});

test.concurrent('SIGKILL of the whole platform, and a start on the same data, loses nothing', {
  timeout: 260_000,
}, async () => {
  const dataDir = join(scratch, 'data');
  const before = await startProcess(dataDir);
  const client = apiClient(before.url, PLATFORM_KEYS.sandbox);
  const destination = await client.createWebhook(`${receiver.url}/platform`);
  const published = await publish(client);
  await underWay('/platform');
  before.process.kill('SIGKILL');
  await new Promise((resolve) => before.process.once('exit', resolve));

  const after = await startProcess(dataDir);
  try {
    const again = apiClient(after.url, PLATFORM_KEYS.sandbox);
    await nothingLost(again, destination.id, '/platform', published);
    expect(await again.get(`/v2/core/event_destinations/${destination.id}`)).toMatchObject({ status: 'enabled' });
    const event = await again.get(`/v1/events/${published[0]}`);
    expect(event.data.object).toEqual({ n: 0 });
  } finally {
    after.process.kill('SIGINT');
    expect(await new Promise((resolve) => after.process.once('exit', resolve))).toBe(0);
  }
});

/** `npm start` as a process of its own; ready when it has said where it listens. */
async function startProcess(dataDir: string): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['local/main.ts', '--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    let found = '';
    lines.on('line', (line) => {
      found = /^\s*API\s+(\S+)/.exec(line)?.[1] ?? found;
      if (line.startsWith('Ready')) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`The platform ended with ${code} while it started.`)));
  });
  return { process: child, url };
}
