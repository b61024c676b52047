/** The waiting list in memory. */
import { dueShard } from '../../lambdas/adapters/dynamodb/delivery/due-list.ts';
import type { Delivery } from '../../lambdas/core/delivery/delivery.ts';
import type { WaitingDelivery, WaitingPage, WaitingQuery } from '../../lambdas/core/delivery/ports.ts';

const sortKeyOf = ({ eventKey, waits }: WaitingDelivery) => `${eventKey} ${String(waits).padStart(6, '0')}`;
const keyOf = (entry: WaitingDelivery) => `${entry.destinationId} ${sortKeyOf(entry)}`;

export function memoryWaitingList(shards: number) {
  const entries = new Map<string, WaitingDelivery>();
  const of = (destinationId: string) =>
    [...entries.values()]
      .filter((entry) => entry.destinationId === destinationId)
      .sort((a, b) => (sortKeyOf(a) < sortKeyOf(b) ? -1 : 1));
  return {
    add({ destinationId, eventKey, waits = 0, account, mode }: Delivery, destinationAccount: string): void {
      const shard = dueShard(destinationId, eventKey, shards);
      const entry = { shard, destinationId, eventKey, waits, tenant: { account, mode }, destinationAccount };
      entries.set(keyOf(entry), entry);
    },
    read(destinationId: string, { limit, after = '', before = 'f' }: WaitingQuery): WaitingPage {
      const left = of(destinationId).filter((entry) => sortKeyOf(entry) > after && sortKeyOf(entry) < before);
      const page = left.slice(0, limit);
      return { entries: page, ...(left.length > limit ? { next: sortKeyOf(page.at(-1) as WaitingDelivery) } : {}) };
    },
    count: (destinationId: string, max: number): number => Math.min(max, of(destinationId).length),
    remove(removed: readonly WaitingDelivery[]): readonly WaitingDelivery[] {
      for (const entry of removed) entries.delete(keyOf(entry));
      return [];
    },
    entries: () => [...entries.values()],
  };
}
