/** Listen sessions: terminals and browsers that get events live over a WebSocket. */
import type { EventPayload, EventsFrom } from '../destination/destination.ts';
import { matchesType } from '../destination/matching.ts';
import { eventKeyAt, publishedAt } from '../ids.ts';
import type { Tenant } from '../tenant.ts';

/** Prefix of the ids of listen sessions. */
export const LISTEN_SESSION_PREFIX = 'lst_';

/** How long what came while a socket was away is kept for it, and how long a session lives without one. */
export const LISTEN_KEPT_MS = 24 * 3_600_000;

/** Sessions of one account and mode: each costs its publishes a message. */
export const MAX_LISTEN_SESSIONS = 20;

/** How old the list of sessions may be that a publish goes by. */
export const SESSIONS_KEPT_MS = 2_000;

/**
 * For so long after its socket was opened a session is served from the table: until every publish knows that it is there.
 * The rest is for what is under way at the end of that.
 */
export const CATCH_UP_MS = SESSIONS_KEPT_MS + 500;

/** An event's key is made before it is stored, by clocks that differ: so far back from a key there may be more. */
export const OVERLAP_MS = 5_000;

/** Who dials may be told of its socket later than we are. */
const OPENING_MS = 5_000;

export interface ListenSession extends Tenant {
  /** `lst_…` */
  readonly id: string;
  /** Exact types, `group.*` or `*`. */
  readonly types: readonly string[];
  readonly eventPayload: EventPayload;
  /** Null for thin events. */
  readonly apiVersion: string | null;
  readonly eventsFrom: readonly EventsFrom[];
  readonly forwardTo?: string;
  readonly deviceName?: string;
  /** Made by the Stripe CLI, which makes another each time it is started. */
  readonly stripeCli?: true;
  /** Hash of the `websocket_id`. */
  readonly socketHash: string;
  /** Unix milliseconds. */
  readonly created: number;
  /** Unix milliseconds: when its socket was last opened or closed. */
  readonly lastSeen: number;
  /** Unix milliseconds. */
  readonly expiresAt: number;
  /** Unix milliseconds: when what it was made with expires; it expires then however it is used. */
  readonly endsAt?: number;
  /** Key before which it gets nothing: where it began. */
  readonly start: string;
  /** Newest event acknowledged, its key. */
  readonly eventCursor?: string;
  /** What it went over, where that is known: what went over the same before has arrived too. */
  readonly cursorOver?: string;
  /** Keys acknowledged lately: what a replay, which begins before the cursor, need not send again. */
  readonly acknowledged?: readonly string[];
  /** Of its socket, while that is open. */
  readonly connectionId?: string;
  /** Unix milliseconds: when that was opened. */
  readonly connectedAt?: number;
  /** Its socket has not yet got what came before it was opened; until it has, live events are left to the table. */
  readonly catchingUp?: true;
  /** Key up to which the table was gone through for this socket. */
  readonly replayedTo?: string;
}

export type ListenPlace = Tenant & Pick<ListenSession, 'id'>;

/** What a local endpoint answered to a forwarded event. */
export interface ListenAnswer {
  /** `ans_…`, in the order of time. */
  readonly id: string;
  readonly eventId?: string;
  readonly eventType?: string;
  readonly forwardUrl: string;
  readonly status: number;
  /** An excerpt. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly durationMs?: number;
  /** Unix milliseconds. */
  readonly at: number;
}

/** An event by where it is stored; the mode is the session's. */
export interface EventPlace {
  readonly account: string;
  readonly key: string;
}

/** A message of the queue of one session. */
export type ListenMessage =
  | {
      readonly session: ListenPlace;
      readonly events: readonly EventPlace[];
      /** Asked for by somebody: sent whatever the session selects or has had. */
      readonly resend?: true;
    }
  | {
      readonly session: ListenPlace;
      /** Send what came while the socket was away, from this key on. */
      readonly replay: {
        readonly connectionId: string;
        readonly from: string;
        /** Where it began, when this is the rest of it. */
        readonly floor?: string;
      };
    };

/** Whether a session gets events of this account and type. */
export function isListening(session: ListenSession, account: string, type: string): boolean {
  const scope = session.account === account ? '@self' : '@accounts';
  return session.eventsFrom.includes(scope) && matchesType(session.types, type);
}

/**
 * Whether a publish has to tell the session of an event. Whoever is away finds its own account's events in the table; those of
 * other accounts have to be noted down for it.
 */
export const isServed = ({ connectionId, account }: ListenSession, eventAccount: string): boolean =>
  connectionId !== undefined || account !== eventAccount;

/** Key from which on events are sent to a socket that was just opened. */
export function replayFrom({ start, eventCursor }: Pick<ListenSession, 'start' | 'eventCursor'>, now: number): string {
  const acknowledged = eventCursor === undefined ? start : overlapping(eventCursor);
  return [start, acknowledged, eventKeyAt(now - LISTEN_KEPT_MS)].sort().at(-1) as string;
}

/** Key so far back that nothing before it can come to be stored any more. */
export const overlapping = (key: string): string => eventKeyAt(publishedAt(key) - OVERLAP_MS);

/** Whether the replay for this socket has surely sent an event, if the session takes it. */
export const wasReplayed = ({ replayedTo }: ListenSession, key: string): boolean =>
  replayedTo !== undefined && key < replayedTo;

/** Whether a socket that is said not to be there may only not be open yet. */
export const mayStillOpen = ({ connectedAt = 0 }: ListenSession, now: number): boolean =>
  now - connectedAt < OPENING_MS;

/**
 * Sessions that a new one takes the place of: those of the Stripe CLI on the same device for the same address whose socket
 * is closed, and where there is no place, the one that has been away longest, if that is long.
 */
export function replacedBy(
  next: Pick<ListenSession, 'stripeCli' | 'deviceName' | 'forwardTo'>,
  present: readonly ListenSession[],
  now: number,
): { readonly replaced: readonly ListenSession[]; readonly hasPlace: boolean } {
  const away = present.filter(({ connectionId }) => connectionId === undefined);
  const former = away.filter(
    (one) => next.stripeCli && one.stripeCli && one.deviceName === next.deviceName && one.forwardTo === next.forwardTo,
  );
  const left = present.length - former.length;
  if (left < MAX_LISTEN_SESSIONS) return { replaced: former, hasPlace: true };
  const longest = away
    .filter((one) => !former.includes(one) && now - one.lastSeen > GIVES_WAY_AFTER_MS)
    .sort((a, b) => a.lastSeen - b.lastSeen)
    .slice(0, left - MAX_LISTEN_SESSIONS + 1);
  return { replaced: [...former, ...longest], hasPlace: left - longest.length < MAX_LISTEN_SESSIONS };
}

const GIVES_WAY_AFTER_MS = 10 * 60_000;
