import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putAllOrThrow } from '../../../../lambdas/adapters/dynamodb/batch-write.ts';
import { eventToItem } from '../../../../lambdas/adapters/dynamodb/event/event-store.ts';
import { createListenEvents } from '../../../../lambdas/adapters/dynamodb/listen/listen-events.ts';
import { createListenSessionStore } from '../../../../lambdas/adapters/dynamodb/listen/listen-session-store.ts';
import { createLocalResponseStore } from '../../../../lambdas/adapters/dynamodb/listen/local-response-store.ts';
import { createListenSecretStore } from '../../../../lambdas/adapters/secrets/listen-secret-store.ts';
import { eventKeyAt } from '../../../../lambdas/core/ids.ts';
import { LISTEN_RETENTION_MS, type ListenSession, OVERLAP_MS } from '../../../../lambdas/core/listen/session.ts';
import type { Mode } from '../../../../lambdas/core/tenant.ts';
import { openSecretBox } from '../../../doubles/control-api.ts';
import { anEvent, T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { aListenSession } from '../../../doubles/memory-listen.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
const clock = { now: T0 };
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo?.stop());

const tables = () => ({
  client: dynamo.client,
  controlTable: 'control',
  eventsTable: 'events',
  shards: 1,
  now: () => clock.now,
});
const store = () => createListenSessionStore(tables());

let made = 0;
async function stored(over: Partial<ListenSession> = {}): Promise<ListenSession> {
  made += 1;
  const account = `acct_${made}`;
  const session = aListenSession({ account, id: `lst_${made}`, socketHash: `hash_${made}`, ...over });
  await store().create(session);
  return session;
}
const keyOf = (ms: number) => `${eventKeyAt(ms)}${'0'.repeat(16)}`;

describe('sessions', () => {
  test('are returned as they were stored, by key, in a list and by their websocket_id', async () => {
    clock.now = T0;
    const session = await stored({
      forwardTo: 'http://localhost',
      deviceName: 'laptop',
      stripeCli: true,
      endsAt: T0 + 5_000,
    });
    expect(await store().get(session)).toEqual(session);
    expect(await store().list(session)).toEqual([session]);
    expect(await store().findBySocket(session.socketHash)).toEqual(session);
    expect(await store().list({ ...session, mode: 'sandbox' })).toEqual([]);
    expect(await store().get({ ...session, account: 'acct_nobody' })).toBeUndefined();
    expect(await store().findBySocket('unknown')).toBeUndefined();
  });

  test('are listed newest first', async () => {
    const account = 'acct_many';
    for (const id of ['lst_b', 'lst_a', 'lst_c']) await stored({ account, id });
    expect((await store().list({ account, mode: 'live' })).map(({ id }) => id)).toEqual(['lst_c', 'lst_b', 'lst_a']);
  });

  test('that have expired are not returned, even before the table deletes them', async () => {
    const session = await stored({ expiresAt: T0 + 60_000 });
    clock.now = T0 + 60_000;
    expect(await store().get(session)).toBeUndefined();
    expect(await store().list(session)).toEqual([]);
    expect(await store().findBySocket(session.socketHash)).toBeUndefined();
    clock.now = T0;
  });

  test('that are deleted are not found, and neither is their socket', async () => {
    const session = await stored();
    await store().delete(session);
    await store().delete(session);
    expect(await store().get(session)).toBeUndefined();
    expect(await store().findBySocket(session.socketHash)).toBeUndefined();
    expect(await store().connect(session, 'c1', T0)).toBeUndefined();
    expect(await store().list(session)).toEqual([]);
  });
});

describe('a socket', () => {
  test('that opens belongs to the session, which then expires a day later', async () => {
    const session = await stored({ eventCursor: keyOf(T0) });
    expect(await store().connect(session, 'c1', T0 + 1_000)).toEqual(session);
    expect(await store().get(session)).toEqual({
      ...session,
      connectionId: 'c1',
      connectedAt: T0 + 1_000,
      lastSeen: T0 + 1_000,
      catchingUp: true,
      expiresAt: T0 + 1_000 + LISTEN_RETENTION_MS,
    });
    const { account, mode, id } = session;
    expect(await store().findByConnection('c1')).toEqual({ account, mode, id });
  });

  test('that closes disconnects the session, unless another was opened since', async () => {
    const session = await stored();
    await store().connect(session, 'first', T0);
    const before = await store().connect(session, 'second', T0 + 1_000);
    expect(before?.connectionId).toBe('first');
    await store().disconnect(session, 'first', T0 + 2_000);
    expect((await store().get(session))?.connectionId).toBe('second');
    expect(await store().caughtUp(session, 'first', keyOf(T0))).toBe(false);
    expect(await store().caughtUp(session, 'second', keyOf(T0))).toBe(true);
    expect(await store().get(session)).toMatchObject({ replayedTo: keyOf(T0) });
    expect(await store().get(session)).not.toHaveProperty('catchingUp');
    await store().disconnect(session, 'second', T0 + 3_000);
    expect(await store().get(session)).toEqual({
      ...session,
      lastSeen: T0 + 3_000,
      expiresAt: T0 + 3_000 + LISTEN_RETENTION_MS,
    });
    expect(await store().findByConnection('second')).toBeUndefined();
  });

  test('does not make a session live longer than what it was made with', async () => {
    const endsAt = T0 + 3_600_000;
    const session = await stored({ endsAt, expiresAt: endsAt });
    await store().connect(session, 'c9', T0 + 1_000);
    await store().acknowledge(session, keyOf(T0));
    await store().disconnect(session, 'c9', T0 + 2_000);
    expect((await store().get(session))?.expiresAt).toBe(endsAt);
  });
});

describe('the cursor', () => {
  test('moves forward only, and not for a deleted session', async () => {
    const session = await stored();
    for (const ms of [T0 + 2_000, T0 + 1_000, T0 + 3_000]) await store().acknowledge(session, keyOf(ms));
    const { eventCursor, acknowledged } = (await store().get(session)) ?? {};
    expect(eventCursor).toBe(keyOf(T0 + 3_000));
    expect([...(acknowledged ?? [])].sort()).toEqual([keyOf(T0 + 2_000), keyOf(T0 + 3_000)]);
    await store().delete(session);
    await store().acknowledge(session, keyOf(T0 + 9_000));
    expect(await store().get(session)).toBeUndefined();
  });

  test('is stored with the channel that sent its event, if it is known', async () => {
    const session = await stored();
    await store().acknowledge(session, keyOf(T0 + 2_000), 'c1');
    await store().acknowledge(session, keyOf(T0 + 1_000), 'c2');
    expect((await store().get(session))?.cursorChannel).toBe('c1');
    await store().acknowledge(session, keyOf(T0 + 3_000));
    expect(await store().get(session)).not.toHaveProperty('cursorChannel');
  });

  test('is stored with the keys that were acknowledged recently, and old ones are removed', async () => {
    const session = await stored();
    for (let n = 0; n < 100; n++) await store().acknowledge(session, keyOf(T0 + n * 500));
    const { acknowledged = [] } = (await store().get(session)) ?? {};
    const recent = Array.from({ length: 100 }, (_, n) => T0 + n * 500).filter((ms) => ms >= T0 + 99 * 500 - OVERLAP_MS);
    expect(acknowledged).toEqual(expect.arrayContaining(recent.map(keyOf)));
    expect(acknowledged.length).toBeLessThan(80);
  });
});

test('local responses are listed newest first, separately for each session', async () => {
  const answers = createLocalResponseStore(tables());
  const [one, other] = [await stored(), await stored()];
  const answer = (n: number) => ({
    id: `ans_${n}`,
    forwardUrl: 'u',
    status: 200,
    body: '',
    headers: { a: 'b' },
    at: T0 + n,
  });
  for (const n of [1, 2, 3]) await answers.add(one, answer(n));
  await answers.add(other, answer(4));
  expect(await answers.list(one.id, { limit: 2 })).toEqual({ items: [answer(3), answer(2)], hasMore: true });
  expect((await answers.list(one.id, { limit: 2, startingAfter: 'ans_2' })).items).toEqual([answer(1)]);
});

describe('events', () => {
  const event = (account: string, n: number, over: object = {}) => {
    const key = `${eventKeyAt(T0 + n * 1000)}${String(n).padStart(16, '0')}`;
    return anEvent({ account, id: key, key, ...over });
  };
  const put = (events: ReturnType<typeof event>[]) =>
    putAllOrThrow(
      dynamo.client,
      'events',
      events.map((one) => eventToItem(one)),
    );

  test('that exist are read by their refs, in that order', async () => {
    const events = createListenEvents(tables());
    const [a, b] = [event('acct_a', 1), event('acct_b', 2)];
    await put([a, b]);
    const refs = [b, event('acct_a', 9), a].map(({ account, key }) => ({ account, key }));
    expect((await events.read('live', refs)).map(({ key }) => key)).toEqual([b.key, a.key]);
    expect(await events.read('sandbox', refs)).toEqual([]);
  });

  test('are read by type, starting at a key, page by page', async () => {
    const events = createListenEvents(tables());
    const tenant = { account: 'acct_run', mode: 'live' as Mode };
    const all = Array.from({ length: 450 }, (_, n) => event('acct_run', n, n % 2 ? {} : { type: 'refund.created' }));
    await put([...all, event('acct_else', 3)]);
    const found: string[] = [];
    let pages = 0;
    for (let key: string | undefined = all[10]?.key; key !== undefined; pages++) {
      const run = await events.from(tenant, key, ['invoice.*']);
      found.push(...run.events.map((one) => one.key));
      key = run.readTo && `${run.readTo}!`;
    }
    expect(found).toEqual(all.slice(10).flatMap(({ key, type }) => (type === 'invoice.paid' ? key : [])));
    expect(pages).toBeGreaterThan(2);
  });

  test('of other accounts are found when they were recorded', async () => {
    const events = createListenEvents(tables());
    const session = await stored({ account: 'acct_platform' });
    const all = [event('acct_x', 1), event('acct_y', 2), event('acct_x', 3)];
    await put(all);
    await events.record(session, all, T0 + 60_000);
    await events.record(session, [all[1] ?? event('', 0)], T0 + 60_000);
    const run = await events.recorded(session, all[1]?.key ?? '');
    expect(run).toEqual({ events: all.slice(1), readTo: undefined });
    expect((await events.recorded({ ...session, id: 'lst_other' }, 'evt_')).events).toEqual([]);
  });
});

describe('the secret of listeners', () => {
  const secrets = () => createListenSecretStore({ ...tables(), secrets: openSecretBox, randomBytes });

  test('is created once for an account and mode, also by concurrent calls, and is stored sealed', async () => {
    const shop = { account: 'acct_secret', mode: 'live' as Mode };
    const made = await Promise.all([secrets(), secrets(), secrets()].map((one) => one.getOrCreate(shop)));
    expect(new Set(made).size).toBe(1);
    expect(made[0]).toMatch(/^whsec_/);
    expect(await secrets().get(shop)).toBe(made[0]);
    expect(await secrets().getOrCreate({ ...shop, mode: 'sandbox' })).not.toBe(made[0]);
  });

  test('is not created by a read', async () => {
    await expect(secrets().get({ account: 'acct_nobody', mode: 'live' })).rejects.toThrow('no signing secret');
  });
});
