/** `waybill listen` with the local platform itself: what the double of a platform only claims. */
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startCuttableProxy } from '../../doubles/cuttable-proxy.ts';
import { type Platform, startPlatform } from '../../doubles/platform.ts';
import { startReceiver, until } from '../../doubles/receiver.ts';
import { type ApiClient, apiClient, type Json } from '../../e2e/client.ts';
import { runCli, startCli } from '../run-cli.ts';

let platform: Platform;
let api: ApiClient;
beforeAll(async () => {
  platform = await startPlatform({ workbench: false });
  api = apiClient(platform.url, platform.keys.sandbox);
});
afterAll(() => platform?.stop());

const env = (url = platform.url) => ({ WAYBILL_API_KEY: platform.keys.sandbox, WAYBILL_API_BASE: url });

const listening = (...args: string[]) => listeningBy(platform.url, ...args);

async function listeningBy(platformUrl: string, ...args: string[]) {
  const receiver = await startReceiver(() => ({ status: 202, body: 'taken' }));
  onTestFinished(receiver.stop);
  const cli = startCli(env(platformUrl), ['listen', '--forward-to', `${receiver.url}/hook`, ...args]);
  onTestFinished(() => void cli.child.kill('SIGKILL'));
  await until('it listens', () => cli.stderr().includes('Listening'));
  const arrived = (id: string, times = 1) =>
    until(`${id} arrives ${times} times`, () => {
      const all = receiver.received.filter(({ headers }) => headers['webhook-id'] === id);
      return all.length >= times && all.at(-1);
    });
  return { cli, arrived, received: receiver.received };
}

const sessions = async (): Promise<Json[]> => (await api.get('/v1/listen_sessions')).data;

test('events reach a server that checks both signatures, and the session shows its responses', async () => {
  const { stdout } = await runCli(env(), ['listen', '--print-secret']);
  const secret = stdout.trim();
  const { cli, arrived } = await listening('--events', 'invoice.*');
  await api.publish('customer.created', { id: 'cus_1' });
  const event = await api.publish('invoice.paid', { id: 'in_1', object: 'invoice' });
  const { body, headers } = await arrived(event.id);
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({ id: event.id });
  const signature = String(headers['stripe-signature']);
  expect(new Stripe('sk_test_x').webhooks.constructEvent(body, signature, secret).id).toBe(event.id);

  const [session] = await sessions();
  expect(session).toMatchObject({ status: 'connected', types: ['invoice.*'] });
  const [answer] = await until('the answer is seen', async () => {
    const { data } = await api.get(`/v1/listen_sessions/${session.id}/answers`);
    return data.length > 0 && data;
  });
  expect(answer).toMatchObject({ event: event.id, event_type: 'invoice.paid', status: 202, body: 'taken' });
  expect(answer.duration_ms).toBeGreaterThanOrEqual(0);

  const resend = await runCli(env(), ['events', 'resend', event.id, '--listening']);
  expect(resend.code).toBe(0);
  await arrived(event.id, 2);

  cli.child.kill('SIGINT');
  const { stderr, stdout: lines } = await cli.ended;
  expect(stderr).toContain('2 received, 2 forwarded, 0 failed.');
  expect(lines).not.toContain('customer.created');
  expect(await sessions()).toEqual([]);
});

test('events of other accounts that are too large for a message arrive in the form of a webhook', async () => {
  const { url, received, stop } = await startReceiver();
  onTestFinished(stop);
  await api.createWebhook(url, { enabled_events: ['large.one'], events_from: ['@accounts'] });
  const { arrived } = await listening('--events-from', '@accounts');
  const event = await api.publish('large.one', { id: 'x', text: 'y'.repeat(150_000) }, { account: 'acct_shop' });
  const { body } = await arrived(event.id);
  await until('the destination has it', () => received.length > 0);
  const sent = JSON.parse(received[0]?.body ?? '');
  expect(JSON.parse(body)).toEqual({ ...sent, pending_webhooks: expect.any(Number) });
  expect(Object.keys(JSON.parse(body))).toEqual(Object.keys(sent));
});

test('--since also shows events published before, thin with --thin', async () => {
  const event = await api.publish('earlier.one', { id: 'x', object: 'thing' });
  const { arrived } = await listening('--since', '5m', '--events', 'earlier.*', '--thin');
  const { body } = await arrived(event.id);
  expect(JSON.parse(body)).toMatchObject({ id: event.id, object: 'v2.core.event', related_object: { id: 'x' } });
});

test('events published while the connection is lost several times are forwarded once each', async () => {
  const proxy = await startCuttableProxy(platform.url);
  onTestFinished(proxy.stop);
  const { cli, received } = await listeningBy(proxy.url, '--events', 'cut.*');
  const ids: string[] = [];
  for (let round = 1; round <= 3; round++) {
    for (let n = 0; n < 40; n++) {
      ids.push((await api.publish('cut.often', { round, n })).id);
      if (n === 20) proxy.cut();
    }
    await until('it is connected again', () => cli.stderr().split('Reconnected').length > round);
  }
  const arrived = () => received.map(({ headers }) => String(headers['webhook-id']));
  await until('all are there', () => new Set(arrived()).size === ids.length);
  expect(arrived().sort()).toEqual(ids.sort());
  cli.child.kill('SIGINT');
  expect((await cli.ended).stderr).toContain(`${ids.length} received, ${ids.length} forwarded, 0 failed`);
});
