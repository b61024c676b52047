/**
 * What goes over the socket of a listen session, one JSON text a message. The frames are those of the Stripe CLI; what is
 * ours besides, it passes over.
 */
import * as z from 'zod';

/** The subprotocol that every client asks for. */
export const LISTEN_PROTOCOL = 'stripecli-devproxy-v1';

/** A browser, which sets no headers, names its websocket id as a second subprotocol: `waybill.<websocket_id>`. */
export const LISTEN_CREDENTIAL_PROTOCOL = 'waybill.';

/** The header that others name it in. */
export const WEBSOCKET_ID_HEADER = 'websocket-id';

/** Said to whoever opens a socket with an id that is not known, in `{"error": {"message": …}}`. The Stripe CLI looks for it. */
export const UNKNOWN_WEBSOCKET_ID = 'Unknown WebSocket ID.';

/** What both server frames have that is ours. */
const ours = {
  event_id: z.string(),
  event_type: z.string(),
  /** Whose event it is. */
  account: z.string(),
};

const headers = z.record(z.string(), z.string());

export const webhookEventFrame = z.object({
  type: z.literal('webhook_event'),
  webhook_id: z.string(),
  /** Of this sending; comes back in what the client sends about it. */
  webhook_conversation_id: z.string(),
  /** JSON of the event; null where it does not fit a message: fetch it by the API. */
  event_payload: z.string().nullable(),
  /** What to forward it with: signatures and content type. Of no use where the payload is null. */
  http_headers: headers,
  endpoint: z.object({ api_version: z.null() }),
  ...ours,
});
export type WebhookEventFrame = z.infer<typeof webhookEventFrame>;

export const v2EventFrame = z.object({
  type: z.literal('v2_event'),
  destination_id: z.string(),
  /** As `event_payload`. */
  payload: z.string().nullable(),
  http_headers: headers,
  ...ours,
});
export type V2EventFrame = z.infer<typeof v2EventFrame>;

export const serverFrame = z.discriminatedUnion('type', [webhookEventFrame, v2EventFrame]);
export type ServerFrame = z.infer<typeof serverFrame>;

/** The client has the event, and it need not be sent again. */
export const eventAckFrame = z.object({
  type: z.literal('event_ack'),
  event_id: z.string(),
  webhook_id: z.string(),
  webhook_conversation_id: z.string().nullish(),
});
export type EventAckFrame = z.infer<typeof eventAckFrame>;

/** What the local endpoint answered. */
export const webhookResponseFrame = z.object({
  type: z.literal('webhook_response'),
  forward_url: z.string(),
  status: z.int().min(0).max(999),
  http_headers: headers.nullish(),
  body: z.string().nullish(),
  webhook_id: z.string().nullish(),
  webhook_conversation_id: z.string().nullish(),
  /** Id of the event. */
  notification_id: z.string().nullish(),
  request_headers: headers.nullish(),
  request_body: z.string().nullish(),
  /** Ours. */
  event_type: z.string().nullish(),
  /** Ours: milliseconds. */
  duration_ms: z.number().min(0).nullish(),
});
export type WebhookResponseFrame = z.infer<typeof webhookResponseFrame>;

export const clientFrame = z.discriminatedUnion('type', [eventAckFrame, webhookResponseFrame]);
export type ClientFrame = z.infer<typeof clientFrame>;
