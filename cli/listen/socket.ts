/** A WebSocket that is opened again whenever the connection is lost. */
import { WebSocket } from 'ws';
import { LISTEN_PROTOCOL, WEBSOCKET_ID_HEADER } from '../../lambdas/contract/listen/protocol.ts';
import { pause } from '../interrupt.ts';

export interface SocketTarget {
  readonly url: string;
  readonly websocketId: string;
}

export interface Timing {
  /** Shortest and longest delay before it is opened again, milliseconds. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Interval of pings, milliseconds. A connection without a pong until the next ping is closed. */
  readonly pingMs: number;
}

export const TIMING: Timing = { firstWaitMs: 1000, longestWaitMs: 30_000, pingMs: 15_000 };

export interface SocketOptions {
  readonly target: SocketTarget;
  /** Returns a new target when the session has ended on the platform. An error that it throws ends `ended`. */
  readonly renew: () => Promise<SocketTarget>;
  readonly onText: (text: string) => void;
  /** Called each time it is open. */
  readonly onOpen: () => void;
  /** Called when the connection is lost or could not be opened. @param waitMs delay until the next try */
  readonly onLost: (reason: string, waitMs: number) => void;
  readonly signal: AbortSignal;
  readonly timing?: Timing;
}

export interface ListenSocket {
  /** Returns false when the socket is not open; the text is lost then. */
  send(text: string): boolean;
  /** Stops or resumes reading, so that the sender waits. */
  setPaused(paused: boolean): void;
  /** Resolves when the signal is aborted. Rejects with an error of `renew`. */
  readonly ended: Promise<void>;
}

/** A connection that lasted this long resets the delay. Milliseconds. */
const STABLE_MS = 10_000;
const OPENING_MS = 15_000;

export function openSocket(options: SocketOptions): ListenSocket {
  const { signal, renew, onLost, timing = TIMING } = options;
  const state: State = { socket: undefined, paused: false };

  async function run(): Promise<void> {
    let { target } = options;
    let renewed = false;
    for (let failures = 0; !signal.aborted; failures++) {
      const { reason, lastedMs, unknown } = await connection(target, state, options, timing);
      if (signal.aborted) return;
      if (lastedMs >= STABLE_MS) failures = 0;
      if (unknown && !renewed) {
        target = await renew();
        renewed = true;
        continue;
      }
      // If the new session is unknown too, it waits like after any other failure.
      renewed = false;
      const longest = Math.min(timing.firstWaitMs * 2 ** failures, timing.longestWaitMs);
      // Half of it is jitter, so that listeners that lost the connection together do not return together.
      const waitMs = Math.max(timing.firstWaitMs, longest) * (0.5 + Math.random() / 2);
      onLost(reason, waitMs);
      await pause(waitMs, signal);
    }
  }

  return {
    send(text) {
      if (state.socket?.readyState !== WebSocket.OPEN) return false;
      state.socket.send(text);
      return true;
    },
    setPaused(paused) {
      state.paused = paused;
      if (state.socket?.readyState !== WebSocket.OPEN) return;
      if (paused) state.socket.pause();
      else state.socket.resume();
    },
    ended: run(),
  };
}

interface State {
  socket: WebSocket | undefined;
  paused: boolean;
}

interface Ended {
  readonly reason: string;
  /** Milliseconds; 0 when it was never open. */
  readonly lastedMs: number;
  readonly unknown: boolean;
}

/** Opens one connection. Resolves when it has ended. */
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
  let alive = true;
  let reason = '';
  let unknown = false;
  const ping = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    // A paused socket does not read pongs either.
    if (!alive && !state.paused) {
      reason = 'no response to a ping';
      return socket.terminate();
    }
    alive = false;
    socket.ping();
  }, pingMs);
  const close = () => socket.close(1000);
  signal.addEventListener('abort', close);

  return new Promise((resolve) => {
    socket.on('open', () => {
      opened = performance.now();
      if (state.paused) socket.pause();
      onOpen();
    });
    socket.on('pong', () => {
      alive = true;
    });
    socket.on('message', (data) => {
      alive = true;
      onText(data.toString());
    });
    socket.on('unexpected-response', (_request, response) => {
      const { statusCode = 0 } = response;
      // The session is unknown or refused. Creating another one shows the problem, if there is one.
      unknown = statusCode >= 400 && statusCode < 500 && statusCode !== 429;
      reason = `the server responded with ${statusCode}`;
      response.resume();
      socket.terminate();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      reason ||= error.code === 'ECONNREFUSED' ? 'the connection was refused' : error.message || error.code || '';
    });
    socket.on('close', (code) => {
      clearInterval(ping);
      signal.removeEventListener('abort', close);
      resolve({ reason: reason || `closed, ${code}`, lastedMs: opened ? performance.now() - opened : 0, unknown });
    });
  });
}
