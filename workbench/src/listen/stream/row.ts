/** A row of the live events. */
import type { ReceivedEvent } from '../../../../api-client/listen/frames.ts';
import type { Event } from '../../api/types.ts';

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
export function toRow({ eventId, eventType, account, body, resent }: ReceivedEvent, key: number, now: number): Row {
  const event = body === null ? undefined : parseObject(body);
  const object = event?.data?.object;
  return {
    key,
    id: eventId,
    type: eventType,
    account,
    resent,
    at: typeof event?.created === 'number' ? event.created * 1000 : now,
    objectType: text(object?.object),
    objectId: text(object?.id),
    event,
    searchText: `${eventId} ${eventType} ${account} ${body ?? ''}`.toLowerCase(),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Returns undefined for invalid JSON and for values that are not objects. */
function parseObject(json: string): Event | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Event) : undefined;
  } catch {
    return undefined;
  }
}
