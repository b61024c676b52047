/** Reads the frames of a listen session and writes acknowledgments. Their shapes are in lambdas/contract/listen/protocol.ts. */
import type { Event, EventAckFrame, ServerFrame } from '../../api/types.ts';

/** A received event. */
export interface ReceivedEvent {
  readonly id: string;
  readonly type: string;
  /** Account of the event. */
  readonly account: string;
  /** JSON of the event; null when it is too large for a message. */
  readonly json: string | null;
  /** Whether a user requested to resend it. Otherwise a repeat is a duplicate. */
  readonly resent: boolean;
  /** The acknowledgment to send back. */
  readonly ack: string;
}

/** Prefix of the conversation ids of resends. */
const RESENT = 'wr_';

/** API Gateway closes a socket that is idle for ten minutes. */
export const KEEP_ALIVE = JSON.stringify({ type: 'keep_alive' });

/** Returns undefined for frames that are not events, and for unknown frames. */
export function readFrame(text: string): ReceivedEvent | undefined {
  const frame = jsonOf(text) as ServerFrame | undefined;
  if (frame?.type !== 'webhook_event' && frame?.type !== 'v2_event') return undefined;
  if (typeof frame.event_id !== 'string' || typeof frame.event_type !== 'string') return undefined;
  const { event_id: id, event_type: type, account } = frame;
  const isV1 = frame.type === 'webhook_event';
  const conversation = isV1 ? frame.webhook_conversation_id : undefined;
  const ack: EventAckFrame = {
    type: 'event_ack',
    event_id: id,
    webhook_id: isV1 ? frame.webhook_id : frame.destination_id,
    ...(conversation === undefined ? {} : { webhook_conversation_id: conversation }),
  };
  return {
    id,
    type,
    account,
    json: isV1 ? frame.event_payload : frame.payload,
    resent: conversation?.startsWith(RESENT) === true,
    ack: JSON.stringify(ack),
  };
}

/** One row of the list. */
export interface Row {
  /** Unique on this page. A resent event has a row of its own. */
  readonly key: number;
  readonly id: string;
  readonly type: string;
  readonly account: string;
  readonly resent: boolean;
  /** When the event was published, or received if that is unknown. Unix milliseconds. */
  readonly at: number;
  readonly objectType: string | undefined;
  readonly objectId: string | undefined;
  /** Undefined when the event has to be loaded from the API. */
  readonly event: Event | undefined;
  /** The text that is searched, in lower case. */
  readonly searchText: string;
}

/** @param now Unix milliseconds */
export function toRow({ id, type, account, json, resent }: ReceivedEvent, key: number, now: number): Row {
  const event = json === null ? undefined : (jsonOf(json) as Event | undefined);
  const object = event?.data?.object;
  return {
    key,
    id,
    type,
    account,
    resent,
    at: typeof event?.created === 'number' ? event.created * 1000 : now,
    objectType: text(object?.object),
    objectId: text(object?.id),
    event,
    searchText: `${id} ${type} ${account} ${json ?? ''}`.toLowerCase(),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Returns undefined for invalid JSON and for values that are not objects. */
function jsonOf(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
