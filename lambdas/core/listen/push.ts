/**
 * Sending events to the sockets of listen sessions. The queue hands the messages of one session to one batch at a time and in
 * their order; what cannot be sent now is kept with all that comes after it.
 */

import { createRenderOnce } from '../rendering/render-once.ts';
import type { PushPorts } from './ports.ts';
import { replay } from './replay.ts';
import { isListening, type ListenMessage, type ListenSession, wasReplayed } from './session.ts';
import { type BatchRun, type Progress, type SessionSocket, socketOf } from './session-socket.ts';

export interface ReceivedListenMessage {
  readonly id: string;
  readonly receiptHandle: string;
  /** `ApproximateReceiveCount` */
  readonly receiveCount: number;
  readonly message: ListenMessage;
}

/** Times that a message is tried before its socket is given up: whoever listens dials again, and misses nothing. */
const MAX_TRIES = 4;
const RETRY_SECONDS = 1;
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

/** @returns messages to keep: one that could not be sent, and all after it */
async function pushInOrder(
  messages: readonly ReceivedListenMessage[],
  run: BatchRun,
  ports: PushPorts,
): Promise<readonly ReceivedListenMessage[]> {
  const [first] = messages as [ReceivedListenMessage];
  const place = first.message.session;
  let at = 0;
  try {
    const session = await ports.sessions.get(place);
    if (!session) return [];
    await noteOthers(session, messages, ports);
    let socket = socketOf(session, run, ports);
    for (const { message } of messages) {
      const progress =
        'replay' in message ? await replay(message, socket, ports) : await pushLive(message, socket, ports);
      if (progress === 'later') return giveUp(messages.slice(at), socket.session, ports);
      if (progress === 'away') return [];
      // The replay has changed it.
      if ('replay' in message) socket = socketOf((await ports.sessions.get(place)) ?? session, run, ports);
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
  socket: SessionSocket,
  { events, recent }: PushPorts,
): Promise<Progress> {
  const { events: places } = message;
  const resend = message.resend === true;
  const { session } = socket;
  const { connectionId } = session;
  // What is left to the replay comes after it was stored, so the replay finds it.
  if (connectionId === undefined || (session.catchingUp && !resend)) return 'done';
  const wanted = resend
    ? places
    : places.filter(({ key }) => !wasReplayed(session, key) && !recent.has(session.id, connectionId, key));
  for (const event of await events.read(session.mode, wanted)) {
    if (!resend && !isListening(session, event.account, event.type)) continue;
    const sent = await socket.send(event, resend);
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
