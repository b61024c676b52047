import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { logger } from '../../lambdas/adapters/telemetry/telemetry.ts';
import { deliverBatch } from '../../lambdas/core/delivery/deliver.ts';
import type { DeliveryMessage, SendResult } from '../../lambdas/core/delivery/delivery.ts';
import type { SendRequest } from '../../lambdas/core/delivery/ports.ts';
import { createRollups } from '../../lambdas/deliver/rollups.ts';
import { queueHandler } from '../../lambdas/middleware/queue.ts';
import { DELIVER_SETTINGS, deliverPorts } from '../doubles/deliver-ports.ts';
import { aDestination, aFailure, aMessage, anEvent, aResult, eventKeyNo, T0 } from '../doubles/factories.ts';
import { memoryDeliveryStore, memoryDestinationStore, memoryMetricsStore } from '../doubles/memory-ports.ts';
import { forEveryType } from '../doubles/senders.ts';

const OTHER = aDestination({ id: 'ed_2', name: 'Other' });

let metrics: ReturnType<typeof memoryMetricsStore>;
let deliveries: ReturnType<typeof memoryDeliveryStore>;
let respond: (request: SendRequest) => SendResult;
let run: (messages: DeliveryMessage[]) => Promise<SQSBatchResponse>;

beforeEach(() => {
  metrics = memoryMetricsStore();
  const destinations = memoryDestinationStore(aDestination(), OTHER);
  deliveries = memoryDeliveryStore(destinations.rows);
  respond = () => aResult();
  const sender = { send: async (request: SendRequest) => respond(request) };
  const rollups = createRollups(metrics.store);
  const handler = queueHandler(
    (batch) =>
      deliverBatch(
        batch,
        DELIVER_SETTINGS,
        deliverPorts({
          deliveries: deliveries.store,
          destinations: destinations.store,
          senders: forEveryType(sender),
          report: rollups.report,
          reportRenderFailure: rollups.report,
          reportInternalError: () => {},
        }),
      ),
    rollups.flush,
  );
  run = (messages) =>
    handler(
      {
        Records: messages.map((message, index) => ({
          messageId: `m${index}`,
          receiptHandle: `r${index}`,
          body: JSON.stringify(message),
          attributes: { ApproximateReceiveCount: '1' },
        })),
      } as unknown as SQSEvent,
      { getRemainingTimeInMillis: () => 60_000 } as Context,
    );
});
afterEach(() => vi.restoreAllMocks());

const messages = (count: number, destination = aDestination()): DeliveryMessage[] =>
  Array.from({ length: count }, (_, index) =>
    aMessage({
      destination: { account: destination.account, id: destination.id },
      inline: anEvent({ key: eventKeyNo(index), id: eventKeyNo(index) }),
    }),
  );

describe('the rollups of a batch', () => {
  test('are written once for each destination, when the batch is recorded', async () => {
    let rows = 0;
    const { add } = metrics.store;
    metrics.store.add = async (rollup) => {
      rows = deliveries.rows.size;
      return add(rollup);
    };
    await run([...messages(7), ...messages(3, OTHER)]);
    expect(metrics.state.adds).toBe(2);
    expect(rows).toBe(10);
    expect(await metrics.store.list(aDestination().id, T0, T0 + 1)).toMatchObject([{ attempts: 7, delivered: 7 }]);
    expect(await metrics.store.list(OTHER.id, T0, T0 + 1)).toMatchObject([{ attempts: 3, delivered: 3 }]);
  });

  test('are written before the invocation ends, and not again by the next one', async () => {
    const { add } = metrics.store;
    let written = 0;
    metrics.store.add = async (rollup) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await add(rollup);
      written += 1;
    };
    await run(messages(2));
    expect(written).toBe(1);
    await run(messages(1, OTHER));
    expect(metrics.state.adds).toBe(2);
  });

  test('count failures, whose messages stay in the queue', async () => {
    respond = () => aFailure({ httpStatus: 503 });
    const { batchItemFailures } = await run(messages(2));
    expect(batchItemFailures).toHaveLength(2);
    expect([...metrics.rows.values()]).toMatchObject([{ attempts: 2, retried: 2, errors: { http_5xx: 2 } }]);
  });

  test('are optional: a failed write is logged as a warning and does not change the result of the batch', async () => {
    const warn = vi.spyOn(logger, 'warn').mockImplementation(() => {});
    metrics.state.refuse = true;
    respond = ({ event }) => (event.key === eventKeyNo(0) ? aFailure() : aResult());
    expect(await run(messages(3))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(deliveries.rows.size).toBe(3);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      'attempts are missing from the metrics',
      expect.objectContaining({ destination_id: aDestination().id, attempts: 3 }),
    );
  });

  test('count what was recorded, and nothing that a throttled table rejected', async () => {
    respond = ({ event }) => (event.key === eventKeyNo(0) ? aFailure() : aResult());
    const { replace } = deliveries.store;
    deliveries.store.putDelivered = async (all) => all;
    deliveries.store.replace = async (previous, next, account) => {
      if (next.status === 'delivered') throw new Error('The table is throttled.');
      return replace(previous, next, account);
    };
    expect((await run(messages(3))).batchItemFailures).toHaveLength(3);
    expect([...metrics.rows.values()]).toMatchObject([{ attempts: 1, retried: 1 }]);
  });
});
