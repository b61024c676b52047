/** Listen sessions: terminals and browsers that receive events live over a WebSocket. */
import type { EventPayload, EventsFrom } from '../destination/destination.ts';
import { matchesType } from '../destination/matching.ts';
import { eventKeyAt, publishedAt } from '../ids.ts';
import type { Tenant } from '../tenant.ts';

/** Prefix of the ids of listen sessions. */
export const LISTEN_SESSION_PREFIX = 'lst_';

/** Time after which a session without a socket expires, and longest time back of a replay, milliseconds. */
export const LISTEN_RETENTION_MS = 24 * 3_600_000;

/** Largest number of sessions of a tenant. Each publish sends a message for each of them. */
export const MAX_LISTEN_SESSIONS = 20;

/** Age up to which a publish function uses a cached list of sessions, milliseconds. */
export const SESSIONS_CACHE_MS = 2_000;

/**
 * Time after its socket was opened for which a session is served from the table, milliseconds: until every publish function knows
 * the socket, and publishes in progress have ended.
 */
export const CATCH_UP_MS = SESSIONS_CACHE_MS + 500;

/** Age up to which an event with an older key may still be stored, milliseconds: keys are made before the write, by different clocks. */
export const OVERLAP_MS = 5_000;

/** Time after its opening for which sending to a socket may fail because the client is not ready, milliseconds. */
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
  /** Created by the Stripe CLI, which creates another session each time it is started. */
  readonly stripeCli?: true;
  /** Hash of the `websocket_id`. */
  readonly socketHash: string;
  /** Unix milliseconds. */
  readonly created: number;
  /** Unix milliseconds: when its socket was last opened or closed. */
  readonly lastSeen: number;
  /** Unix milliseconds. */
  readonly expiresAt: number;
  /** Unix milliseconds when the API key or token that created it expires. The session expires then at the latest. */
  readonly endsAt?: number;
  /** Key before which it receives no events. */
  readonly start: string;
  /** Cursor: key of the newest acknowledged event. */
  readonly eventCursor?: string;
  /** Channel that sent the event of the cursor, if known. Everything that this channel sent before has arrived too. */
  readonly cursorChannel?: string;
  /** Keys that were acknowledged recently. A replay, which starts before the cursor, does not send them again. */
  readonly acknowledged?: readonly string[];
  /** Id of the open socket. */
  readonly connectionId?: string;
  /** When the socket was opened, unix milliseconds. */
  readonly connectedAt?: number;
  /** Set while the replay for the socket is not complete. Live events are not sent then, because the replay finds them. */
  readonly catchingUp?: true;
  /** Key up to which the replay for this socket has read. */
  readonly replayedTo?: string;
}

export type ListenSessionKey = Tenant & Pick<ListenSession, 'id'>;

/** The response of a local endpoint to a forwarded event. */
export interface LocalResponse {
  /** `ans_…`, sorts by time. */
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

/** The key of an event. The mode is that of the session. */
export interface EventRef {
  readonly account: string;
  readonly key: string;
}

/** A message of the queue of one session. */
export type ListenMessage =
  | {
      readonly session: ListenSessionKey;
      readonly events: readonly EventRef[];
      /** A resend: sent regardless of the selection of the session and of earlier sends. */
      readonly resend?: true;
    }
  | {
      readonly session: ListenSessionKey;
      /** Replays events, starting at the key `from`. */
      readonly replay: {
        readonly connectionId: string;
        readonly from: string;
        /** Start of the whole replay, in a message that continues one. */
        readonly floor?: string;
      };
    };

/** Returns whether a session takes events of this account and type. */
export function isListening(session: ListenSession, account: string, type: string): boolean {
  const scope = session.account === account ? '@self' : '@accounts';
  return session.eventsFrom.includes(scope) && matchesType(session.types, type);
}

/**
 * Returns whether a publish sends a message for the session. A session without a socket finds events of its own account in the
 * table; events of other accounts have to be recorded for it.
 */
export const needsMessage = ({ connectionId, account }: ListenSession, eventAccount: string): boolean =>
  connectionId !== undefined || account !== eventAccount;

/** Returns the key at which the replay for a new socket starts. */
export function replayFrom({ start, eventCursor }: Pick<ListenSession, 'start' | 'eventCursor'>, now: number): string {
  const acknowledged = eventCursor === undefined ? start : overlapStart(eventCursor);
  return [start, acknowledged, eventKeyAt(now - LISTEN_RETENTION_MS)].sort().at(-1) as string;
}

/** Returns the key OVERLAP_MS before a key: no event with an older key can be stored any more. */
export const overlapStart = (key: string): string => eventKeyAt(publishedAt(key) - OVERLAP_MS);

/** Returns whether the replay for the socket has read past an event. */
export const wasReplayed = ({ replayedTo }: ListenSession, key: string): boolean =>
  replayedTo !== undefined && key < replayedTo;

/** Returns whether a socket that appears to be closed can still be opening. */
export const mayStillOpen = ({ connectedAt = 0 }: ListenSession, now: number): boolean =>
  now - connectedAt < OPENING_MS;

/**
 * Returns the sessions that a new one replaces: sessions of the Stripe CLI on the same device with the same forward address and
 * no socket; and when the limit is reached, the session that has had no socket for the longest time, if that is over 10 minutes.
 */
export function sessionsReplacedBy(
  next: Pick<ListenSession, 'stripeCli' | 'deviceName' | 'forwardTo'>,
  present: readonly ListenSession[],
  now: number,
): { readonly replaced: readonly ListenSession[]; readonly hasCapacity: boolean } {
  const away = present.filter(({ connectionId }) => connectionId === undefined);
  const former = away.filter(
    (one) => next.stripeCli && one.stripeCli && one.deviceName === next.deviceName && one.forwardTo === next.forwardTo,
  );
  const left = present.length - former.length;
  if (left < MAX_LISTEN_SESSIONS) return { replaced: former, hasCapacity: true };
  const longest = away
    .filter((one) => !former.includes(one) && now - one.lastSeen > REPLACEABLE_AFTER_MS)
    .sort((a, b) => a.lastSeen - b.lastSeen)
    .slice(0, left - MAX_LISTEN_SESSIONS + 1);
  return { replaced: [...former, ...longest], hasCapacity: left - longest.length < MAX_LISTEN_SESSIONS };
}

const REPLACEABLE_AFTER_MS = 10 * 60_000;
