import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { logger } from '../../lambdas/adapters/telemetry/telemetry.ts';
import { publishedAt } from '../../lambdas/core/ids.ts';
import {
  asIngestInput,
  type IngestEvent,
  type IngestInput,
  type IngestSettings,
  ingest,
  parseIngestEvent,
} from '../../lambdas/publish/ingest.ts';
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

/** Returns what the default rule of the bus sends for an entry. */
const byRule = (event: IngestEvent, rule: Partial<IngestInput['rule']> = {}): IngestInput => ({
  rule: { livemode: true, detail: 'request', ...rule },
  event,
});

const parsed = (input: IngestInput) => parseIngestEvent(input, settings, { now: () => T0, random: Math.random });

function platform() {
  const events = memoryEventStore();
  const queue = memoryQueue();
  const refused: IngestInput[] = [];
  const ports = {
    events: events.store,
    destinations: memoryDestinationStore(aDestination()).store,
    deliveries: memoryDeliveryStore().store,
    queue: queue.queue,
    catalog: memoryCatalogStore().store,
    accounts: memoryAccountStore().store,
    checkSchema: () => [],
    reportInternalError: () => {},
    sendToDeadLetters: async (input: IngestInput) => refused.push(input),
    now: () => T0,
    random: Math.random,
  };
  return { events, queue, refused, ports, take: (entry: IngestEvent) => ingest(byRule(entry), settings, ports) };
}

afterEach(() => vi.restoreAllMocks());

test('an entry states type, account and mode', () => {
  const { publisher, request } = parsed(byRule(anEntry()));
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
  expect(refused).toEqual([byRule(invalid)]);
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

describe('the rule of an entry', () => {
  const domainEvent = anEntry({
    'detail-type': 'order.created',
    detail: { order: 'o_1', total: 1.5, tenant: { account_id: 'acct_shop' } },
  });

  test.each([
    [true, undefined, 'live'],
    [false, undefined, 'sandbox'],
    [true, false, 'sandbox'],
    [false, true, 'live'],
  ])('decides the mode (%s) unless the entry states it (%s)', (livemode, stated, mode) => {
    const detail = { data: { object: {} }, ...(stated === undefined ? {} : { livemode: stated }) };
    expect(parsed(byRule(anEntry({ detail }), { livemode })).publisher.mode).toBe(mode);
  });

  test('can make the whole detail the object, with the time of the entry and the account in a field', () => {
    const { publisher, request } = parsed(byRule(domainEvent, { detail: 'object', accountField: 'tenant.account_id' }));
    expect(publisher.mode).toBe('live');
    expect(request).toMatchObject({
      type: 'order.created',
      account: 'acct_shop',
      data: { object: domainEvent.detail },
      created: (T0 - 60_000) / 1000,
    });
  });

  test('can set the type and the account', () => {
    const entry = anEntry({ ...domainEvent, 'detail-type': 'Order Created' });
    const { request } = parsed(byRule(entry, { detail: 'object', type: 'order.created', account: 'acct_one' }));
    expect(request).toMatchObject({ type: 'order.created', account: 'acct_one' });
    const named = anEntry({ detail: { type: 'a.b', data: { object: {} }, account: 'acct_two' } });
    expect(parsed(byRule(named, { account: 'acct_one' })).request).toMatchObject({ type: 'a.b', account: 'acct_two' });
  });

  test('that makes the detail the object takes no mode, type or account from it', () => {
    const detail = { livemode: false, type: 'x', account: 'acct_x' };
    const { publisher, request } = parsed(byRule(anEntry({ detail }), { detail: 'object' }));
    expect([publisher.mode, request.type, request.account]).toEqual(['live', 'invoice.paid', undefined]);
  });

  test.each<[string, Partial<IngestInput['rule']>, Partial<IngestEvent>, string]>([
    ['a missing account', { accountField: 'tenant.id' }, {}, 'detail.tenant.id'],
    ['an account of another form', { accountField: 'id' }, { detail: { id: 7 } }, 'account'],
    ['an inherited property as account', { accountField: 'constructor.name' }, {}, 'detail.constructor.name'],
    ['a detail type that is no event type', {}, { 'detail-type': 'Order Created' }, 'type'],
    ['a time that is no date', {}, { time: 'yesterday' }, 'created'],
  ])('refuses %s', async (_what, rule, over, named) => {
    vi.spyOn(logger, 'error').mockImplementation(() => {});
    const { ports, refused, events } = platform();
    const outcome = await ingest(byRule({ ...domainEvent, ...over }, { detail: 'object', ...rule }), settings, ports);
    expect(outcome?.refused).toContain(named);
    expect([refused.length, events.rows.size]).toEqual([1, 0]);
  });
});

describe('an invocation', () => {
  test('of a rule, or of a version without rules, is an event of the bus', () => {
    const entry = anEntry();
    expect(asIngestInput(byRule(entry))).toEqual(byRule(entry));
    expect(asIngestInput(entry)).toEqual({ rule: { detail: 'request' }, event: entry });
    expect(asIngestInput({ version: '2.0', rawPath: '/v1/events' })).toBeUndefined();
  });

  test('without a rule has to state its mode', () => {
    const { livemode: _livemode, ...detail } = anEntry().detail;
    const input = asIngestInput(anEntry({ detail })) as IngestInput;
    expect(() => parsed(input)).toThrow('detail.livemode should be true or false.');
  });
});
