import type { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test, vi } from 'vitest';
import { createInFlight } from '../../../lambdas/adapters/sqs/in-flight.ts';
import { logger } from '../../../lambdas/adapters/telemetry/telemetry.ts';
import { T0 } from '../../doubles/factories.ts';

function world(read: () => Promise<object>, instances = 50) {
  const state = { now: T0, reads: 0 };
  const client = {
    send: () => {
      state.reads += 1;
      return read();
    },
  } as unknown as SQSClient;
  return { state, inFlight: createInFlight({ client, queueUrl: 'queue', instances, now: () => state.now }) };
}
const reading = (count: number) => async () => ({ Attributes: { ApproximateNumberOfMessagesNotVisible: `${count}` } });

test('a reading is used for ten seconds', async () => {
  const { state, inFlight } = world(reading(7));
  for (const second of [0, 5, 10]) {
    state.now = T0 + second * 1000;
    expect(await inFlight.atMost()).toBe(7);
  }
  expect(state.reads).toBe(1);
  state.now = T0 + 10_001;
  await inFlight.atMost();
  expect(state.reads).toBe(2);
});

test('messages that were hidden count for every instance, until a reading a minute later has them', async () => {
  const { state, inFlight } = world(reading(100));
  inFlight.hide(4);
  expect(await inFlight.atMost()).toBe(100 + 4 * 50);
  state.now = T0 + 30_000;
  inFlight.hide(1);
  expect(await inFlight.atMost()).toBe(100 + 5 * 50);
  state.now = T0 + 61_000;
  expect(await inFlight.atMost()).toBe(100 + 1 * 50);
  state.now = T0 + 120_000;
  expect(await inFlight.atMost()).toBe(100);
});

test('an unreadable number is Infinity', async () => {
  const warned = vi.spyOn(logger, 'warn').mockImplementation(() => {});
  const { inFlight } = world(async () => {
    throw new Error('no access');
  });
  expect(await inFlight.atMost()).toBe(Number.POSITIVE_INFINITY);
  warned.mockRestore();
});
