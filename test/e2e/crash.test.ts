/** Processes that are killed: nothing that was confirmed with a 2xx is lost. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { PLATFORM_KEYS } from '../../local/platform.ts';
import { shortenVisibility } from '../doubles/deliveries-queue.ts';
import { startPlatform, storeLine } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

const DELIVERIES = 200;
/** Requests of a path to which the endpoint responds before it waits for the kill. */
const RESPONSES_BEFORE_KILL = 20;

let receiver: Awaited<ReturnType<typeof startReceiver>>;
/** What the endpoint waits for before its next responses, by path. */
const kills = new Map<string, PromiseWithResolvers<void>>();

beforeAll(async () => {
  receiver = await startReceiver(async ({ path }) => {
    if (receiver.at(path).length > RESPONSES_BEFORE_KILL) await kills.get(path)?.promise;
    return { status: 200 };
  });
});
afterAll(() => receiver.stop());

const deliveredTo = (path: string) => new Set(receiver.at(path).map(({ headers }) => headers['webhook-id'] as string));

async function publish(client: ApiClient): Promise<string[]> {
  const events = Array.from({ length: DELIVERIES / 2 }, (_, n) => ({ type: 'crash.test', data: { object: { n } } }));
  const ids: string[] = [];
  for (const _half of [1, 2]) {
    const batch = await client.post('/v1/events/batch', { events });
    ids.push(...batch.data.map(({ id }: Json) => id));
  }
  return ids;
}

/** Publishes, and kills while some deliveries have a response, others wait for theirs, and more follow. */
async function killDuringDeliveries(client: ApiClient, path: string, kill: () => Promise<unknown>) {
  const killed = Promise.withResolvers<void>();
  kills.set(path, killed);
  onTestFinished(() => killed.resolve());
  const destination = await client.createWebhook(receiver.url + path);
  const published = await publish(client);
  await until('deliveries are in progress', () => receiver.at(path).length > RESPONSES_BEFORE_KILL);
  await kill();
  expect(deliveredTo(path).size).toBeLessThan(DELIVERIES);
  killed.resolve();
  return { destination: destination.id as string, published };
}

/** Expects that every event arrives and every delivery is recorded, including those that were interrupted between the two. */
async function expectNothingLost(client: ApiClient, destination: string, path: string, published: readonly string[]) {
  await until('every event has arrived', () => deliveredTo(path).size >= DELIVERIES);
  const arrived = deliveredTo(path);
  expect(published.filter((id) => !arrived.has(id))).toEqual([]);
  const recorded = await until('every delivery is recorded', async () => {
    const events = await deliveredEvents(client, destination);
    return events.size >= DELIVERIES && events;
  });
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

test('killing the workers of deliver during 200 deliveries loses nothing', async () => {
  const platform = await startPlatform({ workbench: false });
  onTestFinished(() => platform.stop());
  await shortenVisibility(platform.endpoints.sqs);
  const client = apiClient(platform.url, platform.keys.sandbox);
  const kill = () => Promise.all(['deliver', 'deliver-slow'].map((name) => platform.killFunctionWorkers(name)));
  const { destination, published } = await killDuringDeliveries(client, '/workers', kill);
  await expectNothingLost(client, destination, '/workers', published);
});

test('SIGKILL of the whole platform and a start on the same data loses nothing', async () => {
  const dataDir = scratchFolder();
  const before = await startProcess(dataDir);
  await shortenVisibility(before.sqs);
  const client = apiClient(before.url, PLATFORM_KEYS.sandbox);
  const kill = () => ended(before.process, 'SIGKILL');
  const { destination, published } = await killDuringDeliveries(client, '/platform', kill);

  const after = await startProcess(dataDir);
  const again = apiClient(after.url, PLATFORM_KEYS.sandbox);
  await expectNothingLost(again, destination, '/platform', published);
  expect(await again.get(`/v2/core/event_destinations/${destination}`)).toMatchObject({ status: 'enabled' });
  const event = await again.get(`/v1/events/${published[0]}`);
  expect(event.data.object).toEqual({ n: 0 });
  expect(await ended(after.process, 'SIGINT')).toBe(0);
});

/** Sends a signal. @returns the exit code, null when the signal ended the process */
async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, 'exit');
  child.kill(signal);
  return (await exit)[0];
}

/** Starts `npm start` as a separate process and waits until it prints its URL. */
async function startProcess(dataDir: string): Promise<{ process: ChildProcess; url: string; sqs: string }> {
  const child = spawn(process.execPath, ['local/main.ts', '--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  createInterface({ input: child.stderr }).on('line', storeLine);
  let printed = '';
  for await (const line of createInterface({ input: child.stdout })) {
    printed += `${line}\n`;
    if (line.startsWith('Ready')) break;
  }
  child.stdout.resume();
  const [url, sqs] = ['API', 'SQS'].map((name) => new RegExp(`^ *${name} +(\\S+)`, 'm').exec(printed)?.[1]);
  if (!url || !sqs) throw new Error(`The platform did not start:\n${printed}`);
  return { process: child, url, sqs };
}
