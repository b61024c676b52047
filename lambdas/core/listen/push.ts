/**
 * Sending events to the sockets of listen sessions. The queue hands the messages of one session to one batch at a time and in
 * their order; what cannot be sent now is kept with all that comes after it.
 */

import type { Clock } from '../clock.ts';
import type { WaybillEvent } from '../event/event.ts';
import { RenderError } from '../rendering/render-error.ts';
import { createRenderOnce, type RenderOnce, type RenderPorts } from '../rendering/render-once.ts';
import type { Tenant } from '../tenant.ts';
import { frameText } from './frames.ts';
import type { ListenEvents, ListenQueue, ListenSessionStore, Sent, Sockets } from './ports.ts';
import { replay } from './replay.ts';
import { isListening, type ListenMessage, type ListenSession, mayStillOpen, wasReplayed } from './session.ts';

export interface ReceivedListenMessage {
  readonly id: string;
  readonly receiptHandle: string;
  /** `ApproximateReceiveCount` */
  readonly receiveCount: number;
  readonly message: ListenMessage;
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

/** Times that a message is tried before its socket is given up: whoever listens dials again, and misses nothing. */
const MAX_TRIES = 4;
const RETRY_SECONDS = 1;
/** Who dials may be told of its socket later than we are; until then it is not there to send to. */
const OPENING_TRIES = 10;
const OPENING_PAUSE_MS = 100;

/** What became of a session's socket while a message was sent to it. */
export type Progress = 'done' | 'away' | 'later';

/** One socket, to which events are sent one after the other. */
export interface Line {
  readonly session: ListenSession;
  /** Sends an event, unless it went there a moment ago. */
  send(event: WaybillEvent, resend?: boolean): Promise<Sent>;
}

/**
 * @param stopAt unix milliseconds from which on nothing more is sent: what is left is kept
 * @returns ids of the messages that the queue must keep
 */
export async function pushBatch(
  batch: readonly ReceivedListenMessage[],
  ports: PushPorts,
  stopAt = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const render = createRenderOnce(ports.rendering);
  const bySession = Map.groupBy(batch, ({ message }) => message.session.id);
  const kept = await Promise.all(
    Array.from(bySession.values(), async (messages) => {
      const left = await pushInOrder(messages, { render, stopAt }, ports);
      if (left.length > 0)
        await ports.queue.hide(
          left.map((one) => one.receiptHandle),
          RETRY_SECONDS,
        );
      return left;
    }),
  );
  return kept.flat().map(({ id }) => id);
}

/** What the sessions of a batch share. */
interface Run {
  readonly render: RenderOnce;
  readonly stopAt: number;
}

/** @returns messages to keep: one that could not be sent, and all after it */
async function pushInOrder(
  messages: readonly ReceivedListenMessage[],
  run: Run,
  ports: PushPorts,
): Promise<readonly ReceivedListenMessage[]> {
  const [first] = messages as [ReceivedListenMessage];
  const place = first.message.session;
  let at = 0;
  try {
    const session = await ports.sessions.get(place);
    if (!session) return [];
    await noteOthers(session, messages, ports);
    let line = lineTo(session, run, ports);
    for (const { message } of messages) {
      const progress = 'replay' in message ? await replay(message, line, ports) : await pushLive(message, line, ports);
      if (progress === 'later') return giveUp(messages.slice(at), line.session, ports);
      if (progress === 'away') return [];
      // The replay has changed it.
      if ('replay' in message) line = lineTo((await ports.sessions.get(place)) ?? session, run, ports);
      at += 1;
    }
    return [];
  } catch (error) {
    ports.reportInternalError(place, error);
    return messages.slice(at);
  }
}

/** Events of other accounts are in nobody's own part of the table: whoever is away finds them by these notes. */
async function noteOthers(
  session: ListenSession,
  messages: readonly ReceivedListenMessage[],
  { events }: PushPorts,
): Promise<void> {
  const others = messages
    .flatMap(({ message }) => ('events' in message && !message.resend ? message.events : []))
    .filter(({ account }) => account !== session.account);
  if (others.length > 0) await events.note(session, others, session.expiresAt);
}

async function pushLive(
  message: Extract<ListenMessage, { events: unknown }>,
  line: Line,
  { events, recent }: PushPorts,
): Promise<Progress> {
  const { events: places } = message;
  const resend = message.resend === true;
  const { session } = line;
  const { connectionId } = session;
  // What is left to the replay comes after it was stored, so the replay finds it.
  if (connectionId === undefined || (session.catchingUp && !resend)) return 'done';
  const wanted = resend
    ? places
    : places.filter(({ key }) => !wasReplayed(session, key) && !recent.has(session.id, connectionId, key));
  for (const event of await events.read(session.mode, wanted)) {
    if (!resend && !isListening(session, event.account, event.type)) continue;
    const sent = await line.send(event, resend);
    if (sent !== 'sent') return sent === 'gone' ? 'away' : 'later';
  }
  return 'done';
}

/** A socket that takes nothing for a while is closed: the listener opens another, which gets what this one missed. */
async function giveUp(
  left: readonly ReceivedListenMessage[],
  session: ListenSession,
  { sessions, sockets, now }: PushPorts,
): Promise<readonly ReceivedListenMessage[]> {
  const { connectionId } = session;
  if (connectionId === undefined || (left[0]?.receiveCount ?? 1) < MAX_TRIES) return left;
  await sockets.close(connectionId);
  await sessions.disconnect(session, connectionId, now());
  return [];
}

function lineTo(session: ListenSession, { render, stopAt }: Run, ports: PushPorts): Line {
  const { sessions, sockets, recent, now } = ports;
  const { connectionId, account, eventPayload, apiVersion } = session;
  return {
    session,
    async send(event, resend = false) {
      if (connectionId === undefined) return 'gone';
      // A socket that takes each message, but slowly, would outlast the function, and all of it would be sent again.
      if (now() >= stopAt) return 'failed';
      const body = await render({ account, eventPayload, snapshotApiVersion: apiVersion }, event).catch(asNone);
      const secret = await ports.secret(session);
      const { stripeHeaderName } = ports;
      const over = recent.over(connectionId);
      const text = frameText({ session, over, event, body, secret, stripeHeaderName, now: now(), resend });
      let sent = await sockets.send(connectionId, text);
      for (let tries = 1; sent === 'gone' && tries < OPENING_TRIES && mayStillOpen(session, now()); tries++) {
        await ports.pause(OPENING_PAUSE_MS);
        sent = await sockets.send(connectionId, text);
      }
      // One that was asked for may have gone before: its place in the order says nothing.
      if (sent === 'sent' && !resend) recent.add(session.id, connectionId, event.key);
      if (sent !== 'gone') return sent;
      await sessions.disconnect(session, connectionId, now());
      return 'gone';
    },
  };
}

/** An event that cannot be made in the session's version is told of without its body; fetching it tells why. */
function asNone(error: unknown): null {
  if (error instanceof RenderError) return null;
  throw error;
}
