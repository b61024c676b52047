/** Schemas of the messages of a listen socket. Each message is one JSON text. */
import * as z from 'zod';
import type {
  ClientFrame,
  EventAckFrame,
  ServerFrame,
  V2EventFrame,
  WebhookEventFrame,
  WebhookResponseFrame,
} from './protocol.ts';

const eventFields = {
  event_id: z.string(),
  event_type: z.string(),
  account: z.string(),
};

const headers = z.record(z.string(), z.string());

const webhookEventFrame = z.object({
  type: z.literal('webhook_event'),
  webhook_id: z.string(),
  webhook_conversation_id: z.string(),
  event_payload: z.string().nullable(),
  http_headers: headers,
  endpoint: z.object({ api_version: z.null() }),
  ...eventFields,
}) satisfies z.ZodType<WebhookEventFrame>;

const v2EventFrame = z.object({
  type: z.literal('v2_event'),
  destination_id: z.string(),
  payload: z.string().nullable(),
  http_headers: headers,
  ...eventFields,
}) satisfies z.ZodType<V2EventFrame>;

export const serverFrame = z.discriminatedUnion('type', [
  webhookEventFrame,
  v2EventFrame,
]) satisfies z.ZodType<ServerFrame>;

const eventAckFrame = z.object({
  type: z.literal('event_ack'),
  event_id: z.string(),
  webhook_id: z.string(),
  webhook_conversation_id: z.string().nullish(),
}) satisfies z.ZodType<EventAckFrame>;

const webhookResponseFrame = z.object({
  type: z.literal('webhook_response'),
  forward_url: z.string(),
  status: z.int().min(0).max(999),
  http_headers: headers.nullish(),
  body: z.string().nullish(),
  webhook_id: z.string().nullish(),
  webhook_conversation_id: z.string().nullish(),
  notification_id: z.string().nullish(),
  request_headers: headers.nullish(),
  request_body: z.string().nullish(),
  event_type: z.string().nullish(),
  duration_ms: z.number().min(0).nullish(),
}) satisfies z.ZodType<WebhookResponseFrame>;

export const clientFrame = z.discriminatedUnion('type', [
  eventAckFrame,
  webhookResponseFrame,
]) satisfies z.ZodType<ClientFrame>;

/** Returns undefined for a message of another kind: another version of the Stripe CLI may send more. */
export function readClientFrame(text: string): ClientFrame | undefined {
  try {
    return clientFrame.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
