/** Encodes events for listen sessions, and decodes their acknowledgements and local responses. */
import { signatureHeaders } from '../destination/types/webhook/signature.ts';
import type { WaybillEvent } from '../event/event.ts';
import { isNativeEventId, publishedAt } from '../ids.ts';
import { LISTEN_USER_AGENT } from '../user-agent.ts';
import type { EventAckFrame, ServerFrame, WebhookResponseFrame } from './protocol.ts';
import type { ListenSession, LocalResponse } from './session.ts';

/**
 * Largest message, bytes. API Gateway takes 128 KB. The Stripe CLI returns the event together with the local response, which adds
 * up to 20 KB.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export const MAX_MESSAGE_BYTES = 104 * 1024;

/** Largest excerpt of the body of a local response, bytes. */
const BODY_EXCERPT_BYTES = 1024;
const MAX_HEADERS = 50;
const MAX_TEXT = 2000;

export interface FrameInput {
  readonly session: ListenSession;
  /** The channel that sends the event, without a dot. The acknowledgement returns it. @see RecentlySent.channel */
  readonly channel: string;
  readonly event: WaybillEvent;
  /** JSON of the event, rendered for the session; null when it cannot be rendered. */
  readonly body: string | null;
  /** `whsec_…` */
  readonly secret: string;
  readonly stripeHeaderName: string;
  /** Unix milliseconds. */
  readonly now: number;
  readonly resend: boolean;
}

/** Returns the text of a message. Omits the event when the message would be too large. */
export function frameText(input: FrameInput): string {
  const text = JSON.stringify(frameOf(input));
  return Buffer.byteLength(text) <= MAX_MESSAGE_BYTES ? text : JSON.stringify(frameOf({ ...input, body: null }));
}

function frameOf({ session, channel, event, body, secret, stripeHeaderName, now, resend }: FrameInput): ServerFrame {
  const eventFields = { event_id: event.id, event_type: event.type, account: event.account };
  const signed = { body: body ?? '', messageId: event.id, timestampSeconds: Math.floor(now / 1000) };
  const http_headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'User-Agent': LISTEN_USER_AGENT,
    'Cache-Control': 'no-cache',
    ...(body === null ? {} : signatureHeaders({ ...signed, secrets: [secret], stripeHeaderName })),
  };
  if (session.eventPayload === 'thin') {
    return { type: 'v2_event', destination_id: session.id, payload: body, http_headers, ...eventFields };
  }
  return {
    type: 'webhook_event',
    webhook_id: session.id,
    webhook_conversation_id: `${resend ? RESENT : SENT}${event.key}${SEPARATOR}${channel}`,
    event_payload: body,
    http_headers,
    // Null means the version of the account, which the Stripe CLI expects by default.
    endpoint: { api_version: null },
    ...eventFields,
  };
}

/** Prefixes of conversation ids. The acknowledgement of a resent event does not move the cursor. */
const SENT = 'wc_';
const RESENT = 'wr_';
/** Separates the event key from the channel. A client may acknowledge an event on its next socket. */
const SEPARATOR = '.';

/** Time by which a key may be ahead of now, milliseconds: clocks differ. */
const LEAD_MS = 3_600_000;

/** Returns whether an event can have the key. Clients may send any text. */
export const isKeyBy = (key: string, now: number): boolean => isNativeEventId(key) && publishedAt(key) <= now + LEAD_MS;

/** The event that an acknowledgement names. */
export type Acknowledged =
  /** `channel` is absent when the client did not return it. */
  | { readonly key: string; readonly channel?: string }
  /** Only the event id is known. The publisher may have chosen it, even if it has the form of a key. */
  | { readonly id: string };

/** Decodes an acknowledgement. @returns undefined when the cursor is not to move */
export function acknowledged(
  { event_id, webhook_conversation_id: conversation }: EventAckFrame,
  now: number,
): Acknowledged | undefined {
  if (conversation?.startsWith(RESENT)) return undefined;
  if (!conversation?.startsWith(SENT)) return { id: event_id };
  const [key = '', channel] = conversation.slice(SENT.length).split(SEPARATOR);
  if (!isKeyBy(key, now)) return undefined;
  return channel ? { key, channel: channel.slice(0, MAX_TEXT) } : { key };
}

/** Decodes a local response. Texts are cut to their maximum lengths. @param id `ans_…` @param at unix milliseconds */
export function localResponseFrom(frame: WebhookResponseFrame, id: string, at: number): LocalResponse {
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

/** Returns the start of a text, without a partial character at the end. */
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
