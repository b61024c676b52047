import { describe, expect, test, vi } from 'vitest';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { eventKeyAt } from '../../../lambdas/core/ids.ts';
import type { PushPorts, Sent } from '../../../lambdas/core/listen/ports.ts';
import { pushBatch } from '../../../lambdas/core/listen/push.ts';
import { CATCH_UP_MS, type ListenMessage, type ListenSession } from '../../../lambdas/core/listen/session.ts';
import { recentlySent } from '../../../lambdas/push/recently-sent.ts';
import { anEvent, T0 } from '../../doubles/factories.ts';
import {
  aListenSession,
  memoryListenEvents,
  memoryListenQueue,
  memoryListenSessions,
  memorySockets,
} from '../../doubles/memory-listen.ts';

/** Returns the n-th event, a second after the one before. */
const event = (n: number, over: Partial<WaybillEvent> = {}): WaybillEvent => {
  const key = `${eventKeyAt(T0 + n * 1000)}${String(n).padStart(16, '0')}`;
  return anEvent({ id: key, key, ...over });
};
const settled: Partial<ListenSession> = { connectionId: 'c1', connectedAt: T0 };
const catchingUp: Partial<ListenSession> = { ...settled, catchingUp: true };

function world(over: Partial<ListenSession> = {}, answer?: (text: string, connectionId: string) => Sent) {
  const clock = { now: T0 + 60_000 };
  const stored: WaybillEvent[] = [];
  const session = aListenSession(over);
  const sessions = memoryListenSessions(() => clock.now);
  sessions.rows.set(session.id, session);
  const events = memoryListenEvents(stored);
  const queue = memoryListenQueue();
  const sockets = memorySockets(answer);
  const reportInternalError = vi.fn();
  const ports: PushPorts = {
    sessions: sessions.store,
    events: events.events,
    queue: queue.queue,
    sockets: sockets.sockets,
    secret: async () => `whsec_${Buffer.alloc(32).toString('base64')}`,
    rendering: { versions: async () => [], downgrades: {}, processorTime: () => 0 },
    stripeHeaderName: 'Stripe-Signature',
    sliceMs: 5_000,
    recent: recentlySent('i1'),
    reportInternalError,
    now: () => clock.now,
    pause: async (ms) => {
      clock.now += ms;
    },
  };
  let received = 0;
  const push = (messages: ListenMessage[], receiveCount = 1) =>
    pushBatch(
      messages.map((message) => {
        received += 1;
        return { id: `m${received}`, receiptHandle: `r${received}`, receiveCount, message };
      }),
      ports,
    );
  const sessionKey = { account: session.account, mode: session.mode, id: session.id };
  return {
    clock,
    stored,
    sessions,
    events,
    queue,
    sockets,
    ports,
    reportInternalError,
    push,
    now: () => sessions.rows.get(session.id) as ListenSession,
    opens: async (connectionId: string, over: Partial<ListenSession> = {}) => {
      await sessions.store.connect(session, connectionId, clock.now - CATCH_UP_MS - 1);
      sessions.rows.set(session.id, { ...(sessions.rows.get(session.id) as ListenSession), ...over });
    },
    live: (...all: WaybillEvent[]): ListenMessage => ({
      session: sessionKey,
      events: all.map(({ account, key }) => ({ account, key })),
    }),
    replay: (from = session.start, connectionId = 'c1'): ListenMessage => ({
      session: sessionKey,
      replay: { connectionId, from },
    }),
    sent: () => sockets.messages.map(({ frame }) => frame.event_id),
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => event(from + n));
const ids = (events: readonly WaybillEvent[]) => events.map(({ id }) => id);

describe('live events', () => {
  test('are sent in the order of their messages', async () => {
    const w = world(settled);
    w.stored.push(...range(1, 5));
    expect(await w.push([w.live(event(2), event(1)), w.live(event(3)), w.live(event(5), event(4))])).toEqual([]);
    expect(w.sent()).toEqual(ids([event(2), event(1), event(3), event(5), event(4)]));
  });

  test('are not sent while the session has no socket, has expired, or is catching up', async () => {
    for (const over of [{}, { ...settled, expiresAt: T0 }, catchingUp]) {
      const w = world(over);
      w.stored.push(event(1));
      expect(await w.push([w.live(event(1))])).toEqual([]);
      expect(w.sent()).toEqual([]);
    }
  });

  test('that are received twice are sent once', async () => {
    const w = world(settled);
    w.stored.push(event(1));
    await w.push([w.live(event(1)), w.live(event(1))]);
    await w.push([w.live(event(1))]);
    expect(w.sent()).toEqual([event(1).id]);
  });

  test('that are resent are sent regardless of earlier sends, also while the session is catching up', async () => {
    const w = world({ ...catchingUp, types: ['refund.*'], replayedTo: eventKeyAt(T0 + 9_000) });
    w.stored.push(event(1));
    const asked = { ...w.live(event(1)), resend: true } as ListenMessage;
    await w.push([asked, asked]);
    expect(w.sent()).toEqual([event(1).id, event(1).id]);
  });

  test('that cannot be rendered are sent without their body', async () => {
    const w = world({ ...settled, apiVersion: '2025-01-01' });
    const downgrade = { function: 'missing' };
    const change = { name: 'c', types: ['*'], description: 'd', downgrade };
    const versions = [
      { version: '2026-01-01', changes: [change] },
      { version: '2025-01-01', changes: [] },
    ];
    const ports = { ...w.ports, rendering: { ...w.ports.rendering, versions: async () => versions } };
    w.stored.push(event(1));
    await pushBatch([{ id: 'm', receiptHandle: 'r', receiveCount: 1, message: w.live(event(1)) }], ports);
    expect(w.sockets.messages[0]?.frame).toMatchObject({ event_id: event(1).id, event_payload: null });
  });
});

describe('a socket', () => {
  test('that is gone disconnects its session, and later events are left to the replay', async () => {
    const w = world(settled, () => 'gone');
    w.stored.push(...range(1, 3));
    expect(await w.push([w.live(event(1)), w.live(event(2))])).toEqual([]);
    expect(w.now()).not.toHaveProperty('connectionId');
  });

  test('that is not open yet is retried', async () => {
    let asked = 0;
    const w = world({ ...settled, connectedAt: T0 + 59_900 }, () => {
      asked += 1;
      return asked < 4 ? 'gone' : 'sent';
    });
    w.stored.push(event(1));
    expect(await w.push([w.live(event(1))])).toEqual([]);
    expect(w.sent()).toEqual([event(1).id]);
  });

  test('that fails keeps the failed message and all messages after it in the queue, in order', async () => {
    let failing = true;
    const w = world(settled, (text) => (failing && text.includes(event(2).id) ? 'failed' : 'sent'));
    w.stored.push(...range(1, 4));
    const messages = [w.live(event(1)), w.live(event(2)), w.live(event(3)), w.live(event(4))];
    expect(await w.push(messages)).toEqual(['m2', 'm3', 'm4']);
    expect(w.queue.hidden).toEqual(['r2', 'r3', 'r4']);
    failing = false;
    expect(await w.push(messages.slice(1), 2)).toEqual([]);
    expect(w.sent()).toEqual(ids(range(1, 4)));
  });

  test('that keeps failing is closed, so that its listener connects again', async () => {
    const w = world(settled, () => 'failed');
    w.stored.push(event(1));
    expect(await w.push([w.live(event(1))], 4)).toEqual([]);
    expect(w.sockets.closed).toEqual(['c1']);
    expect(w.now()).not.toHaveProperty('connectionId');
  });

  test('that is slow receives events until the time is over; the rest stays in the queue', async () => {
    const w = world(settled, () => {
      w.clock.now += 1_000;
      return 'sent';
    });
    w.stored.push(...range(1, 100));
    const received = (receiveCount: number) =>
      [w.live(...range(1, 60)), w.live(...range(61, 100))].map((message, index) => ({
        id: `m${index}`,
        receiptHandle: `r${index}`,
        receiveCount,
        message,
      }));
    const pushFor = (ms: number, receiveCount: number) => pushBatch(received(receiveCount), w.ports, w.clock.now + ms);
    expect(await pushFor(35_000, 1)).toEqual(['m0', 'm1']);
    expect(w.sent()).toEqual(ids(range(1, 35)));
    expect(await pushFor(35_000, 2)).toEqual(['m1']);
    expect(await pushFor(35_000, 3)).toEqual([]);
    expect(w.sent()).toEqual(ids(range(1, 100)));
    expect(w.sockets.closed).toEqual([]);
  });

  test('of one session does not delay the others of the batch', async () => {
    const w = world(settled, (_text, connectionId) => (connectionId === 'c1' ? 'failed' : 'sent'));
    const other = aListenSession({ ...settled, id: 'lst_other', connectionId: 'c2' });
    w.sessions.rows.set(other.id, other);
    w.stored.push(event(1));
    const { account, mode, id } = other;
    const toOther: ListenMessage = { session: { account, mode, id }, events: [{ account, key: event(1).key }] };
    expect(await w.push([w.live(event(1)), toOther])).toEqual(['m1']);
    expect(w.sent()).toEqual([event(1).id]);
  });

  test('whose session cannot be read keeps its messages in the queue', async () => {
    const w = world(settled);
    const fault = new Error('throttled');
    w.ports.sessions.get = async () => Promise.reject(fault);
    expect(await w.push([w.live(event(1)), w.live(event(2))])).toEqual(['m1', 'm2']);
    expect(w.reportInternalError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: w.now().id }), fault);
  });
});

describe('a replay', () => {
  test.each([
    ['one of its passes', 60_000],
    ['the pass that would be its last', 60_000 - CATCH_UP_MS - 1],
  ])('sends events in order although %s misses an older one than it finds', async (_which, connected) => {
    const w = world({ ...catchingUp, connectedAt: T0 + connected });
    const [old, missed, found] = [event(50), event(61), event(62)];
    w.stored.push(old);
    const { from } = w.ports.events;
    let reads = 0;
    const read: typeof from = async (...given) => {
      reads += 1;
      // Both are stored during the first read, which has read the part of the one already, and not yet that of the other.
      if (reads === 1) w.stored.push(found);
      if (reads === 2) w.stored.push(missed);
      const batch = await from(...given);
      w.clock.now += 2_000;
      return batch;
    };
    w.ports.events.from = read;
    await w.push([w.replay()]);
    expect(w.sent()).toEqual(ids([old, missed, found]));
  });

  test('sends all events from its key in order, page by page; then live events are sent', async () => {
    const w = world(catchingUp);
    w.stored.push(...range(1, 20), event(30, { type: 'refund.created' }));
    expect(await w.push([w.live(event(20)), w.replay(event(5).key), w.live(event(30))])).toEqual([]);
    expect(w.sent()).toEqual(ids([...range(5, 20), event(30)]));
    expect(w.now()).not.toHaveProperty('catchingUp');
  });

  test('sends only events that the session takes and has not acknowledged', async () => {
    const w = world({ ...catchingUp, types: ['invoice.*'], acknowledged: [event(2).key] });
    w.stored.push(event(1), event(2), event(3, { type: 'refund.created' }), event(4));
    await w.push([w.replay()]);
    expect(w.sent()).toEqual(ids([event(1), event(4)]));
  });

  test('does not repeat events that the former socket received before an acknowledged one', async () => {
    const w = world(settled);
    w.stored.push(...range(1, 6));
    await w.push([w.live(event(2)), w.live(event(1)), w.live(event(4)), w.live(event(5))]);
    await w.opens('c2', { eventCursor: event(4).key, cursorChannel: 'c1~i1' });
    await w.push([w.replay(undefined, 'c2')]);
    // The third was stored late and never sent to the first socket.
    expect(w.sent().slice(4)).toEqual(ids([event(3), event(5), event(6)]));
  });

  test('repeats events of the newer of two sockets, when the acknowledged one was sent to the older', async () => {
    const w = world(settled);
    w.stored.push(event(1), event(4));
    await w.push([w.live(event(1)), w.live(event(4))]);
    w.stored.push(event(2));
    await w.opens('c2');
    await w.push([w.replay(undefined, 'c2')]);
    await w.opens('c3', { eventCursor: event(4).key, cursorChannel: 'c1~i1' });
    await w.push([w.replay(undefined, 'c3')]);
    expect(w.sent().slice(5)).toEqual(ids([event(1), event(2), event(4)]));
  });

  test('repeats events before a resent one, although that is the newest acknowledged', async () => {
    const w = world(settled);
    w.stored.push(...range(1, 2));
    await w.push([w.live(event(1))]);
    // Another instance had sent the second, which was acknowledged. This instance sends it as a resend only.
    await w.push([{ ...w.live(event(2)), resend: true } as ListenMessage]);
    await w.opens('c2', { eventCursor: event(2).key, cursorChannel: 'c1~i1' });
    await w.push([w.replay(undefined, 'c2')]);
    expect(w.sent().slice(2)).toEqual(ids(range(1, 2)));
  });

  test('for a socket that another has replaced sends nothing', async () => {
    const w = world({ ...catchingUp, connectionId: 'c2' });
    w.stored.push(event(1));
    await w.push([w.replay()]);
    expect(w.sent()).toEqual([]);
    expect(w.now().catchingUp).toBe(true);
  });

  test('repeats its passes until every publish knows the socket', async () => {
    const w = world({ ...catchingUp, connectedAt: T0 + 60_000 });
    w.stored.push(event(58));
    const { pause } = w.ports;
    let pauses = 0;
    const ports: PushPorts = {
      ...w.ports,
      pause: async (ms) => {
        pauses += 1;
        if (pauses === 4) w.stored.push(event(59));
        await pause(ms);
      },
    };
    await pushBatch([{ id: 'm', receiptHandle: 'r', receiveCount: 1, message: w.replay() }], ports);
    expect(w.sent()).toEqual(ids([event(58), event(59)]));
    expect(w.clock.now - (T0 + 60_000)).toBeGreaterThanOrEqual(CATCH_UP_MS);
    expect(w.now()).not.toHaveProperty('catchingUp');
  });

  test('that takes long continues with a further message', async () => {
    const w = world(catchingUp);
    w.stored.push(...range(1, 20));
    const { send } = w.ports.sockets;
    const slow = async (connectionId: string, text: string) => {
      w.clock.now += 1_000;
      return send(connectionId, text);
    };
    Object.assign(w.ports.sockets, { send: slow });
    await w.push([w.replay()]);
    const first = w.sent().length;
    expect(first).toBeLessThan(20);
    expect(w.now().catchingUp).toBe(true);
    for (let rounds = 0; w.now().catchingUp && rounds < 10; rounds++) await w.push(w.queue.sent.splice(0));
    expect(w.sent()).toEqual(ids(range(1, 20)));
  });

  test('whose socket closes leaves the rest to the next replay', async () => {
    const w = world(catchingUp, (text) => (text.includes(event(3).id) ? 'gone' : 'sent'));
    w.stored.push(...range(1, 5));
    expect(await w.push([w.replay(), w.live(event(5))])).toEqual([]);
    expect(w.sent()).toEqual(ids(range(1, 2)));
    expect(w.now()).not.toHaveProperty('connectionId');
  });

  test('sends events of its own and of other accounts in one order', async () => {
    const other = { account: 'acct_other' };
    const mixed = range(1, 12).map((one, n) => (n % 2 ? one : { ...one, ...other }));
    const w = world({ eventsFrom: ['@self', '@accounts'] });
    w.stored.push(...mixed, { ...event(13), ...other });
    // While it has no socket, all of these are recorded but the last, for which no message was sent.
    await w.push([w.live(...mixed)]);
    w.sessions.rows.set(w.now().id, { ...w.now(), ...catchingUp });
    await w.push([w.replay()]);
    expect(w.sent()).toEqual(ids(mixed));
  });
});
