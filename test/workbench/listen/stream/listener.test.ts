import { beforeEach, describe, expect, it } from 'vitest';
import { ACK_EVERY_MS } from '../../../../api-client/listen/newest-ack.ts';
import {
  createListener,
  FLUSH_MS,
  type Listener,
  type ListenState,
} from '../../../../workbench/src/listen/stream/listener.ts';
import type { Row } from '../../../../workbench/src/listen/stream/row.ts';
import { createClock, frameOf, settled, type TestClock, TestSocket } from './doubles.ts';

let clock: TestClock;
let listener: Listener;
/** Every socket that was opened. */
let sockets: (TestSocket & { readonly of: string })[];
let created: (readonly string[])[];
let removed: string[];
let states: ListenState[];
let sessions: (string | undefined)[];
let batches: (readonly Row[])[];
let createFails: Error | undefined;
let hold: Promise<void> | undefined;

const last = (): TestSocket => sockets.at(-1) as TestSocket;
/** Ids acknowledged over the newest socket. */
const acknowledged = () => last().sent.map((text) => JSON.parse(text).event_id);
const ids = () => batches.flat().map(({ id }) => id);

beforeEach(() => {
  clock = createClock();
  [sockets, created, removed, states, sessions, batches] = [[], [], [], [], [], []];
  [createFails, hold] = [undefined, undefined];
  listener = createListener({
    create: async (types) => {
      created.push(types);
      const number = created.length;
      await hold;
      if (createFails) throw createFails;
      return { id: `lst_${number}`, websocket_id: `lws_${number}`, websocket_url: 'ws://host/listen' };
    },
    sessionExists: async (id) => !removed.includes(id),
    remove: (id) => removed.push(id),
    openSocket: (_url, websocketId) => {
      sockets.push(Object.assign(new TestSocket(), { of: websocketId }));
      return last();
    },
    onState: (state) => states.push(state),
    onSession: (id) => sessions.push(id),
    onRows: (rows) => batches.push(rows),
    clock,
  });
});

async function live(types: readonly string[] = []): Promise<void> {
  await listener.listen(types);
  last().opens();
}

describe('a listener', () => {
  it('creates a session, opens its socket, and ends the session when it is closed', async () => {
    await live(['invoice.*']);
    expect([created, sockets.map(({ of }) => of), sessions]).toEqual([[['invoice.*']], ['lws_1'], ['lst_1']]);
    expect(states.map(({ name }) => name)).toEqual(['connecting', 'connecting', 'live']);
    listener.close();
    expect([removed, last().closed, sessions.at(-1)]).toEqual([['lst_1'], true, undefined]);
  });

  it('acknowledges the first and the newest event of a burst, and no resends', async () => {
    await live();
    for (const id of ['evt_1', 'evt_2', 'evt_3']) last().says(frameOf(id));
    last().says(frameOf('evt_0', { webhook_conversation_id: 'wr_evt_0' }));
    expect(acknowledged()).toEqual(['evt_1']);
    await clock.pass(ACK_EVERY_MS);
    expect(acknowledged()).toEqual(['evt_1', 'evt_3']);
  });

  it('sends nothing to a socket that is not open', async () => {
    await live();
    for (const id of ['evt_1', 'evt_2']) last().says(frameOf(id));
    last().isCut();
    await clock.pass(1000);
    expect(sockets).toHaveLength(2);
    expect(last().sent).toEqual([]);
  });

  it('passes on a burst of events in one batch', async () => {
    await live();
    last().says(frameOf('evt_1'));
    last().says(frameOf('evt_2'));
    expect(batches).toEqual([]);
    await clock.pass(FLUSH_MS);
    expect(batches.map((rows) => rows.map(({ id }) => id))).toEqual([['evt_1', 'evt_2']]);
  });

  it('shows a duplicate once, and acknowledges it again', async () => {
    await live();
    last().says(frameOf('evt_1'));
    last().isCut();
    await clock.pass(1000);
    last().opens();
    last().says(frameOf('evt_1'));
    expect(acknowledged()).toEqual(['evt_1']);
    last().says(frameOf('evt_2'));
    await clock.pass(FLUSH_MS);
    expect([sockets.length, ids()]).toEqual([2, ['evt_1', 'evt_2']]);
  });

  it('shows a resend as another row', async () => {
    await live();
    last().says(frameOf('evt_1'));
    last().says(frameOf('evt_1', { webhook_conversation_id: 'wr_evt_1' }));
    await clock.pass(FLUSH_MS);
    expect(batches.flat().map(({ key, id, resent }) => [key, id, resent])).toEqual([
      [1, 'evt_1', false],
      [2, 'evt_1', true],
    ]);
  });

  it('switches to another session for other types, and ends the previous one only then', async () => {
    await live();
    let release = () => {};
    hold = new Promise((resolve) => {
      release = resolve;
    });
    const changed = listener.listen(['a.*']);
    await settled();
    last().says(frameOf('evt_1'));
    expect(removed).toEqual([]);
    release();
    await changed;
    expect(removed).toEqual(['lst_1']);
    last().opens();
    last().says(frameOf('evt_1'));
    last().says(frameOf('evt_2'));
    await clock.pass(FLUSH_MS);
    expect([created.at(-1), ids(), sessions.at(-1)]).toEqual([['a.*'], ['evt_1', 'evt_2'], 'lst_2']);
  });

  it('applies the last of several changes, and leaves no other session', async () => {
    await Promise.all([listener.listen(['a.*']), listener.listen(['b.*'])]);
    expect([sockets.map(({ of }) => of), removed, sessions]).toEqual([['lws_2'], ['lst_1'], ['lst_2']]);
  });

  it('leaves no session when it is closed while the session is being created', async () => {
    const begun = listener.listen([]);
    listener.close();
    await begun;
    expect([removed, sockets]).toEqual([['lst_1'], []]);
  });

  it('reports why it cannot start, and can try again', async () => {
    createFails = new Error('An account can have at most 20 listen sessions.');
    await listener.listen([]);
    expect(states.at(-1)).toEqual({ name: 'failed', error: createFails });
    createFails = undefined;
    await live();
    expect(states.at(-1)).toEqual({ name: 'live' });
  });

  it('has no session after it was ended elsewhere, and does not end it again', async () => {
    await live();
    removed.push('lst_1');
    last().isCut();
    await clock.pass(1000);
    expect([states.at(-1)?.name, sessions.at(-1)]).toEqual(['ended', undefined]);
    listener.close();
    expect(removed).toEqual(['lst_1']);
  });
});
