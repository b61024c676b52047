/** Caches the event keys that an instance sent recently, by session. */
import type { RecentlySent } from '../core/listen/ports.ts';

/** Keys of one session: minutes at 20 events a second. */
const MAX_KEYS = 2_000;
/** Sessions. The cache then takes about ten megabytes. */
const MAX_SESSIONS = 50;

interface SentKeys {
  /** The newest socket to which something was sent. */
  connectionId: string;
  /** Keys sent to that socket, in order. */
  sent: Set<string>;
  /** Keys that were acknowledged. */
  readonly arrived: Set<string>;
}

/** Creates the cache. @param instance id of this instance, part of its channels */
export function recentlySent(instance: string, { maxKeys = MAX_KEYS, maxSessions = MAX_SESSIONS } = {}): RecentlySent {
  const channel = (connectionId: string): string => `${connectionId}~${instance}`;
  const bySession = new Map<string, SentKeys>();
  const ofSocket = (sessionId: string, connectionId: string): SentKeys | undefined => {
    const known = bySession.get(sessionId);
    return known?.connectionId === connectionId ? known : undefined;
  };

  return {
    channel,

    has(sessionId, connectionId, key) {
      const known = bySession.get(sessionId);
      return known?.arrived.has(key) || (known?.connectionId === connectionId && known.sent.has(key));
    },

    add(sessionId, connectionId, key) {
      let known = ofSocket(sessionId, connectionId);
      if (!known) {
        const arrived = bySession.get(sessionId)?.arrived ?? new Set();
        known = { connectionId, sent: new Set(), arrived };
        bySession.delete(sessionId);
        bySession.set(sessionId, known);
        dropOldest(bySession, maxSessions);
      }
      known.sent.add(key);
      dropOldest(known.sent, maxKeys);
    },

    acknowledged(sessionId, ackedChannel, key) {
      const known = bySession.get(sessionId);
      if (!known?.sent.has(key) || channel(known.connectionId) !== ackedChannel) return;
      for (const one of known.sent) {
        known.arrived.add(one);
        if (one === key) break;
      }
      dropOldest(known.arrived, maxKeys);
    },
  };
}

/** Deletes the oldest entries beyond `max`. Sets and maps iterate in the order of insertion. */
function dropOldest(all: Set<string> | Map<string, unknown>, max: number): void {
  for (const oldest of all.keys()) {
    if (all.size <= max) return;
    all.delete(oldest);
  }
}
