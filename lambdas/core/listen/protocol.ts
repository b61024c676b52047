/** The messages of a listen socket. They are those of the Stripe CLI, which ignores the fields that Waybill adds. */

interface EventFields {
  /** Id of the event. */
  readonly event_id: string;
  readonly event_type: string;
  /** The account that the event belongs to. */
  readonly account: string;
}

export interface WebhookEventFrame extends EventFields {
  readonly type: 'webhook_event';
  /** Id of the listen session. */
  readonly webhook_id: string;
  /** Differs each time an event is sent. The client returns it in its acknowledgement and its response. */
  readonly webhook_conversation_id: string;
  /** JSON of the event. Null when it is too large for a message: the client then fetches it from the API. */
  readonly event_payload: string | null;
  /** Headers of a webhook request, signatures included. Without signatures when the payload is null. */
  readonly http_headers: Readonly<Record<string, string>>;
  readonly endpoint: { readonly api_version: null };
}

export interface V2EventFrame extends EventFields {
  readonly type: 'v2_event';
  /** Id of the listen session. */
  readonly destination_id: string;
  /** As `event_payload`. */
  readonly payload: string | null;
  readonly http_headers: Readonly<Record<string, string>>;
}

/** What the platform sends. */
export type ServerFrame = WebhookEventFrame | V2EventFrame;

/** The event has arrived; the platform does not send it again. */
export interface EventAckFrame {
  readonly type: 'event_ack';
  readonly event_id: string;
  readonly webhook_id: string;
  readonly webhook_conversation_id?: string | null | undefined;
}

/** The response of the local endpoint. */
export interface WebhookResponseFrame {
  readonly type: 'webhook_response';
  readonly forward_url: string;
  readonly status: number;
  readonly http_headers?: Readonly<Record<string, string>> | null | undefined;
  readonly body?: string | null | undefined;
  readonly webhook_id?: string | null | undefined;
  readonly webhook_conversation_id?: string | null | undefined;
  /** Id of the event. */
  readonly notification_id?: string | null | undefined;
  readonly request_headers?: Readonly<Record<string, string>> | null | undefined;
  readonly request_body?: string | null | undefined;
  /** Added by Waybill. */
  readonly event_type?: string | null | undefined;
  /** Added by Waybill. Milliseconds. */
  readonly duration_ms?: number | null | undefined;
}

/** What a client sends. */
export type ClientFrame = EventAckFrame | WebhookResponseFrame;
