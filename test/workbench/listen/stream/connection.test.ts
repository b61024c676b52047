import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Connection,
  type ConnectionState,
  connect,
  delayOf,
} from '../../../../workbench/src/listen/stream/connection.ts';
import { createClock, settled, type TestClock, TestSocket } from './doubles.ts';

let clock: TestClock;
let sockets: TestSocket[];
let states: ConnectionState[];
let texts: string[];
let sessionExists: () => Promise<boolean>;
let connection: Connection;

const last = (): TestSocket => sockets.at(-1) as TestSocket;
const names = () => states.map(({ name }) => name);

beforeEach(() => {
  clock = createClock();
  [sockets, states, texts] = [[], [], []];
  sessionExists = async () => true;
  connection = connect({
    open: () => {
      sockets.push(new TestSocket());
      return last();
    },
    sessionExists: () => sessionExists(),
    onState: (state) => states.push(state),
    onText: (text) => texts.push(text),
    keepAlive: 'still here',
    clock,
  });
});

describe('a connection', () => {
  it('is live once its socket is open, and passes on messages', () => {
    expect(names()).toEqual(['connecting']);
    last().opens();
    last().says('one');
    last().says(new ArrayBuffer(1));
    expect(names()).toEqual(['connecting', 'live']);
    expect(texts).toEqual(['one']);
  });

  it('that is lost reports when it reconnects, and reconnects then', async () => {
    last().opens();
    last().isCut();
    expect(states.at(-1)).toEqual({ name: 'reconnecting', at: clock.now() + 1000 });
    await clock.pass(999);
    expect(sockets).toHaveLength(1);
    await clock.pass(1);
    expect(sockets).toHaveLength(2);
    last().opens();
    expect(states.at(-1)).toEqual({ name: 'live' });
  });

  /** Returns the delay after each of several lost sockets. @param openMs how long each socket was open; 0 when it did not open */
  async function waits(times: number, openMs: number): Promise<number[]> {
    const waited: number[] = [];
    for (let time = 0; time < times; time += 1) {
      if (openMs > 0) last().opens();
      await clock.pass(openMs);
      last().isCut();
      const state = states.at(-1);
      waited.push(state?.name === 'reconnecting' ? state.at - clock.now() : Number.NaN);
      await clock.pass(waited.at(-1) as number);
    }
    return waited;
  }

  it('waits longer after each failure, also when a socket fails just after it opened', async () => {
    expect(await waits(3, 0)).toEqual([1000, 2000, 4000]);
    expect(await waits(2, 100)).toEqual([8000, 16_000]);
  });

  it('resets the delay after a socket that was open for a while', async () => {
    await waits(4, 0);
    expect(await waits(3, 5000)).toEqual([1000, 1000, 1000]);
  });

  it('replaces a socket that does not open', async () => {
    await clock.pass(15_000);
    expect(sockets[0]?.closed).toBe(true);
    expect(states.at(-1)?.name).toBe('reconnecting');
    await clock.pass(1000);
    expect(sockets).toHaveLength(2);
  });

  it('reconnects without waiting on request', async () => {
    last().opens();
    last().isCut();
    connection.retryNow();
    await settled();
    expect(sockets).toHaveLength(2);
    await clock.pass(1000);
    expect(sockets).toHaveLength(2);
  });

  it('ignores a request to reconnect while it is live', async () => {
    last().opens();
    connection.retryNow();
    await clock.pass(2000);
    expect(sockets).toHaveLength(1);
  });

  it('ends when its session has ended', async () => {
    sessionExists = async () => false;
    last().opens();
    last().isCut();
    await clock.pass(60_000);
    expect(states.at(-1)).toEqual({ name: 'ended' });
    expect(sockets).toHaveLength(1);
  });

  it('sends keep-alive messages', async () => {
    last().opens();
    await clock.pass(9 * 60_000);
    expect(last().sent).toEqual(['still here', 'still here']);
  });

  it('that is closed ignores late messages', async () => {
    last().opens();
    const { onmessage, onclose } = last();
    connection.close();
    expect(last().closed).toBe(true);
    onclose?.call(last(), {} as CloseEvent);
    onmessage?.call(last(), { data: 'late' } as MessageEvent);
    await clock.pass(60 * 60_000);
    expect([names(), sockets.length, last().sent]).toEqual([['connecting', 'live'], 1, []]);
  });

  it('that is closed while it checks its session opens no socket', async () => {
    let answer: (there: boolean) => void = () => {};
    sessionExists = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    last().isCut();
    await clock.pass(1000);
    connection.close();
    answer(true);
    await settled();
    expect(sockets).toHaveLength(1);
  });
});

describe('the delay', () => {
  it('doubles from one second to 30 seconds, with a jitter of 25 %', () => {
    expect([1, 2, 3, 4, 5, 6, 50].map((failures) => delayOf(failures, 0.5))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    expect([delayOf(1, 0), delayOf(1, 1)]).toEqual([750, 1250]);
  });
});
