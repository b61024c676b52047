/** The waiting list in memory. */
import { dueShard } from '../../lambdas/adapters/dynamodb/delivery/due-list.ts';
import type { Delivery } from '../../lambdas/core/delivery/delivery.ts';
import type { WaitingDelivery, WaitingPage, WaitingQuery } from '../../lambdas/core/delivery/ports.ts';

const keyOf = ({ destinationId, eventKey }: WaitingDelivery) => `${destinationId} ${eventKey}`;

export function memoryWaitingList(shards: number) {
  const entries = new Map<string, WaitingDelivery>();
  const of = (destinationId: string) =>
    [...entries.values()]
      .filter((entry) => entry.destinationId === destinationId)
      .sort((a, b) => (a.eventKey < b.eventKey ? -1 : 1));
  return {
    put({ waiting, destinationId, eventKey, account, mode }: Delivery, destinationAccount: string): void {
      if (!waiting) return;
      const shard = dueShard(destinationId, eventKey, shards);
      const entry = { shard, destinationId, eventKey, tenant: { account, mode }, destinationAccount };
      entries.set(keyOf(entry), entry);
    },
    read(destinationId: string, { limit, after = '' }: WaitingQuery): WaitingPage {
      const left = of(destinationId).filter(({ eventKey }) => eventKey > after);
      return { entries: left.slice(0, limit), hasMore: left.length > limit };
    },
    count: (destinationId: string, max: number): number => Math.min(max, of(destinationId).length),
    remove(removed: readonly WaitingDelivery[]): readonly WaitingDelivery[] {
      for (const entry of removed) entries.delete(keyOf(entry));
      return [];
    },
    entries: () => [...entries.values()],
  };
}
