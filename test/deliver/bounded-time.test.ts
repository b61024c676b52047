import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { deliverBatch } from '../../lambdas/core/delivery/deliver.ts';
import type { Sender } from '../../lambdas/core/delivery/ports.ts';
import type { Destination } from '../../lambdas/core/destination/destination.ts';
import { aSender, openBox, sealedSecret } from '../adapters/sending.ts';
import { DELIVER_SETTINGS, deliverPorts } from '../doubles/deliver-ports.ts';
import { aDestination, aMessage, anEvent, aResult } from '../doubles/factories.ts';
import { memoryDeliveryStore, memoryDestinationStore } from '../doubles/memory-ports.ts';
import { startReceiver } from '../doubles/receiver.ts';
import { forEveryType } from '../doubles/senders.ts';

const [HEALTHY, HUNG] = ['ed_01KF0000000000000000000001', 'ed_hung'];
let internalErrors: string[];
let deliveries: ReturnType<typeof memoryDeliveryStore>;

beforeEach(() => {
  internalErrors = [];
});

/** @returns ids of the destinations whose messages stay in the queue */
async function deliver(destinations: readonly Destination[], sender: Sender, outOfTime?: Promise<void>) {
  const { store, rows } = memoryDestinationStore(...destinations);
  deliveries = memoryDeliveryStore(rows);
  return deliverBatch(
    destinations.map(({ account, id }) => {
      const message = aMessage({ destination: { account, id } });
      return { id, receiptHandle: id, receiveCount: 1, message };
    }),
    { ...DELIVER_SETTINGS, ...(outOfTime ? { outOfTime } : {}) },
    deliverPorts({
      deliveries: deliveries.store,
      destinations: store,
      senders: forEveryType(sender),
      reportInternalError: ({ message }, error) =>
        internalErrors.push(`${message.destination.id}: ${(error as Error).message}`),
      now: Date.now,
    }),
  );
}

const row = (id: string) => deliveries.rows.get(`${id} ${anEvent().key}`);

test('a batch ends while KMS hangs for one of its destinations, and the others are recorded', async () => {
  const receiver = await startReceiver();
  const { url } = receiver;
  const box = openBox();
  const hanging: typeof box.open = (account, id, sealed) =>
    id === HUNG ? new Promise<never>(() => {}) : box.open(account, id, sealed);
  const remaining = await deliver(
    [
      aDestination({ id: HEALTHY, webhookEndpoint: { url, secrets: [sealedSecret()] } }),
      aDestination({ id: HUNG, webhookEndpoint: { url, secrets: [{ sealed: 'sealed' }] } }),
    ],
    aSender({ secrets: { ...box, open: hanging }, timeoutMs: 4_000 }),
  );
  expect(receiver.received).toHaveLength(1);
  expect(row(HEALTHY)).toMatchObject({ status: 'delivered' });
  expect(row(HUNG)?.attempts ?? []).toEqual([]);
  expect(remaining).toEqual([HUNG]);
  expect(internalErrors).toEqual([`${HUNG}: Opening a signing secret of ${HUNG} took longer than 2 s.`]);
  await receiver.stop();
});

test('a batch ends at its time limit, whichever step one of its messages waits for, and the others are recorded', async () => {
  let timeIsOver = () => {};
  const outOfTime = new Promise<void>((resolve) => {
    timeIsOver = resolve;
  });
  const sender: Sender = {
    async send({ destination }) {
      if (destination.id === HEALTHY) return aResult();
      await nextTurn();
      timeIsOver();
      return new Promise<never>(() => {});
    },
  };
  const remaining = await deliver([aDestination({ id: HEALTHY }), aDestination({ id: HUNG })], sender, outOfTime);
  expect(row(HEALTHY)).toMatchObject({ status: 'delivered' });
  expect(remaining).toEqual([HUNG]);
  expect(internalErrors).toEqual([`${HUNG}: The invocation ended before the delivery was attempted and recorded.`]);
});
