import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createPublishers, publishersSince } from '../../../../lambdas/adapters/dynamodb/event/publisher-store.ts';
import { T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';

const DAY = 24 * 3_600_000;
const live = (account: string) => ({ account, mode: 'live' as const });

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

let now: number;
beforeEach(() => {
  now = T0;
});
const instance = () => createPublishers({ client: dynamo.client, controlTable: 'control', now: () => now });
const since = (mode: 'live' | 'sandbox', at: number) =>
  publishersSince({ client: dynamo.client, controlTable: 'control' })(mode, at);

test('accounts that have published since a time are listed, separately for each mode', async () => {
  const publishers = instance();
  await publishers.record(live('acct_old'));
  now += 5 * DAY;
  await Promise.all(['acct_a', 'acct_b'].map((account) => publishers.record(live(account))));
  await publishers.record({ account: 'acct_tests', mode: 'sandbox' });
  expect(await since('live', T0)).toEqual(['acct_a', 'acct_b', 'acct_old']);
  expect(await since('live', T0 + 5 * DAY)).toEqual(['acct_a', 'acct_b']);
  expect(await since('sandbox', T0)).toEqual(['acct_tests']);
});

test('an instance writes an account once a day, also for concurrent calls', async () => {
  const publishers = instance();
  const send = vi.spyOn(dynamo.client, 'send');
  const writes = () => send.mock.calls.filter(([command]) => command instanceof PutItemCommand).length;
  await Promise.all(Array.from({ length: 100 }, () => publishers.record(live('acct_busy'))));
  await publishers.record(live('acct_busy'));
  expect(writes()).toBe(1);
  now += DAY;
  await publishers.record(live('acct_busy'));
  expect(writes()).toBe(2);
  send.mockRestore();
});

test('a write that failed is repeated by the next call', async () => {
  const publishers = instance();
  const send = vi.spyOn(dynamo.client, 'send').mockImplementationOnce(() => Promise.reject(new Error('throttled')));
  await expect(publishers.record(live('acct_late'))).rejects.toThrow('throttled');
  send.mockRestore();
  await publishers.record(live('acct_late'));
  expect(await since('live', T0)).toContain('acct_late');
});
