/** A socket that is opened again whenever it is cut, until it is closed. */
import { WebSocket } from 'ws';
import { LISTEN_PROTOCOL, WEBSOCKET_ID_HEADER } from '../../lambdas/contract/listen/protocol.ts';
import { pause } from '../interrupt.ts';

export interface SocketTarget {
  readonly url: string;
  readonly websocketId: string;
}

export interface Timing {
  /** Shortest and longest wait before it is opened again, milliseconds. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Between pings; a socket that does not answer one until the next is dead. */
  readonly pingMs: number;
}

export const TIMING: Timing = { firstWaitMs: 1000, longestWaitMs: 30_000, pingMs: 15_000 };

export interface SocketOptions {
  readonly target: SocketTarget;
  /** The platform does not know the target any more: gives another. What it throws ends all. */
  readonly renew: () => Promise<SocketTarget>;
  readonly onText: (text: string) => void;
  /** Each time it is open. */
  readonly onOpen: () => void;
  /** Each time it is cut, or could not be opened. @param waitMs until the next try */
  readonly onCut: (reason: string, waitMs: number) => void;
  readonly signal: AbortSignal;
  readonly timing?: Timing;
}

export interface ListenSocket {
  /** @returns false when it is not open: the text is lost */
  send(text: string): boolean;
  /** Reads nothing for now: the sender has to wait. */
  hold(held: boolean): void;
  /** Until the signal is aborted. @throws what `renew` throws */
  readonly ended: Promise<void>;
}

/** A connection that lasted so long was a good one: the next wait is short again. Milliseconds. */
const GOOD_MS = 10_000;
const OPENING_MS = 15_000;

export function openSocket(options: SocketOptions): ListenSocket {
  const { signal, renew, onCut, timing = TIMING } = options;
  const state: State = { socket: undefined, held: false };

  async function run(): Promise<void> {
    let { target } = options;
    let renewed = false;
    for (let failures = 0; !signal.aborted; failures++) {
      const { reason, lastedMs, unknown } = await connection(target, state, options, timing);
      if (signal.aborted) return;
      if (lastedMs >= GOOD_MS) failures = 0;
      if (unknown && !renewed) {
        target = await renew();
        renewed = true;
        continue;
      }
      // One that was renewed and is unknown again waits like any other.
      renewed = false;
      const longest = Math.min(timing.firstWaitMs * 2 ** failures, timing.longestWaitMs);
      // Half of it left to chance: those that were cut together do not come back together.
      const waitMs = Math.max(timing.firstWaitMs, longest) * (0.5 + Math.random() / 2);
      onCut(reason, waitMs);
      await pause(waitMs, signal);
    }
  }

  return {
    send(text) {
      if (state.socket?.readyState !== WebSocket.OPEN) return false;
      state.socket.send(text);
      return true;
    },
    hold(held) {
      state.held = held;
      if (state.socket?.readyState !== WebSocket.OPEN) return;
      if (held) state.socket.pause();
      else state.socket.resume();
    },
    ended: run(),
  };
}

interface State {
  socket: WebSocket | undefined;
  held: boolean;
}

interface Ended {
  readonly reason: string;
  /** 0 when it was never open. */
  readonly lastedMs: number;
  readonly unknown: boolean;
}

/** One connection, from its opening to its end. */
function connection(
  { url, websocketId }: SocketTarget,
  state: State,
  options: SocketOptions,
  { pingMs }: Timing,
): Promise<Ended> {
  const { signal, onText, onOpen } = options;
  const socket = new WebSocket(url, LISTEN_PROTOCOL, {
    headers: { [WEBSOCKET_ID_HEADER]: websocketId },
    handshakeTimeout: OPENING_MS,
    maxPayload: 8 * 1024 * 1024,
  });
  state.socket = socket;
  let opened = 0;
  let answered = true;
  let reason = '';
  let unknown = false;
  const ping = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    // While it is held nothing is read, pongs neither.
    if (!answered && !state.held) {
      reason = 'it went silent';
      return socket.terminate();
    }
    answered = false;
    socket.ping();
  }, pingMs);
  const close = () => socket.close(1000);
  signal.addEventListener('abort', close);

  return new Promise((resolve) => {
    socket.on('open', () => {
      opened = performance.now();
      if (state.held) socket.pause();
      onOpen();
    });
    socket.on('pong', () => {
      answered = true;
    });
    socket.on('message', (data) => {
      answered = true;
      onText(data.toString());
    });
    socket.on('unexpected-response', (_request, response) => {
      const { statusCode = 0 } = response;
      // Whoever is refused for good asks for another session; that answer tells what is wrong, if anything is.
      unknown = statusCode >= 400 && statusCode < 500 && statusCode !== 429;
      reason = `it answered ${statusCode}`;
      response.resume();
      socket.terminate();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      reason ||= error.code === 'ECONNREFUSED' ? 'nothing listens there' : error.message || error.code || '';
    });
    socket.on('close', (code) => {
      clearInterval(ping);
      signal.removeEventListener('abort', close);
      resolve({ reason: reason || `closed, ${code}`, lastedMs: opened ? performance.now() - opened : 0, unknown });
    });
  });
}
