/** The handshake and the messages of a listen socket, without the schemas, so that a browser can import them. */
export type {
  ClientFrame,
  EventAckFrame,
  ServerFrame,
  V2EventFrame,
  WebhookEventFrame,
  WebhookResponseFrame,
} from '../../core/listen/protocol.ts';

/** The subprotocol that every client requests: that of the Stripe CLI. */
export const LISTEN_PROTOCOL = 'stripecli-devproxy-v1';

/**
 * Prefix of a second subprotocol, `waybill.<websocket_id>`, with which a browser names its session: it cannot set headers.
 */
export const LISTEN_CREDENTIAL_PROTOCOL = 'waybill.';

/** The header in which other clients name their session. */
export const WEBSOCKET_ID_HEADER = 'websocket-id';

/** Message of the 401 for an id that is not known, in `{"error": {"message": …}}`. The Stripe CLI looks for this text. */
export const UNKNOWN_WEBSOCKET_ID = 'Unknown WebSocket ID.';
