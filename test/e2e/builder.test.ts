/** Runs the handlers that the endpoint builder generates, unchanged and with an inserted failure, against the platform. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { type BuilderChoice, generate } from '../../workbench/src/builder/generate/index.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { type Command, PROGRAMS } from './builder/programs.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

let platform: Platform;
let api: ApiClient;
/** Inside the project, so that its libraries are found. */
let folder: string;
const running: ChildProcess[] = [];
const destinations: string[] = [];

beforeAll(async () => {
  await mkdir('.waybill', { recursive: true });
  folder = await mkdtemp(join(process.cwd(), '.waybill', 'builder-'));
  platform = await startPlatform({ timeScale: 3600 });
  api = apiClient(platform.url, platform.keys.sandbox);
});
afterEach(async () => {
  for (const one of running.splice(0)) one.kill();
  // An account has a limit of destinations.
  for (const id of destinations.splice(0)) await api.call('DELETE', `/v2/core/event_destinations/${id}`);
});
afterAll(async () => {
  await platform?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function createWebhook(url: string, over: Json): Promise<Json> {
  const destination = await api.createWebhook(url, over);
  destinations.push(destination.id);
  return destination;
}

/** Returns a port that no other program gets: systems assign ports from 32768 or 49152. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) =>
      server
        .once('error', () => resolve(false))
        .once('listening', () => resolve(true))
        .listen(port, '127.0.0.1'),
    );
    await new Promise((resolve) => server.close(resolve));
    if (isFree) return port;
  }
}

/** Writes the builder's output. @param change applied to the code first @returns the path of its only file */
async function written(choice: BuilderChoice, change = (code: string) => code): Promise<string> {
  const [file] = generate(choice);
  if (!file) throw new Error('The builder wrote nothing.');
  const path = join(await mkdtemp(join(folder, `${choice.framework}-`)), file.name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, change(file.code));
  return path;
}

const environment = (secret: string): Record<string, string> => ({
  WEBHOOK_SECRET: secret,
  API_KEY: platform.keys.sandbox,
  API_BASE_URL: platform.url,
});

/** Starts a program and waits until it listens. @returns a function that returns its output so far */
async function start({ file, args, env }: Command, settings: Record<string, string>, port: number, cwd: string) {
  let printed = '';
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env, ...settings, PORT: String(port) } });
  running.push(child);
  onTestFailed(() => console.error(printed));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  await until(`${file} listens`, () => {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${printed}`);
    return fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
  });
  return () => printed;
}

/** Returns a program's responses. On a very busy machine a first attempt may time out before the program starts to work. */
const statusesOf = (attempts: readonly Json[]): number[] =>
  attempts.filter(({ error }) => error?.code !== 'timeout').map(({ http_status }) => http_status);

const settled = (destination: string, event: string): Promise<Json> =>
  until(`the delivery of ${event} settles`, async () => {
    const { body } = await api.delivery(destination, event);
    return body?.status === 'delivered' ? body : undefined;
  });

describe.each(PROGRAMS.map((one) => [one.title, one] as const))('the %s', (_, { framework, failure, prepare }) => {
  test.each(['snapshot', 'thin'] as const)('accepts a genuine %s delivery and rejects forged ones', async (payload) => {
    const type = `built_${framework.replaceAll('-', '_')}_${payload}.paid`;
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/webhook`;
    const destination = await createWebhook(url, {
      event_payload: payload,
      enabled_events: [type, `${type}.late`],
    });
    const secret: string = destination.webhook_endpoint.signing_secret;
    const path = await written({ framework, payload, eventTypes: [type] });
    const printed = await start(await prepare(path, port), environment(secret), port, dirname(path));

    const event = await api.publish(type, { id: 'in_1', object: 'invoice', text: `größer 🚚 ${'x'.repeat(150_000)}` });
    const { attempts } = await settled(destination.id, event.id);
    expect(statusesOf(attempts)).toEqual([200]);
    // A program's output arrives separately from its response, and may be later.
    await expect.poll(printed).toContain(`received ${event.id} ${type}`);
    expect(printed()).not.toContain('no handler');

    const unknown = await api.publish(`${type}.late`, { id: 'in_1', object: 'invoice' });
    await settled(destination.id, unknown.id);
    await expect.poll(printed).toMatch(/no handler for events of type .*\.late/);

    // Only the signature of this request is wrong.
    const made =
      payload === 'thin'
        ? { object: 'v2.core.event', created: new Date().toISOString() }
        : {
            object: 'event',
            created: Math.floor(Date.now() / 1000),
            data: { object: { id: 'in_1', object: 'invoice' } },
          };
    const body = JSON.stringify({ id: 'evt_forged', type, livemode: false, ...made });
    const forged = async (signature?: string) => {
      const headers = { 'content-type': 'application/json', ...(signature ? { 'stripe-signature': signature } : {}) };
      return (await fetch(url, { method: 'POST', headers, body })).status;
    };
    const signed = (by: string, timestamp: number) =>
      Stripe.webhooks.generateTestHeaderString({ payload: body, secret: by, timestamp } as Json);
    const now = Math.floor(Date.now() / 1000);
    const ofAnotherBody = attempts[0].request_headers['Stripe-Signature'];
    expect(ofAnotherBody).toMatch(/^t=\d+,v1=/);
    expect(await forged(ofAnotherBody)).toBe(400);
    expect(await forged(signed(`whsec_${'A'.repeat(32)}`, now))).toBe(400);
    expect(await forged(signed(secret, now - 600))).toBe(400);
    expect(await forged('nonsense')).toBe(400);
    expect(await forged(`t=${now},v1=é`)).toBe(400);
    expect(await forged()).toBe(400);
    await expect.poll(() => printed().split('rejected a delivery').length - 1).toBe(6);
    expect(printed()).not.toContain('evt_forged');
  });

  test.each(['snapshot', 'thin'] as const)(
    'returns 500 when processing a %s event fails, so that it is delivered again',
    async (payload) => {
      const type = `failing_${framework.replaceAll('-', '_')}_${payload}.paid`;
      const port = await freePort();
      const destination = await createWebhook(`http://127.0.0.1:${port}/webhook`, {
        event_payload: payload,
        enabled_events: [type],
      });
      const path = await written({ framework, payload, eventTypes: [type] }, (code) => {
        const changed = code.replace(/(?:\/\/|#) Handle it here.*/, failure);
        expect(changed).not.toBe(code);
        return changed;
      });
      const settings = environment(destination.webhook_endpoint.signing_secret);
      const printed = await start(await prepare(path, port), settings, port, dirname(path));

      const event = await api.publish(type, { id: 'in_1', object: 'invoice' });
      const attempts = await until('it is delivered again', async () => {
        const { body } = await api.delivery(destination.id, event.id);
        return body?.attempts.length > 1 && statusesOf(body.attempts).length > 0 ? body.attempts : undefined;
      });
      expect(new Set(statusesOf(attempts))).toEqual(new Set([500]));
      await expect.poll(printed).toContain(`received ${event.id} ${type}`);
      await expect.poll(printed).toContain('there is no room');
    },
  );
});

test.each(['snapshot', 'thin'] as const)(
  'the Next.js route accepts a genuine %s delivery and rejects a forged one',
  async (payload) => {
    const type = `built_nextjs_${payload}.paid`;
    const receiver = await startReceiver();
    try {
      const destination = await createWebhook(`${receiver.url}/next`, {
        event_payload: payload,
        enabled_events: [type],
      });
      const event = await api.publish(type, { id: 'in_1', object: 'invoice' });
      const delivery = await until('it is delivered', () => receiver.received[0]);
      const path = await written({ framework: 'nextjs', payload, eventTypes: [type] });
      const program = `
      const { POST } = await import(process.argv[1]);
      const { body, headers } = JSON.parse(process.argv[2]);
      for (const text of [body, body + ' ']) {
        const response = await POST(new Request('http://localhost/api/webhook', { method: 'POST', headers, body: text }));
        console.log('returned', response.status);
      }`;
      const headers = { 'stripe-signature': delivery.headers['stripe-signature'] };
      const { stdout, stderr } = await run(
        [
          '--input-type=module',
          '-e',
          program,
          pathToFileURL(path).href,
          JSON.stringify({ body: delivery.body, headers }),
        ],
        environment(destination.webhook_endpoint.signing_secret),
      );
      expect(stdout, stderr).toBe(`received ${event.id} ${type}\nreturned 204\nreturned 400\n`);
    } finally {
      await receiver.stop();
    }
  },
);

test.each(['snapshot', 'thin'] as const)('the Lambda function processes the %s event of a rule', async (payload) => {
  const type = `built_lambda_${payload}.paid`;
  const receiver = await startReceiver();
  try {
    await createWebhook(`${receiver.url}/lambda`, { event_payload: payload, enabled_events: [type] });
    const event = await api.publish(type, { id: 'in_1', object: 'invoice' });
    // The detail of an event on a bus equals the body that a webhook endpoint receives.
    const { body } = await until('it is delivered', () => receiver.received[0]);
    const path = await written({ framework: 'lambda-eventbridge', payload, eventTypes: [type] });
    const program = `
      const { handler } = await import(process.argv[1]);
      await handler({ 'detail-type': ${JSON.stringify(type)}, source: 'waybill/acct/ed', detail: JSON.parse(process.argv[2]) });`;
    const { stdout, stderr } = await run(
      ['--input-type=module', '-e', program, pathToFileURL(path).href, body],
      environment(''),
    );
    expect(stdout, stderr).toBe(`received ${event.id} ${type}\n`);
  } finally {
    await receiver.stop();
  }
});

/** Runs Node to its end. */
async function run(args: readonly string[], env: Record<string, string>): Promise<{ stdout: string; stderr: string }> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
  running.push(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  await new Promise((resolve) => child.on('close', resolve));
  return { stdout, stderr };
}
