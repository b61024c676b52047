import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putAllOrThrow } from '../../../../lambdas/adapters/dynamodb/batch-write.ts';
import { eventToItem } from '../../../../lambdas/adapters/dynamodb/event/event-store.ts';
import { createListenAnswerStore } from '../../../../lambdas/adapters/dynamodb/listen/listen-answer-store.ts';
import { createListenEvents } from '../../../../lambdas/adapters/dynamodb/listen/listen-events.ts';
import { createListenSessionStore } from '../../../../lambdas/adapters/dynamodb/listen/listen-session-store.ts';
import { createListenSecretStore } from '../../../../lambdas/adapters/secrets/listen-secret-store.ts';
import { eventKeyAt } from '../../../../lambdas/core/ids.ts';
import { LISTEN_KEPT_MS, type ListenSession, OVERLAP_MS } from '../../../../lambdas/core/listen/session.ts';
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

const tables = () => ({ client: dynamo.client, controlTable: 'control', eventsTable: 'events', now: () => clock.now });
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
  test('come back as they were stored, by their place, in a list, and by what opens their socket', async () => {
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

  test('that have expired are not there, although the table has not yet forgotten them', async () => {
    const session = await stored({ expiresAt: T0 + 60_000 });
    clock.now = T0 + 60_000;
    expect(await store().get(session)).toBeUndefined();
    expect(await store().list(session)).toEqual([]);
    expect(await store().findBySocket(session.socketHash)).toBeUndefined();
    clock.now = T0;
  });

  test('that are deleted are gone, and their socket is not known', async () => {
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
  test('that opens is the session’s, which lives a day longer, and leads to it', async () => {
    const session = await stored({ eventCursor: keyOf(T0) });
    expect(await store().connect(session, 'c1', T0 + 1_000)).toEqual(session);
    expect(await store().get(session)).toEqual({
      ...session,
      connectionId: 'c1',
      connectedAt: T0 + 1_000,
      lastSeen: T0 + 1_000,
      catchingUp: true,
      expiresAt: T0 + 1_000 + LISTEN_KEPT_MS,
    });
    const { account, mode, id } = session;
    expect(await store().findByConnection('c1')).toEqual({ account, mode, id });
  });

  test('that closes leaves the session away, unless another was opened since', async () => {
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
      expiresAt: T0 + 3_000 + LISTEN_KEPT_MS,
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
  test('moves forward only, and not of a session that is gone', async () => {
    const session = await stored();
    for (const ms of [T0 + 2_000, T0 + 1_000, T0 + 3_000]) await store().acknowledge(session, keyOf(ms));
    const { eventCursor, acknowledged } = (await store().get(session)) ?? {};
    expect(eventCursor).toBe(keyOf(T0 + 3_000));
    expect([...(acknowledged ?? [])].sort()).toEqual([keyOf(T0 + 2_000), keyOf(T0 + 3_000)]);
    await store().delete(session);
    await store().acknowledge(session, keyOf(T0 + 9_000));
    expect(await store().get(session)).toBeUndefined();
  });

  test('goes with the socket that its event went over, where that is known', async () => {
    const session = await stored();
    await store().acknowledge(session, keyOf(T0 + 2_000), 'c1');
    await store().acknowledge(session, keyOf(T0 + 1_000), 'c2');
    expect((await store().get(session))?.cursorOver).toBe('c1');
    await store().acknowledge(session, keyOf(T0 + 3_000));
    expect(await store().get(session)).not.toHaveProperty('cursorOver');
  });

  test('remembers what was acknowledged lately, and not for ever', async () => {
    const session = await stored();
    for (let n = 0; n < 100; n++) await store().acknowledge(session, keyOf(T0 + n * 500));
    const { acknowledged = [] } = (await store().get(session)) ?? {};
    const recent = Array.from({ length: 100 }, (_, n) => T0 + n * 500).filter((ms) => ms >= T0 + 99 * 500 - OVERLAP_MS);
    expect(acknowledged).toEqual(expect.arrayContaining(recent.map(keyOf)));
    expect(acknowledged.length).toBeLessThan(80);
  });
});

test('answers are listed newest first, each session its own', async () => {
  const answers = createListenAnswerStore(tables());
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
  const put = (events: ReturnType<typeof event>[]) => putAllOrThrow(dynamo.client, 'events', events.map(eventToItem));

  test('are read by their places, in that order, those that are there', async () => {
    const events = createListenEvents(tables());
    const [a, b] = [event('acct_a', 1), event('acct_b', 2)];
    await put([a, b]);
    const places = [b, event('acct_a', 9), a].map(({ account, key }) => ({ account, key }));
    expect((await events.read('live', places)).map(({ key }) => key)).toEqual([b.key, a.key]);
    expect(await events.read('sandbox', places)).toEqual([]);
  });

  test('are read from a key on, of the types asked for, page by page', async () => {
    const events = createListenEvents(tables());
    const tenant = { account: 'acct_run', mode: 'live' as Mode };
    const all = Array.from({ length: 450 }, (_, n) => event('acct_run', n, n % 2 ? {} : { type: 'refund.created' }));
    await put([...all, event('acct_else', 3)]);
    const found: string[] = [];
    let pages = 0;
    for (let key: string | undefined = all[10]?.key; key !== undefined; pages++) {
      const run = await events.from(tenant, key, ['invoice.*']);
      found.push(...run.events.map((one) => one.key));
      key = run.upTo && `${run.upTo}!`;
    }
    expect(found).toEqual(all.slice(10).flatMap(({ key, type }) => (type === 'invoice.paid' ? key : [])));
    expect(pages).toBeGreaterThan(2);
  });

  test('of other accounts are found by the notes that were made of them', async () => {
    const events = createListenEvents(tables());
    const session = await stored({ account: 'acct_platform' });
    const all = [event('acct_x', 1), event('acct_y', 2), event('acct_x', 3)];
    await put(all);
    await events.note(session, all, T0 + 60_000);
    await events.note(session, [all[1] ?? event('', 0)], T0 + 60_000);
    const run = await events.noted(session, all[1]?.key ?? '');
    expect(run).toEqual({ events: all.slice(1), upTo: undefined });
    expect((await events.noted({ ...session, id: 'lst_other' }, 'evt_')).events).toEqual([]);
  });
});

describe('the secret of listeners', () => {
  const secrets = () => createListenSecretStore({ ...tables(), secrets: openSecretBox, randomBytes });

  test('is made once for an account and mode, also when two ask at the same time, and is stored sealed', async () => {
    const shop = { account: 'acct_secret', mode: 'live' as Mode };
    const made = await Promise.all([secrets(), secrets(), secrets()].map((one) => one.getOrCreate(shop)));
    expect(new Set(made).size).toBe(1);
    expect(made[0]).toMatch(/^whsec_/);
    expect(await secrets().get(shop)).toBe(made[0]);
    expect(await secrets().getOrCreate({ ...shop, mode: 'sandbox' })).not.toBe(made[0]);
  });

  test('that was never made is not made by who only reads it', async () => {
    await expect(secrets().get({ account: 'acct_nobody', mode: 'live' })).rejects.toThrow('no secret');
  });
});
