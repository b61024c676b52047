/** Parses the messages of a listen socket and writes those that a client sends. */
import type { EventAckFrame, ServerFrame, WebhookResponseFrame } from '../../lambdas/contract/listen/protocol.ts';

/** An event that has arrived, of either kind of frame. */
export interface ReceivedEvent {
  readonly eventId: string;
  readonly eventType: string;
  /** The account that the event belongs to. */
  readonly account: string;
  readonly thin: boolean;
  /** The body to forward, byte for byte. Null when it was too large for a message. */
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a resend was requested. Then it is not a duplicate. */
  readonly resent: boolean;
  readonly webhookId: string;
  readonly conversation: string | undefined;
}

/** The response of a local endpoint. */
export interface LocalResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The first part of it. */
  readonly body: string;
  readonly durationMs: number;
}

/** Prefix of conversation ids of resent events. */
const RESENT = 'wr_';

/** The platform stores 1 KB of the body of a response, and a message must not exceed 32 KB. */
const MAX_BODY_CHARACTERS = 1024;

/** A message without a meaning: API Gateway closes a socket on which nothing was sent for ten minutes. */
export const KEEP_ALIVE = JSON.stringify({ type: 'keep_alive' });

/** Returns undefined for a message that is not an event, or of a kind that this version does not know. */
export function readFrame(text: string): ReceivedEvent | undefined {
  const frame = parse(text);
  if (frame?.type !== 'webhook_event' && frame?.type !== 'v2_event') return undefined;
  if (typeof frame.event_id !== 'string' || typeof frame.event_type !== 'string') return undefined;
  const common = {
    eventId: frame.event_id,
    eventType: frame.event_type,
    account: frame.account,
    headers: frame.http_headers ?? {},
  };
  if (frame.type === 'v2_event') {
    const { destination_id: webhookId, payload: body } = frame;
    return { ...common, thin: true, body, webhookId, conversation: undefined, resent: false };
  }
  const { webhook_id: webhookId, webhook_conversation_id: conversation, event_payload: body } = frame;
  return { ...common, thin: false, body, webhookId, conversation, resent: conversation?.startsWith(RESENT) === true };
}

function parse(text: string): ServerFrame | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Returns the acknowledgement of an event. */
export function ackFrame({ eventId, webhookId, conversation }: ReceivedEvent): string {
  const frame: EventAckFrame = {
    type: 'event_ack',
    event_id: eventId,
    webhook_id: webhookId,
    ...(conversation === undefined ? {} : { webhook_conversation_id: conversation }),
  };
  return JSON.stringify(frame);
}

/** @param url where the event was forwarded to */
export function responseFrame(event: ReceivedEvent, url: string, response: LocalResponse): string {
  const frame: WebhookResponseFrame = {
    type: 'webhook_response',
    forward_url: url,
    status: response.status,
    http_headers: response.headers,
    body: response.body.slice(0, MAX_BODY_CHARACTERS),
    webhook_id: event.webhookId,
    webhook_conversation_id: event.conversation ?? null,
    notification_id: event.eventId,
    event_type: event.eventType,
    duration_ms: response.durationMs,
  };
  return JSON.stringify(frame);
}
