import { describe, expect, onTestFinished, test } from 'vitest';
import { type ListenSocket, openSocket, type SocketOptions } from '../../../cli/listen/socket.ts';
import { until } from '../../doubles/receiver.ts';
import { snapshotFrame, startFakePlatform } from './fake-platform.ts';

/** Waits are short. Pings are not: a busy machine may be late with the answer to one, and the socket would be given up. */
const QUICK = { firstWaitMs: 20, longestWaitMs: 80, pingMs: 60_000 };
const PINGING = { ...QUICK, pingMs: 50 };

async function scene(over: Partial<SocketOptions> = {}) {
  const platform = await startFakePlatform();
  const made = (await (await fetch(`${platform.base}/v1/listen_sessions`, { method: 'POST', body: '{}' })).json()) as {
    websocket_url: string;
    websocket_id: string;
  };
  const texts: string[] = [];
  const cuts: { reason: string; waitMs: number }[] = [];
  const stopping = new AbortController();
  const socket = openSocket({
    target: { url: made.websocket_url, websocketId: made.websocket_id },
    renew: () => Promise.reject(new Error('not to be renewed')),
    onText: (text) => texts.push(text),
    onOpen: () => {},
    onLost: (reason, waitMs) => cuts.push({ reason, waitMs }),
    signal: stopping.signal,
    timing: QUICK,
    ...over,
  });
  const stop = async () => {
    stopping.abort();
    await socket.ended.catch(() => {});
  };
  onTestFinished(async () => {
    await stop();
    await platform.stop();
  });
  return { platform, socket: socket as ListenSocket, texts, cuts, stop };
}

describe('a socket', () => {
  test('is opened again whenever the connection is lost', async () => {
    const { platform, texts, cuts } = await scene();
    for (let time = 1; time <= 3; time++) {
      await until(`it is open for the ${time}. time`, () => platform.opened() === time);
      platform.send(snapshotFrame(`evt_${time}`));
      await until('the event is there', () => texts.length === time);
      platform.cut();
    }
    expect(cuts.length).toBeGreaterThanOrEqual(2);
    for (const { waitMs } of cuts) expect(waitMs).toBeLessThanOrEqual(80);
  });

  test('without a pong is closed', async () => {
    const { platform, cuts } = await scene({ timing: PINGING });
    await until('it is open', () => platform.opened() > 0);
    platform.freeze();
    await until('it is given up', () => cuts.find(({ reason }) => reason === 'no response to a ping'));
  });

  test('with an unknown id requests another session', async () => {
    let renewed = 0;
    const { platform, cuts } = await scene({
      renew: async () => {
        renewed++;
        return { url: `${platform.base.replace('http', 'ws')}/listen`, websocketId: 'wid_lst_1' };
      },
    });
    await until('it is open', () => platform.opened() === 1);
    platform.forgetSessions();
    platform.cut();
    await until('another is asked for', () => renewed > 0);
    platform.rememberSession('wid_lst_1');
    await until('it is open again', () => platform.opened() === 2);
    expect(cuts.length).toBeGreaterThan(0);
  });

  test('ends with the error of the request for another session', async () => {
    const { platform, socket } = await scene();
    await until('it is open', () => platform.opened() === 1);
    platform.forgetSessions();
    platform.cut();
    await expect(socket.ended).rejects.toThrow('not to be renewed');
  });

  test('that is paused reads nothing until it is resumed', async () => {
    const { platform, socket, texts } = await scene();
    await until('it is open', () => platform.opened() === 1);
    socket.setPaused(true);
    platform.send(snapshotFrame('evt_1'));
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(texts).toEqual([]);
    expect(platform.opened()).toBe(1);
    socket.setPaused(false);
    await until('the event is there', () => texts.length === 1);
  });

  test('returns whether it could send', async () => {
    const { platform, socket, stop } = await scene();
    await until('it is open', () => platform.opened() === 1);
    expect(socket.send('{"type":"x"}')).toBe(true);
    await until('it has come', () => platform.frames.length === 1);
    await stop();
    expect(socket.send('{}')).toBe(false);
  });
});
