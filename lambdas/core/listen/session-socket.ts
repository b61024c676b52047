/** Sends events to the socket of one listen session. */
import type { WaybillEvent } from '../event/event.ts';
import { RenderError } from '../rendering/render-error.ts';
import type { RenderOnce } from '../rendering/render-once.ts';
import { frameText } from './frames.ts';
import type { PushPorts, Sent } from './ports.ts';
import { type ListenSession, mayStillOpen } from './session.ts';

/** Tries of a first send. A client may be ready to receive later than its socket is open. */
const OPENING_TRIES = 10;
const OPENING_PAUSE_MS = 100;

/** Result of a message: its events are sent, the socket is closed, or the message has to stay in the queue. */
export type Progress = 'done' | 'disconnected' | 'retry';

/** The socket of a session, to which events are sent one after the other. */
export interface SessionSocket {
  readonly session: ListenSession;
  /** Sends an event. @throws internal errors, such as of the catalog */
  send(event: WaybillEvent, resend?: boolean): Promise<Sent>;
}

/** Shared by the sessions of a batch. */
export interface BatchRun {
  readonly render: RenderOnce;
  /** Unix milliseconds from which nothing more is sent. */
  readonly stopAt: number;
}

export function socketOf(session: ListenSession, { render, stopAt }: BatchRun, ports: PushPorts): SessionSocket {
  const { sessions, sockets, recent, now } = ports;
  const { connectionId, account, eventPayload, apiVersion } = session;
  return {
    session,
    async send(event, resend = false) {
      if (connectionId === undefined) return 'gone';
      // A slow socket could outlast the function; then all messages would be sent again.
      if (now() >= stopAt) return 'failed';
      const body = await render({ account, eventPayload, snapshotApiVersion: apiVersion }, event).catch(withoutBody);
      const secret = await ports.secret(session);
      const { stripeHeaderName } = ports;
      const channel = recent.channel(connectionId);
      const text = frameText({ session, channel, event, body, secret, stripeHeaderName, now: now(), resend });
      let sent = await sockets.send(connectionId, text);
      for (let tries = 1; sent === 'gone' && tries < OPENING_TRIES && mayStillOpen(session, now()); tries++) {
        await ports.pause(OPENING_PAUSE_MS);
        sent = await sockets.send(connectionId, text);
      }
      // A resent event may have been sent before, so its position in the order says nothing.
      if (sent === 'sent' && !resend) recent.add(session.id, connectionId, event.key);
      if (sent !== 'gone') return sent;
      await sessions.disconnect(session, connectionId, now());
      return 'gone';
    },
  };
}

/** An event that cannot be rendered in the session's version is sent without its body. Fetching the event shows why. */
function withoutBody(error: unknown): null {
  if (error instanceof RenderError) return null;
  throw error;
}
