/** The WebSocket of a listen session. It reconnects when the connection is lost, and the platform replays missed events. */

/** The part of a WebSocket that is used. */
export interface Socket {
  onopen: ((event: Event) => void) | null;
  onmessage: ((message: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

export type ConnectionState =
  | { readonly name: 'connecting' }
  | { readonly name: 'live' }
  /** `at`: time of the next attempt, Unix milliseconds. */
  | { readonly name: 'reconnecting'; readonly at: number }
  /** The session has ended. */
  | { readonly name: 'ended' };

export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** @returns a function that cancels the timer */
  after(ms: number, then: () => void): () => void;
  /** 0 to 1 */
  random(): number;
}

export interface ConnectionPorts {
  readonly open: () => Socket;
  /** Whether the session still exists; true when that is unknown. A refused socket gives no reason. */
  readonly sessionExists: () => Promise<boolean>;
  readonly onState: (state: ConnectionState) => void;
  readonly onText: (text: string) => void;
  /** Text sent periodically, so that the socket is not closed as idle. */
  readonly keepAlive: string;
  readonly clock: Clock;
}

export interface Connection {
  /** Drops the text while the socket is not open. */
  send(text: string): void;
  /** Reconnects without waiting. */
  retryNow(): void;
  close(): void;
}

const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 30_000;
/** A socket that was open for this long resets the backoff. */
const STABLE_AFTER_MS = 5_000;
const OPEN_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_MS = 4 * 60_000;

/** Returns the backoff with jitter, so that pages that lost their connection together do not reconnect together. @param failures 1 or more */
export const delayOf = (failures: number, random: number): number =>
  Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1)) * (0.75 + random / 2);

/** Opens a socket immediately. */
export function connect({ open, sessionExists, onState, onText, keepAlive, clock }: ConnectionPorts): Connection {
  let socket: Socket | undefined;
  let isOpen = false;
  let failures = 0;
  let closed = false;
  let cancel = () => {};
  /** Reconnects; undefined while there is no wait. */
  let next: (() => void) | undefined;

  function openNext(): void {
    let openedAt: number | undefined;
    const current = open();
    socket = current;
    cancel = clock.after(OPEN_TIMEOUT_MS, () => lost());
    const lost = (): void => {
      if (socket !== current) return;
      cancel();
      drop();
      if (openedAt !== undefined && clock.now() - openedAt >= STABLE_AFTER_MS) failures = 0;
      failures += 1;
      wait(delayOf(failures, clock.random()));
    };
    const scheduleKeepAlive = (): void => {
      cancel = clock.after(KEEP_ALIVE_MS, () => {
        current.send(keepAlive);
        scheduleKeepAlive();
      });
    };
    current.onopen = () => {
      cancel();
      openedAt = clock.now();
      isOpen = true;
      onState({ name: 'live' });
      scheduleKeepAlive();
    };
    current.onmessage = ({ data }) => {
      if (typeof data === 'string') onText(data);
    };
    current.onclose = lost;
  }

  function wait(ms: number): void {
    onState({ name: 'reconnecting', at: clock.now() + ms });
    next = () => {
      cancel();
      next = undefined;
      void reopen();
    };
    cancel = clock.after(ms, next);
  }

  async function reopen(): Promise<void> {
    const exists = await sessionExists();
    if (closed) return;
    if (exists) return openNext();
    closed = true;
    onState({ name: 'ended' });
  }

  /** Detaches and closes the socket. Its late messages are ignored. */
  function drop(): void {
    if (!socket) return;
    isOpen = false;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
    socket = undefined;
  }

  onState({ name: 'connecting' });
  openNext();
  return {
    send(text) {
      if (isOpen) socket?.send(text);
    },
    retryNow: () => next?.(),
    close() {
      closed = true;
      next = undefined;
      cancel();
      drop();
    },
  };
}
