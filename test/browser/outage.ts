/** Plays an outage on a local platform: an endpoint dies under load, deliveries wait for it, it returns, and they are sent. */
import type { Destination } from '../../workbench/src/api/types.ts';
import { startReceiver } from '../doubles/receiver.ts';
import { apiClient, type Json } from '../e2e/client.ts';
import { WAIT_MS } from '../limits.ts';

/** Events that are published before the endpoint dies, and while it is dead. */
const HEALTHY_EVENTS = 20;
const LOST_EVENTS = 1000;
const BATCH = 50;

export interface Outage {
  readonly destination: string;
  /** Publishes events while the endpoint responds with errors, until deliveries wait. */
  die(): Promise<void>;
  /** Makes the endpoint respond again, until the deliveries that waited are being sent. */
  recover(): Promise<void>;
  /** Waits until all of them were sent. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOutage(url: string, key: string): Promise<Outage> {
  let isDead = false;
  const receiver = await startReceiver(() =>
    isDead ? { status: 503, body: 'upstream connect error or disconnect/reset before headers' } : { status: 200 },
  );
  const api = apiClient(url, key);
  const created = await api.post('/v2/core/event_destinations', {
    name: 'Order fulfilment',
    type: 'webhook_endpoint',
    event_payload: 'snapshot',
    enabled_events: ['*'],
    webhook_endpoint: { url: `${receiver.url}/hooks/orders` },
  });
  const destination: string = created.id;

  let published = 0;
  const publish = async (count: number): Promise<void> => {
    const events = Array.from({ length: count }, (): Json => {
      published += 1;
      return { type: 'order.created', data: { object: { id: `ord_${published}`, object: 'order', total: 1999 } } };
    });
    await api.post('/v1/events/batch', { events });
  };
  const poll = async (holds: () => Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 3 * WAIT_MS;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`The outage of ${destination} did not proceed.`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const until = (holds: (health: Destination['health']) => boolean): Promise<void> =>
    poll(async () => {
      // A busy machine may respond with an internal error.
      const { status, body } = await api.call('GET', `/v2/core/event_destinations/${destination}`);
      return status === 200 && holds(body.health);
    });

  return {
    destination,
    async die() {
      await publish(HEALTHY_EVENTS);
      await poll(async () => receiver.received.length >= HEALTHY_EVENTS);
      isDead = true;
      for (let left = LOST_EVENTS; left > 0; left -= BATCH) await publish(BATCH);
      await until(({ waiting, next_probe_at }) => waiting > LOST_EVENTS / 2 && next_probe_at !== null);
    },
    async recover() {
      isDead = false;
      await until(({ draining }) => draining !== null && draining.sent > 0);
    },
    drained: () => until(({ status, draining, waiting }) => status !== 'failing' && draining === null && waiting === 0),
    stop: () => receiver.stop(),
  };
}
