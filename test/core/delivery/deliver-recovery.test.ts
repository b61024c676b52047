import { beforeEach, describe, expect, test } from 'vitest';
import { deliverBatch } from '../../../lambdas/core/delivery/deliver.ts';
import type { Delivery, DeliveryMessage, SendResult } from '../../../lambdas/core/delivery/delivery.ts';
import { decodeMessage } from '../../../lambdas/core/delivery/message.ts';
import { publishedAt } from '../../../lambdas/core/ids.ts';
import type { RecoveryResult } from '../../../lambdas/core/recovery/recovery.ts';
import { DELIVER_SETTINGS, deliverPorts } from '../../doubles/deliver-ports.ts';
import { aDelivery, aDestination, aFailure, aMessage, anEvent, aResult } from '../../doubles/factories.ts';
import { memoryDeliveryStore, memoryDestinationStore } from '../../doubles/memory-ports.ts';
import { forEveryType } from '../../doubles/senders.ts';

const RECOVERY = 'rcv_01KF0000000000000000000001';
const event = anEvent();
/** A time at which its first attempt cannot be in progress. */
const NOW = publishedAt(event.key) + 3_600_000;

let destinations: ReturnType<typeof memoryDestinationStore>;
let deliveries: ReturnType<typeof memoryDeliveryStore>;
let results: RecoveryResult[];
let sent: number;
let answer: () => SendResult;

beforeEach(() => {
  destinations = memoryDestinationStore(aDestination());
  deliveries = memoryDeliveryStore(destinations.rows, new Map([[event.key, event]]));
  results = [];
  sent = 0;
  answer = () => aResult();
});

const { inline: _none, ...manual } = aMessage({ first: false, trigger: 'manual', recovery: RECOVERY });

function deliver(receiveCount = 1, message: DeliveryMessage = manual): Promise<string[]> {
  const sender = {
    send: async () => {
      sent += 1;
      return answer();
    },
  };
  return deliverBatch(
    [{ id: 'm0', receiptHandle: 'r0', receiveCount, message: decodeMessage(JSON.stringify(message)) }],
    DELIVER_SETTINGS,
    deliverPorts({
      deliveries: deliveries.store,
      destinations: destinations.store,
      senders: forEveryType(sender),
      reportRecoveryResult: (of, result) => {
        expect(of.recovery).toBe(RECOVERY);
        results.push(result);
      },
      now: () => NOW,
    }),
  );
}

const row = () => deliveries.rows.get(`${aDestination().id} ${event.key}`) as Delivery;
const putRow = (over: Partial<Delivery>) => {
  const { nextAttemptAt: _next, ...delivery } = aDelivery({ status: 'failed', ...over });
  const planned = over.nextAttemptAt === undefined ? {} : { nextAttemptAt: over.nextAttemptAt };
  deliveries.rows.set(`${delivery.destinationId} ${event.key}`, {
    ...delivery,
    ...planned,
    destinationAccount: 'acct_shop',
  });
};

describe('a message of a recovery', () => {
  test('is a manual attempt, which the row and the recovery record', async () => {
    putRow({});
    expect(await deliver()).toEqual([]);
    expect(row()).toMatchObject({ status: 'delivered', recovery: RECOVERY, attemptCount: 2 });
    expect(row().attempts.at(-1)?.trigger).toBe('manual');
    expect(results).toEqual(['delivered']);
  });

  test('that fails again is counted as failed and does not change the planned retry', async () => {
    answer = () => aFailure();
    putRow({ status: 'pending', nextAttemptAt: NOW + 5_000 });
    expect(await deliver()).toEqual([]);
    expect(row()).toMatchObject({ status: 'pending', nextAttemptAt: NOW + 5_000, recovery: RECOVERY });
    expect(results).toEqual(['failed']);
  });

  test('that is received twice is attempted and counted once', async () => {
    answer = () => aFailure();
    putRow({});
    await deliver();
    await deliver();
    expect(sent).toBe(1);
    expect(results).toEqual(['failed']);
  });

  test('is attempted once also with an automatic attempt in between', async () => {
    answer = () => aFailure();
    putRow({ status: 'pending', nextAttemptAt: NOW, automaticCount: 3 });
    await deliver();
    results = [];
    await deliver(1, aMessage({ first: false }));
    await deliver();
    expect(sent).toBe(2);
    expect(results).toEqual([]);
  });

  test.each([
    ['delivered', 'delivered'],
    ['failed', 'failed'],
  ] as const)('that died when its attempt was recorded and not counted is counted as %s', async (status, result) => {
    putRow({ status, recovery: RECOVERY });
    expect(await deliver(2)).toEqual([]);
    expect(sent).toBe(0);
    expect(results).toEqual([result]);
  });

  test('of a delivery that was delivered meanwhile is skipped', async () => {
    putRow({ status: 'delivered', recovery: 'rcv_before' });
    expect(await deliver()).toEqual([]);
    expect(sent).toBe(0);
    expect(results).toEqual(['skipped']);
  });

  test('that another recovery has attempted before is attempted', async () => {
    putRow({ recovery: 'rcv_before' });
    await deliver();
    expect(row()).toMatchObject({ status: 'delivered', recovery: RECOVERY });
  });

  test.each([
    ['disabled', () => destinations.rows.set(aDestination().id, aDestination({ status: 'disabled' }))],
    ['deleted', () => destinations.rows.delete(aDestination().id)],
  ])('for a destination that is %s by now is skipped', async (_how, change) => {
    putRow({});
    change();
    expect(await deliver()).toEqual([]);
    expect(row()).toMatchObject({ status: 'failed', attemptCount: 1 });
    expect(results).toEqual(['skipped']);
  });

  test('of an event that was never sent starts its delivery; after a failure, the retry schedule applies', async () => {
    answer = () => aFailure();
    await deliver();
    expect(row()).toMatchObject({ status: 'pending', deferred: true, attemptCount: 1, recovery: RECOVERY });
    expect(results).toEqual(['failed']);
  });
});
