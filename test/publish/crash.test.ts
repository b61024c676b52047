/** A publish that is interrupted between any two of its writes, or between storing and sending, and then repeated. */
import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDeliveryStore } from '../../lambdas/adapters/dynamodb/delivery/delivery-store.ts';
import { createEventStore } from '../../lambdas/adapters/dynamodb/event/event-store.ts';
import type { DeliveryQueue, OutgoingMessage } from '../../lambdas/core/delivery/ports.ts';
import type { PublishRequest } from '../../lambdas/core/publish/ports.ts';
import { publishEvents } from '../../lambdas/core/publish/publish.ts';
import { aDestination } from '../doubles/factories.ts';
import { interruptedClient } from '../doubles/interrupted-client.ts';
import { startDynamo } from '../doubles/local-aws.ts';
import { memoryCatalogStore } from '../doubles/memory-catalog.ts';
import { memoryAccountStore } from '../doubles/memory-issued-keys.ts';
import { memoryDestinationStore } from '../doubles/memory-ports.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const paid: PublishRequest = { type: 'invoice.paid', data: { object: { id: 'in_1' } } };

/** Publishes once. @param client the client of its stores @param send undefined if the process ends before it sends */
function publish(
  account: string,
  request: PublishRequest,
  { client, seed, send }: { client: typeof dynamo.client; seed: string; send: DeliveryQueue['send'] | undefined },
) {
  const tables = {
    client,
    eventsTable: 'events',
    controlTable: 'control',
    deliveriesTable: 'deliveries',
    dueShards: 1,
    shards: 4,
  };
  const killed = async () => {
    throw new Error('The process was killed.');
  };
  return publishEvents(
    [request],
    { account, mode: 'live', platform: false, request: null, seed, shards: 4, repeatable: true },
    { platformAccount: 'acct_platform', defaultApiVersion: '2026-01-01', eventCheck: 'off', unknownTypes: 'allow' },
    {
      events: createEventStore(tables),
      deliveries: createDeliveryStore(tables),
      destinations: memoryDestinationStore(aDestination({ account })).store,
      queue: { send: send ?? killed },
      catalog: memoryCatalogStore().store,
      accounts: memoryAccountStore().store,
      checkSchema: () => [],
      reportInternalError: () => {},
      now: Date.now,
      random: Math.random,
    },
  );
}

test.each<[string, string, PublishRequest, number]>([
  ['an idempotency key', 'acct_key', paid, 1],
  ['an id', 'acct_id', { ...paid, id: 'evt_order-1' }, 2],
  ['an id that looks like an event key', 'acct_native', { ...paid, id: `evt_${ulid(0)}` }, 2],
])(
  'an interrupted call is completed by its repeat with %s: one event, one message',
  async (_by, prefix, request, writes) => {
    for (let before = 0; before <= writes; before++) {
      const account = `${prefix}_${before}`;
      const seed = ulid();
      const interrupted = interruptedClient(dynamo.client, before);
      const first = await publish(account, request, { client: interrupted, seed, send: undefined }).catch(
        () => undefined,
      );
      expect(first?.some((result) => 'event' in result) ?? false).toBe(false);

      const sent: OutgoingMessage[] = [];
      const send: DeliveryQueue['send'] = async (messages) => {
        sent.push(...messages);
        return [];
      };
      const [finished] = await publish(account, request, { client: dynamo.client, seed, send });
      const events = createEventStore({
        client: dynamo.client,
        eventsTable: 'events',
        controlTable: 'control',
        shards: 4,
      });
      const { items } = await events.list({ account, mode: 'live' }, { limit: 10 });
      expect(items).toEqual([finished && 'event' in finished && finished.event]);
      const wasStored = before === writes;
      expect(sent.map(({ message }) => message.first)).toEqual([!wasStored]);
    }
  },
);
