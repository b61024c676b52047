/** Runs a listen session: creates it, receives its events and ends it. */
import { ackFrame, KEEP_ALIVE, readFrame } from '../../../../api-client/listen/frames.ts';
import { newestAck } from '../../../../api-client/listen/newest-ack.ts';
import { RecentIds } from '../../../../api-client/listen/recent-ids.ts';
import type { CreatedListenSession } from '../../api/types.ts';
import { type Clock, type Connection, type ConnectionState, connect, type Socket } from './connection.ts';
import { type Row, toRow } from './row.ts';

export type ListenState =
  | ConnectionState
  /** The session could not be created. */
  | { readonly name: 'failed'; readonly error: Error };

export interface ListenerPorts {
  /** @param types type patterns; empty for all events */
  readonly create: (
    types: readonly string[],
  ) => Promise<Pick<CreatedListenSession, 'id' | 'websocket_id' | 'websocket_url'>>;
  /** True when it is unknown. */
  readonly sessionExists: (id: string) => Promise<boolean>;
  readonly remove: (id: string) => void;
  readonly openSocket: (url: string, websocketId: string) => Socket;
  readonly onState: (state: ListenState) => void;
  /** Called with the id of the session; undefined without a session. */
  readonly onSession: (id: string | undefined) => void;
  /** Called with new rows, oldest first. */
  readonly onRows: (rows: readonly Row[]) => void;
  readonly clock: Clock;
}

export interface Listener {
  /** Starts, or continues with other types. Events that match both are neither missed nor duplicated. */
  listen(types: readonly string[]): Promise<void>;
  retryNow(): void;
  /** Ends the session. */
  close(): void;
}

/** Rows are passed on in batches, so that a burst of events renders once. Milliseconds. */
export const FLUSH_MS = 100;

export function createListener(ports: ListenerPorts): Listener {
  const { clock, onState, onSession, onRows } = ports;
  const recent = new RecentIds();
  let current: { readonly id: string; readonly connection: Connection } | undefined;
  let requests = 0;
  let keys = 0;
  let pendingRows: Row[] = [];
  let cancel: (() => void) | undefined;

  function flush(): void {
    cancel = undefined;
    const rows = pendingRows;
    pendingRows = [];
    onRows(rows);
  }

  function receive(text: string, acknowledge: (ack: string) => void): void {
    const received = readFrame(text);
    if (!received) return;
    // A resent event is out of order, so it does not move the cursor.
    if (!received.resent) acknowledge(ackFrame(received));
    if (!recent.add(received.eventId) && !received.resent) return;
    keys += 1;
    pendingRows.push(toRow(received, keys, clock.now()));
    cancel ??= clock.after(FLUSH_MS, flush);
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
      requests += 1;
      const request = requests;
      if (!current) onState({ name: 'connecting' });
      const made = await ports.create(types).catch((error: Error) => error);
      if (request !== requests) {
        if (!(made instanceof Error)) ports.remove(made.id);
        return;
      }
      // The previous session ends only now, because it receives the events until the new one exists.
      end();
      if (made instanceof Error) return onState({ name: 'failed', error: made });
      const { id, websocket_id, websocket_url } = made;
      const connection = connect({
        open: () => ports.openSocket(websocket_url, websocket_id),
        sessionExists: () => ports.sessionExists(id),
        onState: (state) => {
          if (state.name === 'ended') {
            current = undefined;
            onSession(undefined);
          }
          onState(state);
        },
        onText: (text) => receive(text, acknowledge),
        keepAlive: KEEP_ALIVE,
        clock,
      });
      const acknowledge = newestAck(connection.send, clock.after);
      current = { id, connection };
      onSession(id);
    },
    retryNow: () => current?.connection.retryNow(),
    close() {
      requests += 1;
      cancel?.();
      end();
    },
  };
}
