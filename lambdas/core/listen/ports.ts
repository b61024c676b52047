import type { Clock } from '../clock.ts';
import type { WaybillEvent } from '../event/event.ts';
import type { Cursor, Page } from '../page.ts';
import type { RenderPorts } from '../rendering/render-once.ts';
import type { Mode, Tenant } from '../tenant.ts';
import type { EventRef, ListenMessage, ListenSession, ListenSessionKey, LocalResponse } from './session.ts';

export interface ListenSessionStore {
  /** Returns the unexpired sessions of a tenant, newest first; eventually consistent. */
  list(tenant: Tenant): Promise<ListenSession[]>;
  /** Returns the session, strongly consistent; undefined when it has expired. */
  get(sessionKey: ListenSessionKey): Promise<ListenSession | undefined>;
  /** Stores a session, so that it is found by its `websocket_id`. */
  create(session: ListenSession): Promise<void>;
  /** Deletes a session. Does nothing when it does not exist. */
  delete(session: ListenSession): Promise<void>;
  /** Returns the session by the hash of its `websocket_id`, strongly consistent. */
  findBySocket(socketHash: string): Promise<ListenSession | undefined>;
  /** Returns the key of the session of an open or former socket, strongly consistent. */
  findByConnection(connectionId: string): Promise<ListenSessionKey | undefined>;
  /** Stores that the socket is open. @returns the session as it was before; undefined when it does not exist */
  connect(session: ListenSession, connectionId: string, now: number): Promise<ListenSession | undefined>;
  /** Stores that the socket is closed. Does nothing when another socket has been opened since. */
  disconnect(sessionKey: ListenSessionKey, connectionId: string, now: number): Promise<void>;
  /** Stores that the replay for a socket is complete up to a key. @returns false when another socket has been opened since */
  caughtUp(sessionKey: ListenSessionKey, connectionId: string, replayedTo: string): Promise<boolean>;
  /** Moves the cursor, forward only. @param channel the channel that sent the event, if it is known */
  acknowledge(sessionKey: ListenSessionKey, key: string, channel?: string): Promise<void>;
}

export interface LocalResponseStore {
  /** Stores a local response for LISTEN_RETENTION_MS. */
  add(sessionKey: ListenSessionKey, response: LocalResponse): Promise<void>;
  /** Returns a page of a session's responses, newest first; strongly consistent. */
  list(sessionId: string, query: Cursor & { readonly limit: number }): Promise<Page<LocalResponse>>;
}

/** Consecutive events in the order of their keys. */
export interface EventBatch {
  readonly events: readonly WaybillEvent[];
  /** Key up to which was read, inclusive; undefined at the end. */
  readonly readTo: string | undefined;
}

export interface ListenEvents {
  /** Returns the events that exist, in the order of the refs; strongly consistent. */
  read(mode: Mode, refs: readonly EventRef[]): Promise<WaybillEvent[]>;
  /** Returns events of a tenant by type, starting at a key, inclusive; strongly consistent. */
  from(tenant: Tenant, key: string, types: readonly string[]): Promise<EventBatch>;
  /** Records events of other accounts for a session. May be repeated. @param expiresAt unix milliseconds */
  record(session: ListenSessionKey, refs: readonly EventRef[], expiresAt: number): Promise<void>;
  /** Returns recorded events, starting at a key, inclusive; strongly consistent. */
  recorded(session: ListenSessionKey, key: string): Promise<EventBatch>;
}

export interface ListenQueue {
  /** Sends messages. Never throws. @returns the messages that are not known to be in the queue */
  send(messages: readonly ListenMessage[]): Promise<readonly ListenMessage[]>;
  /** Hides received messages for some seconds. @throws the error of a request */
  hide(receiptHandles: readonly string[], seconds: number): Promise<void>;
}

/** The result of sending a message to a socket. `gone`: the socket is closed. `failed`: a retry may succeed. */
export type Sent = 'sent' | 'gone' | 'failed';

export interface Sockets {
  /** Sends a message. Never throws. @param text at most 128 KB */
  send(connectionId: string, text: string): Promise<Sent>;
  /** Closes a socket. Does nothing when it is closed. Never throws. */
  close(connectionId: string): Promise<void>;
}

export interface PushPorts {
  readonly sessions: Pick<ListenSessionStore, 'get' | 'disconnect' | 'caughtUp'>;
  readonly events: ListenEvents;
  readonly queue: ListenQueue;
  readonly sockets: Sockets;
  /** Returns the signing secret of the requests that listeners of a tenant forward. */
  readonly secret: (tenant: Tenant) => Promise<string>;
  readonly rendering: RenderPorts;
  readonly stripeHeaderName: string;
  /** Time that a batch spends on a replay, milliseconds. The messages of its other sessions wait for it. */
  readonly sliceMs: number;

  readonly recent: RecentlySent;
  readonly reportInternalError: (session: ListenMessage['session'], error: unknown) => void;
  readonly now: Clock;
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * The event keys that this instance sent recently, so that a duplicate is not sent again. Best effort: an evicted key is sent
 * again.
 */
export interface RecentlySent {
  /** Returns whether the event was sent to this socket, or was acknowledged on a former one. */
  has(sessionId: string, connectionId: string, key: string): boolean;
  add(sessionId: string, connectionId: string, key: string): void;
  /** Returns the channel of a socket: its id and the id of this instance, because several instances send to one socket. */
  channel(connectionId: string): string;
  /** Marks the event and all events that were sent before it in the same channel as acknowledged. */
  acknowledged(sessionId: string, channel: string, key: string): void;
}
