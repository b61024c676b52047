/** What listening needs from outside. */
import type { Clock } from '../clock.ts';
import type { WaybillEvent } from '../event/event.ts';
import type { Cursor, Page } from '../page.ts';
import type { RenderPorts } from '../rendering/render-once.ts';
import type { Mode, Tenant } from '../tenant.ts';
import type { EventPlace, ListenAnswer, ListenMessage, ListenPlace, ListenSession } from './session.ts';

export interface ListenSessionStore {
  /** Newest first, those that have expired left out. */
  list(tenant: Tenant): Promise<ListenSession[]>;
  /** Strongly consistent; undefined when it has expired. */
  get(place: ListenPlace): Promise<ListenSession | undefined>;
  /** Stores it, and lets its `websocket_id` be found. */
  create(session: ListenSession): Promise<void>;
  /** May be made again. */
  delete(session: ListenSession): Promise<void>;
  /** By the hash of a `websocket_id`; strongly consistent. */
  findBySocket(socketHash: string): Promise<ListenSession | undefined>;
  /** By a socket that is or was open. */
  findByConnection(connectionId: string): Promise<ListenPlace | undefined>;
  /** Says that its socket is open; answers the session as it was, undefined when it is gone. */
  connect(session: ListenSession, connectionId: string, now: number): Promise<ListenSession | undefined>;
  /** Says that this socket is closed, unless another has been opened since. */
  disconnect(place: ListenPlace, connectionId: string, now: number): Promise<void>;
  /** Says that this socket has got what came before it, up to a key. @returns false when it is not its socket any more */
  caughtUp(place: ListenPlace, connectionId: string, replayedTo: string): Promise<boolean>;
  /** Moves the cursor, forward only. @param over what the event went over, where that is known */
  acknowledge(place: ListenPlace, key: string, over?: string): Promise<void>;
}

export interface ListenAnswerStore {
  add(place: ListenPlace, answer: ListenAnswer): Promise<void>;
  /** Newest first. */
  list(sessionId: string, query: Cursor & { readonly limit: number }): Promise<Page<ListenAnswer>>;
}

/** Events from a key on, in the order of their keys. */
export interface EventRun {
  readonly events: readonly WaybillEvent[];
  /** Key that was looked up to, itself included; undefined when there are no more. */
  readonly upTo: string | undefined;
}

export interface ListenEvents {
  /** Strongly consistent; those that are there, in the order of the places. */
  read(mode: Mode, places: readonly EventPlace[]): Promise<WaybillEvent[]>;
  /** A tenant's events of these types; strongly consistent. */
  from(tenant: Tenant, key: string, types: readonly string[]): Promise<EventRun>;
  /** Notes down events of other accounts for a session. May be made again. */
  note(session: ListenPlace, places: readonly EventPlace[], expiresAt: number): Promise<void>;
  /** Those that were noted down. */
  noted(session: ListenPlace, key: string): Promise<EventRun>;
}

export interface ListenQueue {
  /** Answers the messages that the queue did not take. Never throws. */
  send(messages: readonly ListenMessage[]): Promise<readonly ListenMessage[]>;
  /** Hides received messages for so many seconds from now. */
  hide(receiptHandles: readonly string[], seconds: number): Promise<void>;
}

/** What became of a message for a socket. `failed`: it may get through another time. */
export type Sent = 'sent' | 'gone' | 'failed';

export interface Sockets {
  /** @param text a message of at most 128 KB. Never throws. */
  send(connectionId: string, text: string): Promise<Sent>;
  /** Closes it, if it is there. Never throws. */
  close(connectionId: string): Promise<void>;
}

export interface PushPorts {
  readonly sessions: Pick<ListenSessionStore, 'get' | 'disconnect' | 'caughtUp'>;
  readonly events: ListenEvents;
  readonly queue: ListenQueue;
  readonly sockets: Sockets;
  /** The secret that requests forwarded by listeners of a tenant are signed with. */
  readonly secret: (tenant: Tenant) => Promise<string>;
  readonly rendering: RenderPorts;
  readonly stripeHeaderName: string;
  /** Milliseconds that a batch spends on a replay: the next messages of its other sessions wait until then. */
  readonly sliceMs: number;
  /** What was sent to a socket by this instance a moment ago. */
  readonly recent: RecentlySent;
  readonly reportInternalError: (session: ListenMessage['session'], error: unknown) => void;
  readonly now: Clock;
  readonly pause: (ms: number) => Promise<void>;
}

/** Keys sent lately, so that what comes twice is sent once: it may forget, and then it is sent twice. */
export interface RecentlySent {
  /** Whether it went over this socket, or has arrived over a former one. */
  has(sessionId: string, connectionId: string, key: string): boolean;
  add(sessionId: string, connectionId: string, key: string): void;
  /** What messages are said to go over: a socket, and this memory of it, for other instances send over the same socket. */
  over(connectionId: string): string;
  /** An event that went over this has arrived: so has all that went over the same before. */
  acknowledged(sessionId: string, over: string, key: string): void;
}
