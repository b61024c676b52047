import { describe, expect, test } from 'vitest';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { eventKeyAt, isNativeEventId } from '../../../lambdas/core/ids.ts';
import { type ConnectPorts, closeSocket, handleFrame, openSocket } from '../../../lambdas/core/listen/connect.ts';
import type { ClientFrame } from '../../../lambdas/core/listen/protocol.ts';
import { type ListenSession, OVERLAP_MS, SESSIONS_CACHE_MS } from '../../../lambdas/core/listen/session.ts';
import { anEvent, T0 } from '../../doubles/factories.ts';
import {
  aListenSession,
  memoryListenQueue,
  memoryListenSessions,
  memoryLocalResponses,
  memorySockets,
} from '../../doubles/memory-listen.ts';

const keyOf = (ms: number) => `${eventKeyAt(ms)}${'0'.repeat(16)}`;

function world(over: Partial<ListenSession> = {}, events: WaybillEvent[] = []) {
  const clock = { now: T0 + 60_000 };
  const sessions = memoryListenSessions(() => clock.now);
  const session = aListenSession({ socketHash: 'hash of ws_1', start: eventKeyAt(T0), ...over });
  sessions.rows.set(session.id, session);
  const [localResponses, queue, sockets] = [memoryLocalResponses(), memoryListenQueue(), memorySockets()];
  const ports: ConnectPorts = {
    sessions: sessions.store,
    localResponses: localResponses.store,
    events: {
      keyOf: async (_tenant, id) => events.find((one) => one.id === id)?.key ?? (isNativeEventId(id) ? id : undefined),
    },
    queue: queue.queue,
    sockets: sockets.sockets,
    hashOf: (id) => `hash of ${id}`,
    newResponseId: () => 'ans_1',
    now: () => clock.now,
    pause: async (ms) => {
      clock.now += ms;
    },
  };
  const moves = new Map<string, number>();
  return {
    clock,
    localResponses,
    queue,
    sockets,
    ports,
    now: () => sessions.rows.get(session.id) as ListenSession,
    handleFrame: (frame: ClientFrame) => handleFrame(frame, session, moves, ports),
  };
}

describe('a socket that opens', () => {
  test('connects its session and requests the replay', async () => {
    const w = world({ eventCursor: keyOf(T0 + 30_000) });
    expect(await openSocket('ws_1', 'c1', w.ports)).toBe(true);
    expect(w.now()).toMatchObject({ connectionId: 'c1', catchingUp: true, connectedAt: w.clock.now });
    const from = eventKeyAt(T0 + 30_000 - OVERLAP_MS);
    expect(w.queue.sent).toEqual([
      { session: { account: 'acct_shop', mode: 'live', id: w.now().id }, replay: { connectionId: 'c1', from } },
    ]);
  });

  test('with an unknown id, or with that of an expired session, is refused', async () => {
    const w = world();
    expect(await openSocket('ws_2', 'c1', w.ports)).toBe(false);
    w.clock.now = w.now().expiresAt;
    expect(await openSocket('ws_1', 'c1', w.ports)).toBe(false);
    expect(w.queue.sent).toEqual([]);
  });

  test('replaces one that is open', async () => {
    const w = world();
    await openSocket('ws_1', 'c1', w.ports);
    await openSocket('ws_1', 'c2', w.ports);
    expect(w.now().connectionId).toBe('c2');
    expect(w.sockets.closed).toEqual(['c1']);
    await closeSocket('c1', w.ports);
    expect(w.now().connectionId).toBe('c2');
    await closeSocket('c2', w.ports);
    expect(w.now()).not.toHaveProperty('connectionId');
  });

  test('is refused when the queue refuses its replay', async () => {
    const w = world();
    w.queue.refuse(true);
    await expect(openSocket('ws_1', 'c1', w.ports)).rejects.toThrow('replay');
    expect(w.now()).not.toHaveProperty('connectionId');
  });

  test("of a new session for other accounts' events waits until every publish knows the session", async () => {
    const created = T0 + 59_500;
    const own = world({ created });
    await openSocket('ws_1', 'c1', own.ports);
    expect(own.clock.now).toBe(T0 + 60_000);
    const others = world({ created, eventsFrom: ['@accounts'] });
    await openSocket('ws_1', 'c1', others.ports);
    expect(others.clock.now).toBe(created + SESSIONS_CACHE_MS);
  });

  test('does not make a session live longer than what it was made with', async () => {
    const endsAt = T0 + 3_600_000;
    const w = world({ endsAt, expiresAt: endsAt });
    await openSocket('ws_1', 'c1', w.ports);
    expect(w.now().expiresAt).toBe(endsAt);
  });
});

describe('a frame of a listener', () => {
  const ack = (key: string): ClientFrame => ({
    type: 'event_ack',
    event_id: 'x',
    webhook_id: 'y',
    webhook_conversation_id: `wc_${key}`,
  });

  test('moves the cursor forward, and never back', async () => {
    const w = world();
    await w.handleFrame(ack(keyOf(T0 + 2_000)));
    w.clock.now += 1_000;
    await w.handleFrame(ack(keyOf(T0 + 1_000)));
    expect(w.now().eventCursor).toBe(keyOf(T0 + 2_000));
    w.clock.now += 1_000;
    await w.handleFrame(ack(keyOf(T0 + 3_000)));
    expect(w.now().eventCursor).toBe(keyOf(T0 + 3_000));
  });

  test('stores the channel that sent the newest event, if it is known', async () => {
    const w = world();
    await w.handleFrame(ack(`${keyOf(T0 + 1_000)}.c1`));
    expect(w.now()).toMatchObject({ eventCursor: keyOf(T0 + 1_000), cursorChannel: 'c1' });
    w.clock.now += 1_000;
    await w.handleFrame(ack(keyOf(T0 + 2_000)));
    expect(w.now()).not.toHaveProperty('cursorChannel');
  });

  test('of a burst of acknowledgements is not always written', async () => {
    const w = world();
    for (let n = 0; n < 100; n++) await w.handleFrame(ack(keyOf(T0 + n)));
    expect(w.now().acknowledged).toHaveLength(1);
  });

  test('with an event id that its publisher chose is looked up', async () => {
    const w = world({}, [anEvent({ id: 'evt_chosen', key: keyOf(T0 + 5) })]);
    await w.handleFrame({ type: 'event_ack', event_id: 'evt_chosen', webhook_id: 'y', webhook_conversation_id: '' });
    await w.handleFrame({ type: 'event_ack', event_id: 'evt_nothing', webhook_id: 'y' });
    expect(w.now().eventCursor).toBe(keyOf(T0 + 5));
  });

  test('with an event key is used as the key, unless a publisher chose it as an id', async () => {
    const ack = (event_id: string): ClientFrame => ({ type: 'event_ack', event_id, webhook_id: 'y' });
    const w = world({}, [anEvent({ id: keyOf(T0 + 30_000), key: keyOf(T0 + 5) })]);
    await w.handleFrame(ack(keyOf(T0 + 30_000)));
    expect(w.now().eventCursor).toBe(keyOf(T0 + 5));
    w.clock.now += 1_000;
    await w.handleFrame(ack(keyOf(T0 + 6)));
    expect(w.now().eventCursor).toBe(keyOf(T0 + 6));
    w.clock.now += 1_000;
    await w.handleFrame(ack(keyOf(T0 + 365 * 24 * 3_600_000)));
    expect(w.now().eventCursor).toBe(keyOf(T0 + 6));
  });

  test('with a local response is stored', async () => {
    const w = world();
    await w.handleFrame({ type: 'webhook_response', forward_url: 'http://localhost', status: 500, body: 'no' });
    expect(w.localResponses.rows).toEqual([
      {
        session: w.now().id,
        answer: expect.objectContaining({ id: 'ans_1', status: 500, body: 'no', at: w.clock.now }),
      },
    ]);
  });
});
