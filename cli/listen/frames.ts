/** What comes over the socket, and what goes back. The shapes: lambdas/contract/listen/protocol.ts. */
import type { EventAckFrame, ServerFrame, WebhookResponseFrame } from '../../lambdas/contract/listen/protocol.ts';
import type { Forwarded } from './forward.ts';

/** An event, of either kind of frame. */
export interface Incoming {
  readonly eventId: string;
  readonly eventType: string;
  /** Whose event it is. */
  readonly account: string;
  readonly thin: boolean;
  /** Exactly what is to be forwarded; null where it was too large for a frame. */
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Somebody asked for it to be sent again: it is no accidental repeat. */
  readonly resent: boolean;
  readonly webhookId: string;
  readonly conversation: string | undefined;
}

/** What conversation ids of events begin with that were asked for. */
const RESENT = 'wr_';

/** @returns undefined for what is no event, or of a kind that this version does not know */
export function readFrame(text: string): Incoming | undefined {
  let frame: ServerFrame & { readonly resend?: boolean };
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof frame?.event_id !== 'string') return undefined;
  const common = {
    eventId: frame.event_id,
    eventType: frame.event_type,
    account: frame.account,
    headers: frame.http_headers ?? {},
  };
  if (frame.type === 'webhook_event') {
    const { webhook_id: webhookId, webhook_conversation_id: conversation, event_payload: body } = frame;
    const resent = frame.resend === true || conversation?.startsWith(RESENT) === true;
    return { ...common, thin: false, body, webhookId, conversation, resent };
  }
  if (frame.type === 'v2_event') {
    const { destination_id: webhookId, payload: body } = frame;
    return { ...common, thin: true, body, webhookId, conversation: undefined, resent: frame.resend === true };
  }
  return undefined;
}

export function ackFrame({ eventId, webhookId, conversation }: Incoming): string {
  const frame: EventAckFrame = {
    type: 'event_ack',
    event_id: eventId,
    webhook_id: webhookId,
    ...(conversation === undefined ? {} : { webhook_conversation_id: conversation }),
  };
  return JSON.stringify(frame);
}

/** Kept small: the platform keeps 1 KB of the body, and takes 32 KB in one frame. */
export function answerFrame(incoming: Incoming, url: string, answer: Forwarded): string {
  const frame: WebhookResponseFrame = {
    type: 'webhook_response',
    forward_url: url,
    status: answer.status,
    http_headers: answer.headers,
    body: answer.body.slice(0, 1024),
    webhook_id: incoming.webhookId,
    webhook_conversation_id: incoming.conversation ?? null,
    notification_id: incoming.eventId,
    event_type: incoming.eventType,
    duration_ms: answer.durationMs,
  };
  return JSON.stringify(frame);
}
