/** `npm run smoke` against the local platform, and against one that is broken in different ways. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { EventBridgeClient, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CREDENTIALS } from '../../local/aws/emulators.ts';
import { REGION } from '../../local/template.ts';
import { readOptions, type SmokeOptions } from '../../smoke/options.ts';
import { smoke } from '../../smoke/run.ts';
import { type ProxiedCall, type ProxiedResponse, startChangingProxy } from '../doubles/changing-proxy.ts';
import { tinyPage } from '../doubles/page.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { apiClient, type Json } from './client.ts';

const DESTINATIONS = '/v2/core/event_destinations';

let platform: Platform;

beforeAll(async () => {
  // The first retry is after 0.3 s.
  platform = await startPlatform({ timeScale: 100, workbench: tinyPage() });
});
afterAll(() => platform?.stop());

/** Returns the destinations of the account in which runs make everything. */
const leftOver = async (): Promise<Json[]> => {
  const headers = { 'stripe-context': 'acct_waybill_smoke' };
  return (await apiClient(platform.url, platform.keys.live).get(DESTINATIONS, headers)).data;
};
afterEach(async () => expect(await leftOver()).toEqual([]));

function start(...args: string[]) {
  const { endpoints, url, keys } = platform;
  const env = {
    PATH: process.env.PATH ?? '',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.eventBridge,
  };
  const child = spawn(process.execPath, ['smoke/main.ts', '--api-url', url, '--key', keys.live, ...args], { env });
  const ended = Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  return { child, ended };
}

/** Returns the steps of a table by outcome. */
const stepsOf = (table: string, outcome: string): string[] =>
  [...table.matchAll(/^(\S+(?: \S+)*) {2,}(passed|failed|not tried) {2}/gm)].flatMap(([, name = '', result]) =>
    result === outcome ? [name] : [],
  );

test('passes every step on this machine except that of CloudWatch, and leaves nothing behind', async () => {
  const [table, progress, code] = await start().ended;
  expect(stepsOf(table, 'failed'), table).toEqual([]);
  expect(stepsOf(table, 'not tried')).toEqual(['Dashboard']);
  expect(stepsOf(table, 'passed')).toHaveLength(17);
  expect(table).toMatch(/^Retry .*attempt \d: HTTP 200/m);
  expect(table).toContain('17 passed, 1 not tried, in ');
  expect(progress).toContain('EventBridge: passed');
  expect(code).toBe(0);

  const common = { region: REGION, credentials: CREDENTIALS };
  const eventBridge = new EventBridgeClient({ ...common, endpoint: platform.endpoints.eventBridge });
  const sqs = new SQSClient({ ...common, endpoint: platform.endpoints.sqs });
  onTestFinished(() => {
    eventBridge.destroy();
    sqs.destroy();
  });
  const { EventBuses = [] } = await eventBridge.send(new ListEventBusesCommand({}));
  expect(EventBuses.map(({ Name }) => Name)).toEqual(['default', 'waybill-dev']);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'smoke-' }));
  expect(QueueUrls).toEqual([]);
});

test('removes what it made after Ctrl-C, and exits with 130', async () => {
  const { child, ended } = start('--receiver-url', 'http://127.0.0.1:9/');
  await until('it waits for the ping', async () => (await leftOver()).length === 1);
  child.kill('SIGINT');
  const [table, , code] = await ended;
  expect(code).toBe(130);
  expect(stepsOf(table, 'not tried')).toContain('Publish');
  expect(table).toMatch(/^Publish .*Interrupted\./m);
  expect(stepsOf(table, 'passed')).toContain('Clean up');
});

/** Runs the steps in this process, without AWS. Returns the details of those that failed, by name. */
async function failures(over: Partial<SmokeOptions>): Promise<Record<string, string>> {
  const args = ['--api-url', platform.url, '--key', platform.keys.live, '--no-workbench'];
  const results = await smoke({
    options: { ...(readOptions(args, {}) as SmokeOptions), ...over },
    access: { missing: 'No AWS credentials.' },
    id: Math.random().toString(36).slice(2),
    signal: new AbortController().signal,
    onResult: () => {},
  });
  return Object.fromEntries(
    results.filter(({ outcome }) => outcome === 'failed').map(({ name, detail }) => [name, detail]),
  );
}

test('needs no endpoint of its own with --receiver-url: the records show what was sent', async () => {
  const receiver = await startReceiver();
  onTestFinished(receiver.stop);
  expect(await failures({ receiverUrl: new URL(receiver.url) })).toEqual({});
  expect(receiver.received).toHaveLength(3);
});

describe('fails on a deployment', () => {
  type Forward = (call: ProxiedCall) => Promise<ProxiedResponse>;

  /** Short enough for what never happens. */
  const waitMs = 2_000;

  /** @param respond responds instead of the platform */
  async function failuresOf(
    respond: (call: ProxiedCall, forward: Forward) => Promise<ProxiedResponse>,
    over: Partial<SmokeOptions> = {},
  ) {
    const proxy = await startChangingProxy(platform.url, respond);
    onTestFinished(proxy.stop);
    return failures({ apiUrl: new URL(proxy.url), ...over });
  }

  test('that signs with another secret than it returns', async () => {
    const failed = await failuresOf(async (call, forward) => {
      const { status, body } = await forward(call);
      return { status, body: body.replace(/whsec_.{10}/, 'whsec_AAAAAAAAAA') };
    });
    expect(Object.keys(failed)).toEqual(['Ping', 'Deliver']);
    expect(failed.Deliver).toContain("Stripe's library refuses the signature");
  });

  test('that says it has delivered what never arrives', async () => {
    const other = await startReceiver();
    onTestFinished(other.stop);
    const misdirect = (body: string) => body.replace(/http:\/\/127\.0\.0\.1:\d+\/webhook/, other.url);
    const failed = await failuresOf((call, forward) => forward({ ...call, body: misdirect(call.body) }), { waitMs });
    expect(failed.Ping).toContain('is recorded as delivered, but did not arrive');
    expect(failed.Deliver).toContain('is recorded as delivered, but did not arrive');
  });

  test('that returns a 500', async () => {
    const error = JSON.stringify({ error: { type: 'api_error', message: 'An internal error.' } });
    const failed = await failuresOf(async (call, forward) =>
      call.path === '/v1/events' ? { status: 500, body: error } : forward(call),
    );
    expect(failed).toEqual({ Publish: 'An internal error.' });
  });

  test('whose validation, sockets and charts are wrong', async () => {
    const changes: readonly (readonly [path: RegExp, change: (body: Json) => Json])[] = [
      [/\/validate$/, (body) => ({ ...body, valid: true, error: null })],
      [/^\/v1\/listen_sessions$/, (body) => ({ ...body, websocket_id: 'unknown' })],
      [/\/metrics$/, (body) => ({ ...body, totals: { ...body.totals, delivered: 0 } })],
    ];
    const failed = await failuresOf(
      async (call, forward) => {
        const { status, body } = await forward(call);
        const [, change] = changes.find(([path]) => path.test(call.path)) ?? [];
        return { status, body: change ? JSON.stringify(change(JSON.parse(body))) : body };
      },
      { waitMs },
    );
    expect(failed.Validate).toBe('A URL with ftp: is not refused.');
    expect(failed['Open socket']).toContain('does not open: The platform does not know the session');
    expect(failed.Charts).toContain('show 0 successes instead of 2.');
  });

  test('that does not know the key, and tries nothing else', async () => {
    const failed = await failures({ key: 'sk_live_unknown' });
    expect(failed).toEqual({ API: expect.stringContaining('The API key is unknown') });
  });

  test('that does not delete destinations', async () => {
    const ids = new Set<string>();
    const failed = await failuresOf(async (call, forward) => {
      const [, id] = /event_destinations\/(ed_\w+)$/.exec(call.path) ?? [];
      if (call.method !== 'DELETE' || !id) return forward(call);
      ids.add(id);
      return { status: 200, body: JSON.stringify({ id }) };
    });
    const headers = { 'stripe-context': 'acct_waybill_smoke' };
    const { call } = apiClient(platform.url, platform.keys.live);
    for (const id of ids) await call('DELETE', `${DESTINATIONS}/${id}`, undefined, headers);
    expect(Object.keys(failed)).toEqual(['Clean up']);
    expect(ids.size).toBe(2);
    for (const id of ids) expect(failed['Clean up']).toContain(`destination ${id}: left over`);
  });

  test('that cannot reach the endpoint', async () => {
    const failed = await failures({ receiverUrl: new URL('http://127.0.0.1:9/'), waitMs });
    expect(failed.Deliver).toContain('was not delivered in time: pending, attempt ');
    expect(failed.Retry).toContain('The retry did not succeed in time');
  });
});
