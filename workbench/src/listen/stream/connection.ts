/** One listen session's socket, which is opened anew whenever it is cut: what came meanwhile is sent then. */

/** As much of a WebSocket as is needed. */
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
  /** The next try is at this time, unix milliseconds. */
  | { readonly name: 'reconnecting'; readonly at: number }
  /** The session is no more. */
  | { readonly name: 'ended' };

export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** @returns what calls it off */
  after(ms: number, then: () => void): () => void;
  /** 0 to 1 */
  random(): number;
}

export interface ConnectionPorts {
  readonly open: () => Socket;
  /** Whether the session is still there; true where that cannot be said now. A socket does not tell why it is refused. */
  readonly isThere: () => Promise<boolean>;
  readonly onState: (state: ConnectionState) => void;
  readonly onText: (text: string) => void;
  /** What to say now and then, so that the socket is not closed for being silent. */
  readonly keepAlive: string;
  readonly clock: Clock;
}

export interface Connection {
  /** Loses it while the socket is not open. */
  send(text: string): void;
  /** Does not wait any longer. */
  retryNow(): void;
  close(): void;
}

const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 30_000;
/** A socket that was open for so long was a good one: the next is waited for no longer than the first. */
const GOOD_AFTER_MS = 5_000;
const OPEN_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_MS = 4 * 60_000;

/** Longer each time, and not the same for all pages that were cut together. @param failures 1 or more */
export const delayOf = (failures: number, random: number): number =>
  Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1)) * (0.75 + random / 2);

/** Opens a socket at once. */
export function connect({ open, isThere, onState, onText, keepAlive, clock }: ConnectionPorts): Connection {
  let socket: Socket | undefined;
  let isOpen = false;
  let failures = 0;
  let closed = false;
  let callOff = () => {};
  /** What to do without waiting; undefined while nothing is waited for. */
  let next: (() => void) | undefined;

  function dial(): void {
    let openedAt: number | undefined;
    const mine = open();
    socket = mine;
    callOff = clock.after(OPEN_TIMEOUT_MS, () => lost());
    const lost = (): void => {
      if (socket !== mine) return;
      callOff();
      drop();
      if (openedAt !== undefined && clock.now() - openedAt >= GOOD_AFTER_MS) failures = 0;
      failures += 1;
      wait(delayOf(failures, clock.random()));
    };
    const beat = (): void => {
      callOff = clock.after(KEEP_ALIVE_MS, () => {
        mine.send(keepAlive);
        beat();
      });
    };
    mine.onopen = () => {
      callOff();
      openedAt = clock.now();
      isOpen = true;
      onState({ name: 'live' });
      beat();
    };
    mine.onmessage = ({ data }) => {
      if (typeof data === 'string') onText(data);
    };
    mine.onclose = lost;
  }

  function wait(ms: number): void {
    onState({ name: 'reconnecting', at: clock.now() + ms });
    next = () => {
      callOff();
      next = undefined;
      void redial();
    };
    callOff = clock.after(ms, next);
  }

  async function redial(): Promise<void> {
    const there = await isThere();
    if (closed) return;
    if (there) return dial();
    closed = true;
    onState({ name: 'ended' });
  }

  /** The socket is nobody's any more: what it still says goes nowhere. */
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
  dial();
  return {
    send(text) {
      if (isOpen) socket?.send(text);
    },
    retryNow: () => next?.(),
    close() {
      closed = true;
      next = undefined;
      callOff();
      drop();
    },
  };
}
