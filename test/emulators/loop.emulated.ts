/** An event from publishing to its last retry, against AWS emulators of other projects: publish, deliver, fail, retry, list. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CREDENTIALS } from '../../local/aws/emulators.ts';
import { type Platform, startPlatform } from '../../local/platform.ts';
import { REGION } from '../../local/template.ts';
import { createListener } from '../doubles/listener.ts';
import { type Received, startReceiver, until } from '../doubles/receiver.ts';
import { apiClient, type Json } from '../e2e/client.ts';
import { emulatorsOf, endpointsOf } from './emulators.ts';

/** The queue holds the retry after ten minutes for a second; the due list holds the one after an hour for six. */
const TIME_SCALE = 600;

async function putOnIngestBus({ endpoints }: Platform, detail: object): Promise<void> {
  const client = new EventBridgeClient({ endpoint: endpoints.eventBridge, region: REGION, credentials: CREDENTIALS });
  onTestFinished(() => client.destroy());
  const entry = { EventBusName: 'waybill-dev', Source: 'shop', DetailType: 'invoice.paid' };
  await client.send(new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] }));
}

describe.each(emulatorsOf(process.env))('with $name', (emulator) => {
  test('an event whose first attempts fail is retried, delivered, and listed at each step', async () => {
    const errors: string[] = [];
    const server = await emulator.start();
    onTestFinished(server.stop);
    const aws = endpointsOf(emulator, server);
    const onError = (text: string) => errors.push(text);
    const platform = await startPlatform({ port: 0, workbench: false, timeScale: TIME_SCALE, aws, onError });
    onTestFinished(() => platform.stop());
    const api = apiClient(platform.url, platform.keys.sandbox);
    let isUp = false;
    const receiver = await startReceiver(() => ({ status: isUp ? 200 : 503 }));
    onTestFinished(() => receiver.stop());

    const listener = createListener(await api.post('/v1/listen_sessions', {}));
    await listener.connect();
    onTestFinished(() => listener.cut());
    const { id: destination } = await api.createWebhook(`${receiver.url}/hook`);
    const { id: event } = await api.publish('invoice.paid', { id: 'in_1', object: 'invoice' });

    const delivery = async (): Promise<Json> => (await api.delivery(destination, event)).body;
    const undelivered = async (): Promise<string[]> =>
      (await api.get('/v1/events?delivery_success=false')).data.map(({ id }: Json) => id);
    await until('two attempts have failed', async () => (await delivery()).attempts.length >= 2);
    expect(await delivery()).toMatchObject({ status: 'pending', next_attempt_at: expect.any(String) });
    expect(await undelivered()).toEqual([event]);

    isUp = true;
    await until('it is delivered', async () => (await delivery()).status === 'delivered');
    expect(await undelivered()).toEqual([]);
    expect((await api.get('/v1/events')).data).toMatchObject([{ id: event, pending_webhooks: 0 }]);
    const { data } = await api.get(`/v2/core/event_destinations/${destination}/deliveries`);
    expect(data).toMatchObject([{ event, status: 'delivered' }]);

    const events = [1, 2].map((n) => ({
      type: 'invoice.paid',
      data: { object: { id: `in_b${n}`, object: 'invoice' } },
    }));
    const batch = await api.post('/v1/events/batch', { events });
    await putOnIngestBus(platform, { livemode: false, data: { object: { id: 'in_bus', object: 'invoice' } } });
    const objects = () => receiver.received.map(({ body }: Received) => JSON.parse(body).data.object.id);
    await until('all events arrived', () => ['in_1', 'in_b1', 'in_b2', 'in_bus'].every((id) => objects().includes(id)));
    const published = [event, ...batch.data.map(({ id }: Json) => id)];
    await until('the listener has them', () => published.every((id) => listener.ids().includes(id)));
    expect(errors).toEqual([]);
  });
});
