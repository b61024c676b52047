import { expect, test } from 'vitest';
import { createCauses } from './causes.ts';
import type { Destination, Name } from './destinations.ts';
import type { Arrivals } from './endpoints.ts';
import { reconcile } from './reconcile.ts';
import type { Json, RetryingApi } from './retrying-api.ts';

interface Given {
  /** Ids of confirmed events. Each has the digest `good`. */
  readonly published: readonly string[];
  /** Ids that the list of events returns; those that were published when absent. */
  readonly listed?: readonly string[];
  readonly arrived?: Readonly<Record<string, Partial<Arrivals>>>;
  /** Rows in the list of the destination. */
  readonly rows?: readonly Json[];
  /** What the event shows about the destination. */
  readonly shown?: Readonly<Record<string, Json>>;
  readonly name?: Name;
}

const row = (event: string, over: Json = {}) => ({
  event,
  status: 'delivered',
  attempt_count: 1,
  failure_reason: null,
  ...over,
});
const accepted = { accepted: [1], digests: new Set(['good']) };

async function reconciled({ published, listed, arrived = {}, rows = [], shown = {}, name = 'steady' }: Given) {
  const empty = { accepted: [], digests: new Set<string>(), refused: 0, offTime: 0, invalid: 0 };
  const arrivals = new Map(Object.entries(arrived).map(([event, over]) => [event, { ...empty, ...over }]));
  const endpoint = { path: '/', behave: () => 200, secrets: new Set<string>(), arrivals };
  const destination: Destination = { name, id: 'ed_1', prefixes: [], endpoint };
  const api: RetryingApi = {
    call: async (_method, path) => ({ data: [shown[path.split('/')[3] ?? '']].filter((one) => one !== undefined) }),
    list: async (path) => (path.startsWith('/v1/events') ? (listed ?? published).map((id) => ({ id })) : [...rows]),
    repeated: () => 0,
  };
  const events = new Map(published.map((id) => [id, { type: 'a.b', digest: 'good' }]));
  const publisher = { events, renamed: [], publish: async () => {} };
  const { accounts, problems } = await reconcile(api, publisher, [destination], createCauses());
  return { account: accounts.get(name), problems: problems.map(({ problem, event }) => [problem, event]) };
}

test('every published event is counted once, by the state of its delivery', async () => {
  const { account, problems } = await reconciled({
    published: ['a', 'b', 'c', 'd', 'e', 'f'],
    arrived: { a: accepted },
    rows: [
      row('a', { attempt_count: 3 }),
      row('b', { status: 'failed', failure_reason: 'destination_disabled' }),
      row('c', { status: 'pending', waiting: true }),
      row('d', { status: 'pending', waiting: false, attempt_count: 2 }),
    ],
    shown: {
      e: { destination: 'ed_1', matched: true, delivery: row('e', { status: 'pending', attempt_count: 0 }) },
      f: { destination: 'ed_1', matched: false, reason: 'destination_disabled' },
    },
    name: 'toggled',
  });
  expect(problems).toEqual([]);
  expect(account).toMatchObject({
    published: 6,
    states: { delivered: 1, failed: 1, waiting: 1, pending: 2, not_sent: 1 },
    attempts: 7,
    retries: 3,
  });
});

test.each<[string, Given, [string, string]]>([
  [
    'the API does not list',
    { published: ['a'], listed: [], rows: [row('a')], arrived: { a: accepted } },
    ['lost', 'a'],
  ],
  ['is listed without being published', { published: [], listed: ['a'] }, ['unknown', 'a']],
  ['arrives without being published', { published: [], arrived: { a: accepted } }, ['unknown', 'a']],
  ['has no state', { published: ['a'] }, ['uncounted', 'a']],
  ['is recorded as delivered and did not arrive', { published: ['a'], rows: [row('a')] }, ['missing', 'a']],
  [
    'arrived and is recorded as failed',
    { published: ['a'], rows: [row('a', { status: 'failed' })], arrived: { a: accepted } },
    ['unrecorded', 'a'],
  ],
  [
    'failed without a reason that the run caused',
    { published: ['a'], rows: [row('a', { status: 'failed', failure_reason: 'destination_disabled' })] },
    ['unexpected', 'a'],
  ],
  [
    'arrived with another body',
    { published: ['a'], rows: [row('a')], arrived: { a: { ...accepted, digests: new Set(['good', 'bad']) } } },
    ['altered', 'a'],
  ],
  [
    'arrived with an invalid signature',
    { published: ['a'], rows: [row('a')], arrived: { a: { ...accepted, invalid: 1 } } },
    ['unverified', 'a'],
  ],
  [
    'was accepted twice without a cause',
    { published: ['a'], rows: [row('a')], arrived: { a: { ...accepted, accepted: [1, 2] } } },
    ['unexplained', 'a'],
  ],
])('an event that %s is a problem', async (_, given, problem) => {
  expect((await reconciled(given)).problems).toEqual([problem]);
});
