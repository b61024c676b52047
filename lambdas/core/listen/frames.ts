/** What a listen session is sent for an event, and what its acknowledgements and answers mean. */
import { signatureHeaders } from '../destination/types/webhook/signature.ts';
import type { WaybillEvent } from '../event/event.ts';
import { isNativeEventId, publishedAt } from '../ids.ts';
import { LISTEN_USER_AGENT } from '../user-agent.ts';
import type { EventAckFrame, ServerFrame, WebhookResponseFrame } from './protocol.ts';
import type { ListenAnswer, ListenSession } from './session.ts';

/**
 * Largest message sent, bytes. API Gateway takes 128 KB; the Stripe CLI sends an event back with the answer to it, which adds
 * up to 20 KB, and that message has to fit too.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export const MAX_MESSAGE_BYTES = 104 * 1024;

/** Of the answer of a local endpoint, bytes. */
const BODY_EXCERPT_BYTES = 1024;
const MAX_HEADERS = 50;
const MAX_TEXT = 2000;

export interface FrameInput {
  readonly session: ListenSession;
  /** What it goes over, without a dot: an acknowledgement names it. */
  readonly over: string;
  readonly event: WaybillEvent;
  /** JSON of the event as the session wants it; null when it cannot be made. */
  readonly body: string | null;
  /** `whsec_…` */
  readonly secret: string;
  readonly stripeHeaderName: string;
  /** Unix milliseconds. */
  readonly now: number;
  readonly resend: boolean;
}

/** The text of a message; without the event where it would be too large with it. */
export function frameText(input: FrameInput): string {
  const text = JSON.stringify(frameOf(input));
  return Buffer.byteLength(text) <= MAX_MESSAGE_BYTES ? text : JSON.stringify(frameOf({ ...input, body: null }));
}

function frameOf({ session, over, event, body, secret, stripeHeaderName, now, resend }: FrameInput): ServerFrame {
  const ours = { event_id: event.id, event_type: event.type, account: event.account };
  const signed = { body: body ?? '', messageId: event.id, timestampSeconds: Math.floor(now / 1000) };
  const http_headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'User-Agent': LISTEN_USER_AGENT,
    'Cache-Control': 'no-cache',
    ...(body === null ? {} : signatureHeaders({ ...signed, secrets: [secret], stripeHeaderName })),
  };
  if (session.eventPayload === 'thin') {
    return { type: 'v2_event', destination_id: session.id, payload: body, http_headers, ...ours };
  }
  return {
    type: 'webhook_event',
    webhook_id: session.id,
    webhook_conversation_id: `${resend ? RESENT : SENT}${event.key}${OVER}${over}`,
    event_payload: body,
    http_headers,
    // Null is the version of the account, which the Stripe CLI listens to unless told otherwise.
    endpoint: { api_version: null },
    ...ours,
  };
}

/** What conversation ids begin with: an event that was asked for says nothing of those around it. */
const SENT = 'wc_';
const RESENT = 'wr_';
/** Between the key of the event and what it went over: a client may acknowledge it over its next socket. */
const OVER = '.';

/** A key cannot be of a time that is yet to come, but clocks differ. */
const LEAD_MS = 3_600_000;

/** Whether an event can have the key. Clients may send any text. */
export const isKeyBy = (key: string, now: number): boolean => isNativeEventId(key) && publishedAt(key) <= now + LEAD_MS;

/** What an acknowledgement says. */
export type Acknowledged =
  /** @property over what the event went over, where that is known */
  | { readonly key: string; readonly over?: string }
  /** Where only the event's id is known. It may have the form of a key and still be one that its publisher chose. */
  | { readonly id: string };

/** @returns undefined where the cursor is not to move */
export function acknowledged(
  { event_id, webhook_conversation_id: conversation }: EventAckFrame,
  now: number,
): Acknowledged | undefined {
  if (conversation?.startsWith(RESENT)) return undefined;
  if (!conversation?.startsWith(SENT)) return { id: event_id };
  const [key = '', over] = conversation.slice(SENT.length).split(OVER);
  if (!isKeyBy(key, now)) return undefined;
  return over ? { key, over: over.slice(0, MAX_TEXT) } : { key };
}

/** @param id `ans_…` */
export function answerOf(frame: WebhookResponseFrame, id: string, at: number): ListenAnswer {
  const known = eventIn(frame.request_body);
  const eventId = frame.notification_id || known.id;
  const eventType = frame.event_type || known.type;
  return {
    id,
    ...(eventId ? { eventId: eventId.slice(0, MAX_TEXT) } : {}),
    ...(eventType ? { eventType: eventType.slice(0, MAX_TEXT) } : {}),
    forwardUrl: frame.forward_url.slice(0, MAX_TEXT),
    status: frame.status,
    body: excerpt(frame.body ?? ''),
    headers: Object.fromEntries(
      Object.entries(frame.http_headers ?? {})
        .slice(0, MAX_HEADERS)
        .map(([name, value]) => [name.slice(0, MAX_TEXT), value.slice(0, MAX_TEXT)]),
    ),
    ...(typeof frame.duration_ms === 'number' ? { durationMs: Math.round(frame.duration_ms) } : {}),
    at,
  };
}

/** Whole characters within so many bytes. */
function excerpt(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= BODY_EXCERPT_BYTES) return text;
  return new TextDecoder().decode(bytes.subarray(0, BODY_EXCERPT_BYTES), { stream: true });
}

function eventIn(json: string | null | undefined): { id?: string; type?: string } {
  try {
    const { id, type } = JSON.parse(json ?? '{}') ?? {};
    return { ...(typeof id === 'string' ? { id } : {}), ...(typeof type === 'string' ? { type } : {}) };
  } catch {
    return {};
  }
}
