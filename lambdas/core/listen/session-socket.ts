/** Sends events to the socket of one listen session. */
import type { WaybillEvent } from '../event/event.ts';
import { RenderError } from '../rendering/render-error.ts';
import type { RenderOnce } from '../rendering/render-once.ts';
import { frameText } from './frames.ts';
import type { PushPorts, Sent } from './ports.ts';
import { type ListenSession, mayStillOpen } from './session.ts';

/** A listener may learn that its socket is open later than the platform does; until then sending to it fails. */
const OPENING_TRIES = 10;
const OPENING_PAUSE_MS = 100;

/** Result of sending a message to a session: all is sent, its socket is closed, or the queue must keep the message. */
export type Progress = 'done' | 'away' | 'later';

/** The socket of a session, to which events are sent one after the other. */
export interface SessionSocket {
  readonly session: ListenSession;
  /** Sends an event, unless it went there a moment ago. */
  send(event: WaybillEvent, resend?: boolean): Promise<Sent>;
}

/** What the sessions of a batch share. */
export interface BatchRun {
  readonly render: RenderOnce;
  /** Unix milliseconds from which on nothing more is sent. */
  readonly stopAt: number;
}

export function socketOf(session: ListenSession, { render, stopAt }: BatchRun, ports: PushPorts): SessionSocket {
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
      // A resent event may have been sent before, so its position in the order says nothing.
      if (sent === 'sent' && !resend) recent.add(session.id, connectionId, event.key);
      if (sent !== 'gone') return sent;
      await sessions.disconnect(session, connectionId, now());
      return 'gone';
    },
  };
}

/** An event that cannot be rendered in the session's version is sent without its body. Fetching the event shows why. */
function asNone(error: unknown): null {
  if (error instanceof RenderError) return null;
  throw error;
}
