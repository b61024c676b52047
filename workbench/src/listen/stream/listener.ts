/** Listening as a whole: a session of its own, its socket, what comes over it, and the end of the session. */
import { newestAck } from '../../../../lambdas/contract/listen/newest-ack.ts';
import type { CreatedListenSession } from '../../api/types.ts';
import { type Clock, type Connection, type ConnectionState, connect, type Socket } from './connection.ts';
import { KEEP_ALIVE, type Row, readFrame, toRow } from './frames.ts';
import { RecentIds } from './recent-ids.ts';

export type ListenState =
  | ConnectionState
  /** There could be no session. */
  | { readonly name: 'failed'; readonly error: Error };

export interface ListenerPorts {
  /** @param types patterns; none of them for all */
  readonly create: (
    types: readonly string[],
  ) => Promise<Pick<CreatedListenSession, 'id' | 'websocket_id' | 'websocket_url'>>;
  /** True where it cannot be said now. */
  readonly isThere: (id: string) => Promise<boolean>;
  readonly remove: (id: string) => void;
  readonly openSocket: (url: string, websocketId: string) => Socket;
  readonly onState: (state: ListenState) => void;
  /** Its session, which other sessions are told apart from; undefined when it has none. */
  readonly onSession: (id: string | undefined) => void;
  /** In the order in which they came. */
  readonly onRows: (rows: readonly Row[]) => void;
  readonly clock: Clock;
}

export interface Listener {
  /** Begins, or goes on with other types: nothing that both take is missed or comes twice. */
  listen(types: readonly string[]): Promise<void>;
  retryNow(): void;
  /** Ends its session. */
  close(): void;
}

/** Rows are handed on together, so that a burst of events is not drawn one by one. Milliseconds. */
export const GATHERED_MS = 100;

export function createListener(ports: ListenerPorts): Listener {
  const { clock, onState, onSession, onRows } = ports;
  const recent = new RecentIds();
  let current: { readonly id: string; readonly connection: Connection } | undefined;
  let asked = 0;
  let keys = 0;
  let gathered: Row[] = [];
  let callOff: (() => void) | undefined;

  function handOn(): void {
    callOff = undefined;
    const rows = gathered;
    gathered = [];
    onRows(rows);
  }

  function hear(text: string, acknowledge: (ack: string) => void): void {
    const received = readFrame(text);
    if (!received) return;
    // One that was asked for says nothing of those around it.
    if (!received.resent) acknowledge(received.ack);
    if (!recent.add(received.id) && !received.resent) return;
    keys += 1;
    gathered.push(toRow(received, keys, clock.now()));
    callOff ??= clock.after(GATHERED_MS, handOn);
  }

  function end(): void {
    if (!current) return;
    current.connection.close();
    ports.remove(current.id);
    current = undefined;
    onSession(undefined);
  }

  return {
    async listen(types) {
      asked += 1;
      const turn = asked;
      if (!current) onState({ name: 'connecting' });
      const made = await ports.create(types).catch((error: Error) => error);
      if (turn !== asked) {
        if (!(made instanceof Error)) ports.remove(made.id);
        return;
      }
      // Only now, for what comes between the two is the former's to tell.
      end();
      if (made instanceof Error) return onState({ name: 'failed', error: made });
      const { id, websocket_id, websocket_url } = made;
      const connection = connect({
        open: () => ports.openSocket(websocket_url, websocket_id),
        isThere: () => ports.isThere(id),
        onState: (state) => {
          if (state.name === 'ended') {
            current = undefined;
            onSession(undefined);
          }
          onState(state);
        },
        onText: (text) => hear(text, acknowledge),
        keepAlive: KEEP_ALIVE,
        clock,
      });
      const acknowledge = newestAck(connection.send, clock.after);
      current = { id, connection };
      onSession(id);
    },
    retryNow: () => current?.connection.retryNow(),
    close() {
      asked += 1;
      callOff?.();
      end();
    },
  };
}
