import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { CREDENTIALS, localQueueUrl, startEmulators } from '../../local/aws/emulators.ts';
import { givenEndpoints } from '../../local/aws/services.ts';
import { PLATFORM_KEYS, type Platform, type PlatformOptions, startPlatform } from '../../local/platform.ts';
import { startAwsRouter } from '../doubles/aws-router.ts';
import { PAGE_FILES, tinyPage } from '../doubles/page.ts';
import { scratchFolder } from './scratch-folder.ts';
import { tinyClient, writeTinyStack } from './tiny-stack.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

let synthesized: string;
beforeAll(() => {
  synthesized = writeTinyStack();
});
afterAll(() => rmSync(synthesized, { recursive: true, force: true }));

async function start(options: PlatformOptions = {}) {
  const platform = await startPlatform({ port: 0, synthesized, ...options });
  stops.push(() => platform.stop());
  return { platform, tiny: tinyClient(platform.url) };
}

const at = (endpoint: string) => ({ endpoint, region: 'us-east-1', credentials: CREDENTIALS });

async function putEvent({ endpoints }: Platform, DetailType: string, detail: object) {
  const client = new EventBridgeClient(at(endpoints.eventBridge));
  const entry = { EventBusName: 'tiny', Source: 'test', DetailType, Detail: JSON.stringify(detail) };
  await client.send(new PutEventsCommand({ Entries: [entry] }));
  client.destroy();
}

async function attributesOf(sqsEndpoint: string, queue: string): Promise<Partial<Record<string, string>>> {
  const client = new SQSClient(at(sqsEndpoint));
  const QueueUrl = localQueueUrl(sqsEndpoint, queue);
  const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  client.destroy();
  return Attributes;
}

/** Expects that every caller of a function in the template reaches the function. */
async function expectEverythingToWork(platform: Platform) {
  const tiny = tinyClient(platform.url);
  expect(await tiny.work('one')).toBe(202);
  await putEvent(platform, 'thing.made', { n: 1 });
  await expect.poll(() => tiny.read('worked one')).toBe('one');
  await expect.poll(() => tiny.read('ingested thing.made')).toBe('{"livemode":true,"n":1}');
  expect(await tiny.read('bootstrap')).toBe(`Create ${JSON.stringify(PLATFORM_KEYS)}`);
}

test('routes, queues, rules and the custom resource of the template invoke their functions', async () => {
  const { platform } = await start();
  await expectEverythingToWork(platform);
  // On a busy machine the message may be received again.
  const attempts = () => new Set(platform.attempts.map(({ event_id, outcome }) => `${event_id} ${outcome}`));
  await expect.poll(attempts).toEqual(new Set(['one delivered']));
  expect([...platform.functions].sort()).toEqual(['api', 'bootstrap', 'ingest', 'sweep', 'worker']);
  expect(platform.consumers).toEqual([
    { folder: 'worker', queue: 'waybill-Jobs', batchSize: 10, visibilitySeconds: 2 },
  ]);
});

test('a function that keeps sending to its own queue is stopped after 16 rounds, as Lambda does', async () => {
  const onError = vi.fn();
  const { tiny } = await start({ workbench: false, onError });
  await tiny.work('round 1');
  await expect
    .poll(() => onError.mock.calls.flat())
    .toContainEqual(expect.stringContaining('worker was invoked 16 times in one chain'));
  // A message that is received again on a busy machine makes the chain longer, never shorter.
  expect([await tiny.read('worked round 2'), await tiny.read('worked round 17')]).toEqual(['round 2', undefined]);
});

test('the page of the Workbench and the API have one origin', async () => {
  const { platform, tiny } = await start({ workbench: tinyPage() });
  const page = await fetch(`${platform.url}/destinations/ed_1`);
  expect([page.status, await page.text()]).toEqual([200, PAGE_FILES['index.html']]);
  const config = await (await fetch(`${platform.url}/config.json`)).json();
  expect(config).toEqual({
    local: {
      keys: PLATFORM_KEYS,
      test_endpoint: `${platform.url}/local/test-endpoint`,
      metrics: '/local/metrics',
    },
  });
  expect((await fetch(`${platform.url}/local/test-endpoint`, { method: 'POST' })).status).toBe(200);
  expect(await tiny.work('one')).toBe(202);
});

test('a platform without the Workbench serves only the API', async () => {
  const { platform } = await start({ workbench: false });
  for (const path of ['/', '/config.json', '/local/test-endpoint']) {
    expect((await fetch(platform.url + path)).status).toBe(404);
  }
});

test('a schedule runs at its period divided by the time scale, with the input of each target', async () => {
  const unscaled = await start();
  const { tiny } = await start({ timeScale: 600 });
  for (const target of ['swept 0', 'swept 1']) await expect.poll(() => tiny.read(target)).toBe('yes');
  // The schedule runs once a minute.
  expect(await unscaled.tiny.read('swept 0')).toBeUndefined();
});

test('invocations of killed instances are completed by other instances', async () => {
  const { platform, tiny } = await start();
  await tiny.work('hang once');
  await expect.poll(() => tiny.read('hung')).toBe('yes');
  await platform.killFunctionWorkers('worker');
  await expect.poll(() => tiny.read('worked hang once')).toBe('hang once');
});

test('an event that the ingest function cannot process does not block others and becomes a dead letter after three receives', async () => {
  const onError = vi.fn();
  const { platform, tiny } = await start({ onError });
  await putEvent(platform, 'bad', { poison: true });
  await putEvent(platform, 'good', {});
  await expect.poll(() => tiny.read('ingested good')).toBe('{"livemode":true}');
  await expect.poll(() => onError.mock.calls).toContainEqual(['poison']);
  const { RedrivePolicy = '' } = await attributesOf(platform.endpoints.sqs, 'waybill-Everything-tap');
  expect(JSON.parse(RedrivePolicy)).toEqual({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:waybill-Dead',
    maxReceiveCount: 3,
  });
});

test('a port in use fails the start and releases the data folder', async () => {
  const { platform } = await start();
  const port = Number(new URL(platform.url).port);
  const dataDir = scratchFolder();
  await expect(startPlatform({ port, synthesized, dataDir })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await start({ dataDir });
});

describe('with a data folder', () => {
  /** Starts the platform in a separate process, so that it can be killed. */
  async function startInProcess(dataDir: string): Promise<{ url: string; process: ChildProcess }> {
    const module = new URL('../../local/platform.ts', import.meta.url).href;
    const options = JSON.stringify({ port: 0, synthesized, dataDir });
    const code = `import { startPlatform } from '${module}'; console.log((await startPlatform(${options})).url);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    stops.push(() => child.kill('SIGKILL'));
    const [url] = await once(createInterface({ input: child.stdout }), 'line');
    return { url: String(url), process: child };
  }

  test('everything accepted before the process is killed is completed after the next start', async () => {
    const dataDir = scratchFolder();
    const first = await startInProcess(dataDir);
    const tiny = tinyClient(first.url);
    await tiny.work('before');
    await expect.poll(() => tiny.read('worked before')).toBe('before');
    await tiny.work('delayed', 2);
    await Promise.all(Array.from({ length: 30 }, (_, n) => tiny.work(`many ${n}`)));
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');

    const { platform, tiny: again } = await start({ dataDir });
    expect(await again.read('worked before')).toBe('before');
    const bodies = ['delayed', ...Array.from({ length: 30 }, (_, n) => `many ${n}`)];
    const done = async () => (await Promise.all(bodies.map((body) => again.read(`worked ${body}`)))).filter(Boolean);
    await expect.poll(async () => (await done()).length).toBe(bodies.length);
    const client = new EventBridgeClient(at(platform.endpoints.eventBridge));
    const { Rules = [] } = await client.send(new ListRulesCommand({ EventBusName: 'tiny' }));
    expect(Rules).toHaveLength(1);
    client.destroy();
  });

  test('a queue whose attributes differ from the template gets those of the template at the next start', async () => {
    const dataDir = scratchFolder();
    const { platform } = await start({ dataDir });
    const client = new SQSClient(at(platform.endpoints.sqs));
    const QueueUrl = localQueueUrl(platform.endpoints.sqs, 'waybill-Jobs');
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '7' } }));
    client.destroy();
    await platform.stop();
    const { platform: again } = await start({ dataDir });
    expect((await attributesOf(again.endpoints.sqs, 'waybill-Jobs')).VisibilityTimeout).toBe('2');
  });

  test('a second platform on the same folder is refused', async () => {
    const dataDir = scratchFolder();
    await startInProcess(dataDir);
    await expect(startPlatform({ port: 0, synthesized, dataDir })).rejects.toThrow(/in use/);
  });
});

describe('with a given AWS endpoint', () => {
  test('everything is created and used there, and reused at a second start', async () => {
    const elsewhere = await startEmulators();
    stops.push(() => elsewhere.stop());
    const router = await startAwsRouter(elsewhere.endpoints);
    stops.push(() => router.stop());
    const awsEndpoint = router.url;
    const { platform } = await start({ aws: givenEndpoints({ AWS_ENDPOINT_URL: awsEndpoint }) });
    expect(new Set(Object.values(platform.endpoints))).toEqual(new Set([awsEndpoint]));
    await expectEverythingToWork(platform);

    expect((await attributesOf(elsewhere.endpoints.sqs, 'waybill-Jobs')).VisibilityTimeout).toBe('2');

    await platform.stop();
    const second = await start({ aws: givenEndpoints({ AWS_ENDPOINT_URL: awsEndpoint }) });
    expect(await second.tiny.read('worked one')).toBe('one');
  });
});
