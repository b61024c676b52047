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
let isThere: () => Promise<boolean>;
let connection: Connection;

const last = (): TestSocket => sockets.at(-1) as TestSocket;
const names = () => states.map(({ name }) => name);

beforeEach(() => {
  clock = createClock();
  [sockets, states, texts] = [[], [], []];
  isThere = async () => true;
  connection = connect({
    open: () => {
      sockets.push(new TestSocket());
      return last();
    },
    isThere: () => isThere(),
    onState: (state) => states.push(state),
    onText: (text) => texts.push(text),
    keepAlive: 'still here',
    clock,
  });
});

describe('a connection', () => {
  it('is live once its socket is open, and hands on what comes', () => {
    expect(names()).toEqual(['connecting']);
    last().opens();
    last().says('one');
    last().says(new ArrayBuffer(1));
    expect(names()).toEqual(['connecting', 'live']);
    expect(texts).toEqual(['one']);
  });

  it('that is cut says when it tries again, and does so then', async () => {
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

  /** How long it waits after each of so many sockets that are cut. @param openMs how long each was open; 0 for not at all */
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

  it('waits longer each time that it fails, also when it fails just after it opened', async () => {
    expect(await waits(3, 0)).toEqual([1000, 2000, 4000]);
    expect(await waits(2, 100)).toEqual([8000, 16_000]);
  });

  it('waits as at first after a socket that was open for a while', async () => {
    await waits(4, 0);
    expect(await waits(3, 5000)).toEqual([1000, 1000, 1000]);
  });

  it('gives up a socket that does not open, and tries another', async () => {
    await clock.pass(15_000);
    expect(sockets[0]?.closed).toBe(true);
    expect(states.at(-1)?.name).toBe('reconnecting');
    await clock.pass(1000);
    expect(sockets).toHaveLength(2);
  });

  it('does not wait when told so', async () => {
    last().opens();
    last().isCut();
    connection.retryNow();
    await settled();
    expect(sockets).toHaveLength(2);
    await clock.pass(1000);
    expect(sockets).toHaveLength(2);
  });

  it('is not made a second time when told so while it is live', async () => {
    last().opens();
    connection.retryNow();
    await clock.pass(2000);
    expect(sockets).toHaveLength(1);
  });

  it('ends when its session is no more', async () => {
    isThere = async () => false;
    last().opens();
    last().isCut();
    await clock.pass(60_000);
    expect(states.at(-1)).toEqual({ name: 'ended' });
    expect(sockets).toHaveLength(1);
  });

  it('says something now and then, for a socket that is silent is closed', async () => {
    last().opens();
    await clock.pass(9 * 60_000);
    expect(last().sent).toEqual(['still here', 'still here']);
  });

  it('that is closed does nothing more, whatever is still on its way', async () => {
    last().opens();
    const { onmessage, onclose } = last();
    connection.close();
    expect(last().closed).toBe(true);
    onclose?.call(last(), {} as CloseEvent);
    onmessage?.call(last(), { data: 'late' } as MessageEvent);
    await clock.pass(60 * 60_000);
    expect([names(), sockets.length, last().sent]).toEqual([['connecting', 'live'], 1, []]);
  });

  it('closed while it asks for its session opens nothing', async () => {
    let answer: (there: boolean) => void = () => {};
    isThere = () =>
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
  it('doubles from one second up to half a minute, a quarter more or less', () => {
    expect([1, 2, 3, 4, 5, 6, 50].map((failures) => delayOf(failures, 0.5))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    expect([delayOf(1, 0), delayOf(1, 1)]).toEqual([750, 1250]);
  });
});
