/** The due list in memory, made for tests with very many entries. */
import { dueShard } from '../../lambdas/adapters/dynamodb/delivery/due-list.ts';
import type { Delivery } from '../../lambdas/core/delivery/delivery.ts';
import type { DueDelivery, DuePage, DueQuery } from '../../lambdas/core/delivery/ports.ts';

const keyOf = ({ dueAt, eventKey, destinationId }: DueDelivery) =>
  `${String(dueAt).padStart(13, '0')} ${eventKey} ${destinationId}`;

export function memoryDueList(shards: number) {
  const parts = Array.from({ length: shards }, () => memoryShard());
  const partOf = (shard: number) => {
    const part = parts[shard];
    if (!part) throw new Error(`There is no shard ${shard} of ${shards}.`);
    return part;
  };
  return {
    put(previous: Delivery | undefined, next: Delivery, destinationAccount: string): void {
      const { deferred, nextAttemptAt: dueAt, destinationId, eventKey, account, mode } = next;
      if (!deferred || dueAt === undefined) return;
      if (previous?.deferred && previous.nextAttemptAt === dueAt) return;
      const shard = dueShard(destinationId, eventKey, shards);
      partOf(shard).put({ shard, destinationId, eventKey, tenant: { account, mode }, destinationAccount, dueAt });
    },
    read: (shard: number, query: DueQuery): DuePage => partOf(shard).read(query),
    remove(entries: readonly DueDelivery[]): readonly DueDelivery[] {
      for (const entry of entries) partOf(entry.shard).remove(entry);
      return [];
    },
    /** All entries, of whatever shard. */
    entries: (): DueDelivery[] => parts.flatMap((part) => part.entries()),
  };
}

function memoryShard() {
  const entries = new Map<string, DueDelivery>();
  /** Keys in order; those of removed entries stay until the next sort. */
  let order: string[] = [];
  let sorted = true;
  const sort = () => {
    if (!sorted) order = [...entries.keys()].sort();
    sorted = true;
  };
  const firstAfter = (key: string): number => {
    let [low, high] = [0, order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((order[middle] as string) > key) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    put(entry: DueDelivery): void {
      entries.set(keyOf(entry), entry);
      sorted = false;
    },
    remove: (entry: DueDelivery) => entries.delete(keyOf(entry)),
    entries: () => [...entries.values()],
    read({ until, limit, after }: DueQuery): DuePage {
      sort();
      const found: DueDelivery[] = [];
      for (let at = after === undefined ? 0 : firstAfter(after); at < order.length && found.length < limit; at++) {
        const entry = entries.get(order[at] as string);
        if (!entry) continue;
        if (entry.dueAt > until) return { entries: found };
        found.push(entry);
      }
      const last = found.at(-1);
      return found.length === limit && last ? { entries: found, next: keyOf(last) } : { entries: found };
    },
  };
}
