/** What an instance sent a moment ago, by socket. */
import type { RecentlySent } from '../core/listen-push.ts';

/** Of all sockets together: a few hundred kilobytes. */
const MAX_REMEMBERED = 10_000;

export function recentlySent(max = MAX_REMEMBERED): RecentlySent {
  const sent = new Set<string>();
  const nameOf = (connectionId: string, key: string) => `${connectionId} ${key}`;
  return {
    has: (connectionId, key) => sent.has(nameOf(connectionId, key)),
    add(connectionId, key) {
      sent.add(nameOf(connectionId, key));
      if (sent.size > max) sent.delete(sent.values().next().value as string);
    },
  };
}
