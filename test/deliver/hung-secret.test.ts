import { expect, test } from 'vitest';
import { deliverBatch } from '../../lambdas/core/deliver.ts';
import { aSender, openBox, sealedSecret } from '../adapters/sending.ts';
import { aDestination, aMessage, anEvent } from '../doubles/factories.ts';
import { memoryDeliveryStore, memoryDestinationStore, memoryQueue } from '../doubles/memory-ports.ts';
import { memoryRendering } from '../doubles/memory-rendering.ts';
import { startReceiver } from '../doubles/receiver.ts';

test('a batch ends while KMS hangs for one of its destinations, and the others are recorded', async () => {
  const receiver = await startReceiver();
  const { url } = receiver;
  const healthy = aDestination({ webhookEndpoint: { url, secrets: [sealedSecret()] } });
  const hung = aDestination({ id: 'ed_hung', webhookEndpoint: { url, secrets: [{ sealed: 'sealed' }] } });
  const box = openBox();
  const sender = aSender({
    secrets: {
      ...box,
      open: (account, id, sealed) => (id === hung.id ? new Promise<never>(() => {}) : box.open(account, id, sealed)),
    },
    timeoutMs: 1000,
  });
  const destinations = memoryDestinationStore(healthy, hung);
  const deliveries = memoryDeliveryStore(destinations.rows);
  const faults: string[] = [];

  const kept = await deliverBatch(
    [healthy, hung].map(({ account, id }) => ({
      id: `message for ${id}`,
      receiptHandle: id,
      receiveCount: 1,
      message: aMessage({ destination: { account, id } }),
    })),
    { timeScale: 1, inFlightLimit: 60_000 },
    {
      deliveries: deliveries.store,
      destinations: destinations.store,
      queue: memoryQueue().queue,
      senders: { webhook_endpoint: sender, amazon_eventbridge: sender },
      rendering: memoryRendering().rendering,
      report: () => {},
      reportRenderFailure: () => {},
      reportRecovered: () => {},
      reportFault: ({ message }, fault) => faults.push(`${message.destination.id}: ${(fault as Error).message}`),
      now: Date.now,
      random: Math.random,
    },
  );

  expect(receiver.received).toHaveLength(1);
  expect(deliveries.rows.get(`${healthy.id} ${anEvent().key}`)).toMatchObject({ status: 'delivered' });
  expect(deliveries.rows.get(`${hung.id} ${anEvent().key}`)?.attempts ?? []).toEqual([]);
  expect(kept).not.toContain(`message for ${healthy.id}`);
  expect(faults).toEqual(['ed_hung: Opening a signing secret of ed_hung took longer than 0.5 s.']);
  await receiver.stop();
});
