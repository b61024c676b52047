/**
 * Sends events to the sockets of listen sessions. The queue delivers the messages of one session in order and to one batch at a
 * time. A message that cannot be sent stays in the queue, together with all messages after it.
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

/** Receives of a message after which its socket is closed. The listener connects again and receives a replay. */
const MAX_TRIES = 4;
const RETRY_SECONDS = 1;

/**
 * Handles a batch of messages. Never throws for one session: its messages stay in the queue.
 * @param stopAt unix milliseconds from which nothing more is sent
 * @returns the ids of the messages that must stay in the queue
 * @throws the error of hiding messages
 */
export async function pushBatch(
  batch: readonly ReceivedListenMessage[],
  ports: PushPorts,
  stopAt = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const render = createRenderOnce(ports.rendering);
  const bySession = Map.groupBy(batch, ({ message }) => message.session.id);
  const remaining = await Promise.all(
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
  return remaining.flat().map(({ id }) => id);
}

/** Handles the messages of one session. @returns the messages that stay in the queue: the first that failed and all after it */
async function pushInOrder(
  messages: readonly ReceivedListenMessage[],
  run: BatchRun,
  ports: PushPorts,
): Promise<readonly ReceivedListenMessage[]> {
  const [first] = messages as [ReceivedListenMessage];
  const sessionKey = first.message.session;
  let at = 0;
  try {
    const session = await ports.sessions.get(sessionKey);
    if (!session) return [];
    await recordOtherAccounts(session, messages, ports);
    let socket = socketOf(session, run, ports);
    for (const { message } of messages) {
      const progress =
        'replay' in message ? await replay(message, socket, ports) : await pushLive(message, socket, ports);
      if (progress === 'retry') return closeStalledSocket(messages.slice(at), socket.session, ports);
      if (progress === 'disconnected') return [];
      // The replay has changed the session.
      if ('replay' in message) socket = socketOf((await ports.sessions.get(sessionKey)) ?? session, run, ports);
      at += 1;
    }
    return [];
  } catch (error) {
    ports.reportInternalError(sessionKey, error);
    return messages.slice(at);
  }
}

/** Records events of other accounts for a replay, which cannot find them in the partition of the session's tenant. */
async function recordOtherAccounts(
  session: ListenSession,
  messages: readonly ReceivedListenMessage[],
  { events }: PushPorts,
): Promise<void> {
  const others = messages
    .flatMap(({ message }) => ('events' in message && !message.resend ? message.events : []))
    .filter(({ account }) => account !== session.account);
  if (others.length > 0) await events.record(session, others, session.expiresAt);
}

async function pushLive(
  message: Extract<ListenMessage, { events: unknown }>,
  socket: SessionSocket,
  { events, recent }: PushPorts,
): Promise<Progress> {
  const { events: refs } = message;
  const resend = message.resend === true;
  const { session } = socket;
  const { connectionId } = session;
  // The event is stored already, so the replay finds it.
  if (connectionId === undefined || (session.catchingUp && !resend)) return 'done';
  const wanted = resend
    ? refs
    : refs.filter(({ key }) => !wasReplayed(session, key) && !recent.has(session.id, connectionId, key));
  for (const event of await events.read(session.mode, wanted)) {
    if (!resend && !isListening(session, event.account, event.type)) continue;
    const sent = await socket.send(event, resend);
    if (sent !== 'sent') return sent === 'gone' ? 'disconnected' : 'retry';
  }
  return 'done';
}

/** Closes a socket that keeps failing. The listener connects again and receives a replay. @returns the messages that stay */
async function closeStalledSocket(
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
