/** The watch list in memory. */
import { watchShard } from '../../lambdas/adapters/dynamodb/destination/watch-list.ts';
import type { Watched, WatchList } from '../../lambdas/core/destination/health/watch.ts';

export function memoryWatchList() {
  const rows = new Map<string, Watched>();
  let adds = 0;
  const store: WatchList = {
    async add({ id, account, mode }) {
      adds += 1;
      rows.set(id, { tenant: { account, mode }, destinationId: id, entry: `entry ${adds}` });
    },
    async read(shard) {
      return [...rows.values()].filter(({ destinationId }) => watchShard(destinationId) === shard);
    },
    async remove({ destinationId, entry }) {
      if (rows.get(destinationId)?.entry === entry) rows.delete(destinationId);
    },
  };
  return { store, rows, adds: () => adds };
}
