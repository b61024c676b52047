/** The destinations as one worker sees them. */

import type { WatchList } from '../../../lambdas/core/destination/health/watch.ts';
import type { DestinationStore } from '../../../lambdas/core/destination/ports.ts';
import { ConflictError } from '../../../lambdas/core/errors.ts';
import { ALL } from '../world/identity.ts';
import { type Access, resultOf } from './access.ts';

export function destinationPort(access: Access): DestinationStore {
  const { store, rows } = access.state.destinations;
  return {
    ...store,
    list: (tenant) => access.call(() => store.list(tenant)),
    get: (tenant, id) => access.call(() => store.get(tenant, id)),
    replace: (previous, next) =>
      access.call(async () => {
        const written = access.write([], ALL, () => {
          const before = rows.get(next.id);
          const made = store.replace(previous, next);
          const after = rows.get(next.id);
          if (after !== before) access.state.ledger.destinationIs(next.id, after);
          return made;
        });
        if (written.outcome === 'seems lost') throw new ConflictError('Changed meanwhile, by this very call.');
        return resultOf(written);
      }),
    updateHealth: (destination, next) =>
      access.call(async () => {
        const { ledger } = access.state;
        const written = access.write([destination.id], ALL, async () => {
          const made = await store.updateHealth(destination, next);
          if (made) ledger.destinationIs(destination.id, rows.get(destination.id));
          access.state.armWatch();
          return made;
        });
        return written.outcome === 'seems lost' ? undefined : resultOf(written);
      }),
  };
}

/** The watch list as one worker sees it. */
export function watchListPort(access: Access): WatchList {
  const { store } = access.state.watchList;
  return {
    add: (destination) =>
      access.call(() => {
        const added = resultOf(access.write([], ALL, () => store.add(destination)));
        access.state.armWatch();
        return added;
      }),
    read: (shard) => access.call(() => store.read(shard)),
    remove: (watched) => access.call(() => resultOf(access.write([], ALL, () => store.remove(watched)))),
  };
}
