/** The official Stripe CLI, unmodified, against the local platform. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startCuttableProxy } from '../doubles/cuttable-proxy.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { type Received, startReceiver, until } from '../doubles/receiver.ts';
import { type StripeCli, stripeCli } from '../doubles/stripe-cli.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { type ApiClient, apiClient, type Json } from './client.ts';

let platform: Platform;
let platformClient: ApiClient;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let proxy: Awaited<ReturnType<typeof startCuttableProxy>>;

beforeAll(async () => {
  platform = await startPlatform({ workbench: false });
  platformClient = apiClient(platform.url, platform.keys.sandbox);
  receiver = await startReceiver(() => ({ status: 202, headers: { 'x-tea': 'green' }, body: 'thanks' }));
  proxy = await startCuttableProxy(platform.url);
});
afterAll(async () => {
  await proxy?.stop();
  await platform?.stop();
  await receiver?.stop();
});

/** Creates an account with an API client and a CLI. */
async function shopAtTerminal(): Promise<{ readonly api: ApiClient; readonly cli: StripeCli }> {
  const { id } = await platformClient.post('/v1/accounts', { name: 'Shop' });
  const { key } = await platformClient.post('/v1/api_keys', { account: id, name: 'terminal' });
  const cli = stripeCli(proxy.url, key);
  onTestFinished(() => cli.remove());
  return { api: apiClient(platform.url, key), cli };
}

/** Starts `stripe listen` and waits until it is ready. */
async function listenWith(cli: StripeCli, path: string, ...flags: string[]) {
  const listen = cli.start('listen', ...flags, '--forward-to', receiver.url + path, '--skip-update');
  onTestFinished(() => listen.stop());
  const [, secret = ''] = await until('the Stripe CLI is ready', () =>
    /signing secret is (whsec_\S+)/.exec(listen.output()),
  );
  return { ...listen, secret };
}

const idOf = ({ body }: Received): string => JSON.parse(body).id;
const publishOne = async (api: ApiClient, type = 'invoice.paid'): Promise<string> =>
  (await api.publish(type, { id: 'in_1', object: 'invoice' })).id;
const forwarded = (path: string, id: string) =>
  until(`${id} is forwarded`, () => receiver.at(path).find((one) => idOf(one) === id));

describe('stripe listen', () => {
  test('--all-snapshot forwards events that both libraries verify, and the session has its responses', async () => {
    const { api, cli } = await shopAtTerminal();
    const listen = await listenWith(cli, '/snapshot', '--all-snapshot');
    const id = await publishOne(api);
    const request = await forwarded('/snapshot', id);
    const { constructEvent } = new Stripe('sk_test_x').webhooks;
    const signature = request.headers['stripe-signature'] ?? '';
    expect(constructEvent.call(new Stripe('sk_test_x').webhooks, request.body, signature, listen.secret)).toMatchObject(
      {
        id,
        type: 'invoice.paid',
      },
    );
    new Webhook(listen.secret).verify(request.body, request.headers as Record<string, string>);
    await until('the CLI shows the response', () => listen.output().includes('[202] POST'));

    const { data: sessions } = await api.get('/v1/listen_sessions');
    expect(sessions).toEqual([
      expect.objectContaining({
        status: 'connected',
        forward_to: `${receiver.url}/snapshot`,
        event_payload: 'snapshot',
      }),
    ]);
    const response = await until('the session has the local response', async () => {
      const { data } = await api.get(`/v1/listen_sessions/${sessions[0].id}/answers`);
      return data[0];
    });
    expect(response).toMatchObject({ event: id, event_type: 'invoice.paid', status: 202, body: 'thanks' });
    expect(response.headers).toMatchObject({ 'X-Tea': 'green' });
  });

  test('reconnects after its socket is cut and receives what it missed', async () => {
    const { api, cli } = await shopAtTerminal();
    await listenWith(cli, '/cut', '--all-snapshot');
    await forwarded('/cut', await publishOne(api));
    proxy.cut();
    const missed: string[] = [];
    for (let n = 0; n < 5; n++) missed.push(await publishOne(api));
    for (const id of missed) await forwarded('/cut', id);
    const [session] = (await api.get('/v1/listen_sessions')).data as Json[];
    expect(session.status).toBe('connected');
    await forwarded('/cut', await publishOne(api));
  });

  test('starts another session when its own is gone', async () => {
    const { api, cli } = await shopAtTerminal();
    await listenWith(cli, '/again', '--all-snapshot');
    const [{ id: first }] = (await api.get('/v1/listen_sessions')).data as [Json];
    await api.call('DELETE', `/v1/listen_sessions/${first}`);
    await until('another session exists', async () => {
      const [session] = (await api.get('/v1/listen_sessions')).data as Json[];
      return session && session.id !== first && session.status === 'connected';
    });
    await forwarded('/again', await publishOne(api));
  });

  test('--all-thin forwards thin events that the SDK parses', async () => {
    const { api, cli } = await shopAtTerminal();
    const listen = await listenWith(cli, '/thin', '--all-thin');
    const id = await publishOne(api);
    const request = await forwarded('/thin', id);
    const stripe = new Stripe('sk_test_x');
    const event = stripe.parseEventNotification(request.body, request.headers['stripe-signature'] ?? '', listen.secret);
    expect(event).toMatchObject({ id, type: 'invoice.paid' });
    await until('the session has the local response', async () => {
      const [session] = (await api.get('/v1/listen_sessions')).data as [Json];
      const { data } = await api.get(`/v1/listen_sessions/${session.id}/answers`);
      return data.some((response: Json) => response.event === id && response.event_type === 'invoice.paid');
    });
  });

  test('has the same secret each time, and a second start replaces the first', async () => {
    const { api, cli } = await shopAtTerminal();
    const first = await listenWith(cli, '/twice', '--all-snapshot');
    await first.stop();
    await until('it is away', async () => (await api.get('/v1/listen_sessions')).data[0].status === 'away');
    const second = await listenWith(cli, '/twice', '--all-snapshot');
    expect(second.secret).toBe(first.secret);
    expect((await api.get('/v1/listen_sessions')).data).toHaveLength(1);
    expect((await cli.run('listen', '--print-secret', '--skip-update')).output).toContain(first.secret);
  });
});

describe('the other commands', () => {
  test('stripe events resend sends an event again, to the terminal and to an endpoint', async () => {
    const { api, cli } = await shopAtTerminal();
    const id = await publishOne(api);
    await listenWith(cli, '/resend', '--all-snapshot');
    const toTerminal = await cli.run('events', 'resend', id);
    expect([toTerminal.code, JSON.parse(toTerminal.output).id]).toEqual([0, id]);
    await forwarded('/resend', id);
    const endpoint = await api.createWebhook(`${receiver.url}/endpoint`, { enabled_events: ['refund.created'] });
    const toEndpoint = await cli.run('events', 'resend', id, '--webhook-endpoint', endpoint.id.replace('ed_', 'we_'));
    expect(toEndpoint.code).toBe(0);
    await forwarded('/endpoint', id);
  });

  test('stripe get, post and delete work on event destinations', async () => {
    const { cli } = await shopAtTerminal();
    const path = '/v2/core/event_destinations';
    const body = {
      name: 'From the terminal',
      type: 'webhook_endpoint',
      event_payload: 'snapshot',
      enabled_events: ['invoice.paid'],
      webhook_endpoint: { url: 'http://127.0.0.1:9/hook' },
    };
    const json = async (...args: string[]) => JSON.parse((await cli.run(...args)).output);
    const made = await json('post', path, '-d', JSON.stringify(body));
    expect(made).toMatchObject({ object: 'v2.core.event_destination', name: body.name });
    expect(await json('get', `${path}/${made.id}`)).toMatchObject({ id: made.id });
    expect(await json('post', `${path}/${made.id}`, '-d', '{"name":"Renamed"}')).toMatchObject({ name: 'Renamed' });
    expect(await json('post', `${path}/${made.id}/disable`)).toMatchObject({ status: 'disabled' });
    expect((await json('get', path)).data).toHaveLength(1);
    expect(await json('delete', `${path}/${made.id}`, '--confirm')).toMatchObject({ id: made.id });
    expect((await json('get', path)).data).toEqual([]);
  });

  test('stripe fixtures publishes events, each with the response of the one before', async () => {
    const { api, cli } = await shopAtTerminal();
    const file = join(scratchFolder(), 'fixture.json');
    const fixture = (name: string, type: string, object: object) => ({
      name,
      path: '/v1/events',
      method: 'post',
      params: { type, data: { object } },
    });
    const fixtures = [
      fixture('paid', 'invoice.paid', { id: 'in_1', object: 'invoice', customer: { name: 'Ada' } }),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: how a fixture refers to another's response
      fixture('refund', 'refund.created', { id: 're_1', object: 'refund', of: '${paid:id}' }),
    ];
    writeFileSync(file, JSON.stringify({ _meta: { template_version: 0 }, fixtures }));
    const { code, output } = await cli.run('fixtures', file);
    expect([code, output]).toEqual([0, expect.stringContaining('Running fixture for: refund')]);
    const { data } = await api.get('/v1/events');
    expect(data).toMatchObject([
      { type: 'refund.created', data: { object: { of: data[1].id } } },
      { type: 'invoice.paid', data: { object: { id: 'in_1', customer: { name: 'Ada' } } } },
    ]);
  });
});
