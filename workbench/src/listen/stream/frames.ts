/** What comes over the socket of a listen session, and what goes back. Shapes: lambdas/contract/listen/protocol.ts. */
import type { Event, EventAckFrame, ServerFrame } from '../../api/types.ts';

/** An event that came. */
export interface Received {
  readonly id: string;
  readonly type: string;
  /** Whose event it is. */
  readonly account: string;
  /** JSON of the event; null where it was too large for a message. */
  readonly json: string | null;
  /** Somebody asked for it to be sent again: it is no accidental repeat. */
  readonly resent: boolean;
  /** What to send back, so that it is not sent again. */
  readonly ack: string;
}

/** What conversation ids of events begin with that were asked for. */
const RESENT = 'wr_';

/** Says nothing: API Gateway closes a socket over which nothing went for ten minutes. */
export const KEEP_ALIVE = JSON.stringify({ type: 'keep_alive' });

/** Undefined for what is no event, or of a kind that is not known here. */
export function readFrame(text: string): Received | undefined {
  const frame = jsonOf(text) as ServerFrame | undefined;
  if (frame?.type !== 'webhook_event' && frame?.type !== 'v2_event') return undefined;
  if (typeof frame.event_id !== 'string' || typeof frame.event_type !== 'string') return undefined;
  const { event_id: id, event_type: type, account } = frame;
  const isWhole = frame.type === 'webhook_event';
  const conversation = isWhole ? frame.webhook_conversation_id : undefined;
  const ack: EventAckFrame = {
    type: 'event_ack',
    event_id: id,
    webhook_id: isWhole ? frame.webhook_id : frame.destination_id,
    ...(conversation === undefined ? {} : { webhook_conversation_id: conversation }),
  };
  return {
    id,
    type,
    account,
    json: isWhole ? frame.event_payload : frame.payload,
    resent: conversation?.startsWith(RESENT) === true,
    ack: JSON.stringify(ack),
  };
}

/** One line of the feed. */
export interface Row {
  /** Of all rows of this page: an event that is sent again is another row. */
  readonly key: number;
  readonly id: string;
  readonly type: string;
  readonly account: string;
  readonly resent: boolean;
  /** Unix milliseconds: when it was published; when it came, where only that is known. */
  readonly at: number;
  readonly objectType: string | undefined;
  readonly objectId: string | undefined;
  /** Undefined where it is to be asked for by the API. */
  readonly event: Event | undefined;
  /** What is looked for a text in, in small letters. */
  readonly words: string;
}

/** @param now unix milliseconds */
export function toRow({ id, type, account, json, resent }: Received, key: number, now: number): Row {
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
    words: `${id} ${type} ${account} ${json ?? ''}`.toLowerCase(),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** An object, or undefined. */
function jsonOf(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
