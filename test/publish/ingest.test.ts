import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { logger } from '../../lambdas/adapters/telemetry/telemetry.ts';
import { publishedAt } from '../../lambdas/core/ids.ts';
import { type IngestEvent, type IngestSettings, ingest, parseIngestEvent } from '../../lambdas/publish/ingest.ts';
import { aDestination, T0 } from '../doubles/factories.ts';
import { memoryCatalogStore } from '../doubles/memory-catalog.ts';
import { memoryAccountStore } from '../doubles/memory-issued-keys.ts';
import { memoryDeliveryStore, memoryDestinationStore, memoryEventStore, memoryQueue } from '../doubles/memory-ports.ts';

const DAY = 24 * 3_600_000;
const settings: IngestSettings = {
  shards: 1,
  platformAccount: 'acct_platform',
  defaultApiVersion: '2026-01-01',
  eventCheck: 'off',
  unknownTypes: 'allow',
};

/** Returns an entry as EventBridge passes it to a function. */
const anEntry = (over: Partial<IngestEvent> = {}): IngestEvent => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': 'invoice.paid',
  source: 'billing',
  account: '123456789012',
  time: new Date(T0 - 60_000).toISOString(),
  region: 'eu-west-1',
  resources: [],
  detail: { livemode: true, account: 'acct_shop', data: { object: { card: 'tok_secret' } } },
  ...over,
});

function platform() {
  const events = memoryEventStore();
  const queue = memoryQueue();
  const refused: IngestEvent[] = [];
  const ports = {
    events: events.store,
    destinations: memoryDestinationStore(aDestination()).store,
    deliveries: memoryDeliveryStore().store,
    queue: queue.queue,
    catalog: memoryCatalogStore().store,
    accounts: memoryAccountStore().store,
    checkSchema: () => [],
    reportInternalError: () => {},
    sendToDeadLetters: async (event: IngestEvent) => refused.push(event),
    now: () => T0,
    random: Math.random,
  };
  return { events, queue, refused, ports, take: (entry: IngestEvent) => ingest(entry, settings, ports) };
}

afterEach(() => vi.restoreAllMocks());

test('an entry states type, account and mode', () => {
  const { publisher, request } = parseIngestEvent(anEntry(), settings, { now: () => T0, random: Math.random });
  expect(publisher).toMatchObject({ account: 'acct_platform', mode: 'live', platform: true, request: null });
  expect(request).toMatchObject({ type: 'invoice.paid', account: 'acct_shop' });
});

describe('an entry that arrives twice is one event', () => {
  test.each([
    ['a second ago', T0 - 1000],
    ['a year ago', T0 - 365 * DAY],
    ['in a week', T0 + 7 * DAY],
  ])('when its time is %s', async (_when, ms) => {
    const { events, queue, take } = platform();
    const entry = anEntry({ time: new Date(ms).toISOString() });
    await take(entry);
    await take(entry);
    expect([...events.rows.values()]).toMatchObject([{ account: 'acct_shop', mode: 'live' }]);
    expect([...events.rows.values()].map(({ id, key }) => [id === key, publishedAt(key)])).toEqual([[true, T0]]);
    expect(queue.sent.map(({ message }) => message.first)).toEqual([true, false]);
  });

  test('but another entry is another event', async () => {
    const { events, take } = platform();
    await take(anEntry());
    await take(anEntry({ id: '17793124-05d4-b198-2fde-7ededc63b104' }));
    expect(events.rows.size).toBe(2);
  });
});

test.each([
  ['an unknown field', { extra: 1 }],
  ['invalid data', { data: { object: 'tok_secret' } }],
])('an entry with %s is rejected, and its data is not logged', async (_what, over) => {
  const log = vi.spyOn(logger, 'error').mockImplementation(() => {});
  const entry = anEntry();
  const invalid = { ...entry, detail: { ...entry.detail, ...over } };
  const { take, refused } = platform();
  // The function returns normally: an error would be retried three times and page the operators.
  expect(await take(invalid)).toEqual({ refused: expect.any(String) });
  expect(refused).toEqual([invalid]);
  const logged = inspect(log.mock.calls, { depth: Number.POSITIVE_INFINITY });
  expect(logged).toContain(entry.id);
  expect(logged).not.toContain('tok_secret');
});

test('an internal error fails the function, so that it is invoked again', async () => {
  vi.spyOn(logger, 'error').mockImplementation(() => {});
  const { ports, take, refused } = platform();
  ports.events.claimId = async () => Promise.reject(new Error('throttled'));
  await expect(take(anEntry())).rejects.toMatchObject({ code: 'unavailable' });
  expect(refused).toEqual([]);
});
