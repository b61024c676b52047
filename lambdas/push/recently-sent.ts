/** What an instance sent a moment ago, by session. */
import type { RecentlySent } from '../core/listen/ports.ts';

/** Of one session; of 20 a second it is minutes. */
const MAX_KEYS = 2_000;
/** With as many keys as they may have: some ten megabytes. */
const MAX_SESSIONS = 50;

interface Remembered {
  /** The newest socket that something went over. */
  connectionId: string;
  /** Over that socket, in order. */
  sent: Set<string>;
  /** Over former sockets. */
  readonly arrived: Set<string>;
}

/** @param instance tells this memory from those of other instances */
export function recentlySent(instance: string, { maxKeys = MAX_KEYS, maxSessions = MAX_SESSIONS } = {}): RecentlySent {
  const over = (connectionId: string): string => `${connectionId}~${instance}`;
  const bySession = new Map<string, Remembered>();
  const ofSocket = (sessionId: string, connectionId: string): Remembered | undefined => {
    const known = bySession.get(sessionId);
    return known?.connectionId === connectionId ? known : undefined;
  };

  return {
    over,

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

    acknowledged(sessionId, what, key) {
      const known = bySession.get(sessionId);
      if (!known?.sent.has(key) || over(known.connectionId) !== what) return;
      for (const one of known.sent) {
        known.arrived.add(one);
        if (one === key) break;
      }
      dropOldest(known.arrived, maxKeys);
    },
  };
}

/** Sets and maps keep the order in which they were added to. */
function dropOldest(all: Set<string> | Map<string, unknown>, max: number): void {
  for (const oldest of all.keys()) {
    if (all.size <= max) return;
    all.delete(oldest);
  }
}
