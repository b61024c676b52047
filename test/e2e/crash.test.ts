/** What survives when something dies in the middle: nothing that was answered with a 2xx is lost. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { PLATFORM_KEYS } from '../../local/platform.ts';
import { shortenVisibility } from '../doubles/deliveries-queue.ts';
import { keepLine, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

const DELIVERIES = 200;
/** Requests of a path that the endpoint answers before it waits for something to die. */
const ANSWERED = 20;

let receiver: Awaited<ReturnType<typeof startReceiver>>;
/** By path, what the endpoint waits for with its next answers. */
const deaths = new Map<string, PromiseWithResolvers<void>>();

beforeAll(async () => {
  receiver = await startReceiver(async ({ path }) => {
    if (receiver.at(path).length > ANSWERED) await deaths.get(path)?.promise;
    return { status: 200 };
  });
});
afterAll(() => receiver.stop());

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

/** Publishes, and kills while some deliveries have been answered, others are waiting for their answer, and more are to come. */
async function killedInTheMiddle(client: ApiClient, path: string, kill: () => Promise<unknown>) {
  const death = Promise.withResolvers<void>();
  deaths.set(path, death);
  onTestFinished(() => death.resolve());
  const destination = await client.createWebhook(receiver.url + path);
  const published = await publish(client);
  await until('deliveries are under way', () => receiver.at(path).length > ANSWERED);
  await kill();
  expect(deliveredTo(path).size).toBeLessThan(DELIVERIES);
  death.resolve();
  return { destination: destination.id as string, published };
}

/** Every event has arrived, and every delivery is on record: also those that were cut off between the two. */
async function nothingLost(client: ApiClient, destination: string, path: string, published: readonly string[]) {
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

test('killing the workers of deliver while 200 deliveries are under way loses nothing', async () => {
  const platform = await startPlatform({ workbench: false });
  onTestFinished(() => platform.stop());
  await shortenVisibility(platform.endpoints.sqs);
  const client = apiClient(platform.url, platform.keys.sandbox);
  const kill = () => platform.killFunctionWorkers('deliver');
  const { destination, published } = await killedInTheMiddle(client, '/workers', kill);
  await nothingLost(client, destination, '/workers', published);
});

test('SIGKILL of the whole platform, and a start on the same data, loses nothing', async () => {
  const dataDir = scratchFolder();
  const before = await startProcess(dataDir);
  await shortenVisibility(before.sqs);
  const client = apiClient(before.url, PLATFORM_KEYS.sandbox);
  const kill = () => ended(before.process, 'SIGKILL');
  const { destination, published } = await killedInTheMiddle(client, '/platform', kill);

  const after = await startProcess(dataDir);
  const again = apiClient(after.url, PLATFORM_KEYS.sandbox);
  await nothingLost(again, destination, '/platform', published);
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

/** `npm start` as a process of its own; ready when it has said where it listens. */
async function startProcess(dataDir: string): Promise<{ process: ChildProcess; url: string; sqs: string }> {
  const child = spawn(process.execPath, ['local/main.ts', '--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  createInterface({ input: child.stderr }).on('line', keepLine);
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
