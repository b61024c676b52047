import { describe, expect, test } from 'vitest';
import { eventKeyAt } from '../../../lambdas/core/ids.ts';
import {
  isListening,
  LISTEN_RETENTION_MS,
  type ListenSession,
  MAX_LISTEN_SESSIONS,
  needsMessage,
  OVERLAP_MS,
  replayFrom,
  sessionsReplacedBy,
  wasReplayed,
} from '../../../lambdas/core/listen/session.ts';
import { T0 } from '../../doubles/factories.ts';
import { aListenSession } from '../../doubles/memory-listen.ts';

describe('a session listens to', () => {
  test.each([
    ['all of its own account', ['*'], 'acct_shop', 'invoice.paid', true],
    ['a group', ['invoice.*'], 'acct_shop', 'invoice.paid', true],
    ['not what only begins like a group', ['invoice.*'], 'acct_shop', 'invoices.paid', false],
    ['one of several types', ['a.b', 'invoice.paid'], 'acct_shop', 'invoice.paid', true],
    ['no other type', ['invoice.paid'], 'acct_shop', 'invoice.voided', false],
    ['no other account', ['*'], 'acct_other', 'invoice.paid', false],
  ])('%s', (_what, types, account, type, expected) => {
    expect(isListening(aListenSession({ types }), account, type)).toBe(expected);
  });

  test('only other accounts when it selects these', () => {
    const session = aListenSession({ eventsFrom: ['@accounts'] });
    expect(isListening(session, 'acct_other', 'a.b')).toBe(true);
    expect(isListening(session, 'acct_shop', 'a.b')).toBe(false);
  });
});

test('a session without a socket needs a message only for events of other accounts', () => {
  const away = aListenSession();
  expect(needsMessage(away, 'acct_shop')).toBe(false);
  expect(needsMessage(away, 'acct_other')).toBe(true);
  expect(needsMessage({ ...away, connectionId: 'c' }, 'acct_shop')).toBe(true);
});

describe('a replay starts', () => {
  const start = eventKeyAt(T0 - 3_600_000);
  const keyOf = (ms: number) => `${eventKeyAt(ms)}${'0'.repeat(16)}`;

  test('at the start of the session, when it has acknowledged nothing', () => {
    expect(replayFrom({ start }, T0)).toBe(start);
  });

  test('before the acknowledged event, because keys are made before events are stored', () => {
    expect(replayFrom({ start, eventCursor: keyOf(T0 - 60_000) }, T0)).toBe(eventKeyAt(T0 - 60_000 - OVERLAP_MS));
  });

  test('not before the start of the session', () => {
    expect(replayFrom({ start, eventCursor: keyOf(T0 - 3_600_000) }, T0)).toBe(start);
  });

  test('a day ago at most', () => {
    const day = eventKeyAt(T0 - LISTEN_RETENTION_MS);
    expect(replayFrom({ start: eventKeyAt(T0 - 3 * LISTEN_RETENTION_MS) }, T0)).toBe(day);
  });
});

test('only events after the replay are sent live', () => {
  const session = aListenSession({ replayedTo: eventKeyAt(T0) });
  expect(wasReplayed(session, eventKeyAt(T0 - 1))).toBe(true);
  expect(wasReplayed(session, eventKeyAt(T0))).toBe(false);
  expect(wasReplayed(aListenSession(), eventKeyAt(T0 - 1))).toBe(false);
});

describe('a new session', () => {
  const many = (count: number, over: (n: number) => ListenSession | undefined = () => undefined) =>
    Array.from({ length: count }, (_, n) => over(n) ?? aListenSession({ id: `lst_${n}`, connectionId: `c${n}` }));
  const away = (n: number, ms: number) => aListenSession({ id: `lst_${n}`, lastSeen: T0 - ms });
  const cli = { stripeCli: true as const, deviceName: 'laptop', forwardTo: 'http://localhost' };

  test('of the Stripe CLI replaces its former one without a socket, not one with a socket or another forward address', () => {
    const former = aListenSession({ ...cli, id: 'lst_former' });
    const open = aListenSession({ ...cli, id: 'lst_open', connectionId: 'c' });
    const elsewhere = aListenSession({ ...cli, id: 'lst_elsewhere', forwardTo: 'http://other' });
    const ours = aListenSession({ deviceName: 'laptop', forwardTo: 'http://localhost', id: 'lst_ours' });
    const { replaced, hasCapacity } = sessionsReplacedBy(cli, [former, open, elsewhere, ours], T0);
    expect([replaced.map(({ id }) => id), hasCapacity]).toEqual([['lst_former'], true]);
    expect(
      sessionsReplacedBy({ deviceName: 'laptop', forwardTo: 'http://localhost' }, [former, ours], T0).replaced,
    ).toEqual([]);
  });

  test('is refused when all sessions have a socket, or had one recently', () => {
    expect(sessionsReplacedBy({}, many(MAX_LISTEN_SESSIONS - 1), T0)).toEqual({ replaced: [], hasCapacity: true });
    expect(sessionsReplacedBy({}, many(MAX_LISTEN_SESSIONS), T0)).toEqual({ replaced: [], hasCapacity: false });
    const oneAway = many(MAX_LISTEN_SESSIONS, (n) => (n === 3 ? away(3, 60_000) : undefined));
    expect(sessionsReplacedBy({}, oneAway, T0).hasCapacity).toBe(false);
  });

  test('replaces the one that has had no socket for the longest time', () => {
    const present = many(MAX_LISTEN_SESSIONS, (n) => (n === 3 || n === 5 ? away(n, n * 600_000) : undefined));
    const { replaced, hasCapacity } = sessionsReplacedBy({}, present, T0);
    expect([replaced.map(({ id }) => id), hasCapacity]).toEqual([['lst_5'], true]);
  });
});
