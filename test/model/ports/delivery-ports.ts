/** The deliveries table as one worker sees it. */

import type { DeliveryContext, DeliveryReads, DeliveryStore } from '../../../lambdas/core/delivery/ports.ts';
import { DeferredWithoutRowError } from '../../../lambdas/core/errors.ts';
import { rowWritten } from '../checks/row-checks.ts';
import { ALL, deliveryId, deliveryIdOfRow, eventId } from '../world/identity.ts';
import type { Received } from '../world/state.ts';
import { type Access, resultOf, type Written } from './access.ts';

export function deliveryPorts(access: Access): DeliveryStore {
  const { state, worker } = access;
  const { store, dueList, waitingList, replaceRow } = state.deliveries;

  const writeRow = <T>(
    of: { readonly destinationId: string; readonly eventKey: string },
    delivery: string,
    make: () => T,
  ): Written<T> =>
    access.write([of.destinationId], delivery, () => {
      const before = state.row(of.destinationId, of.eventKey);
      const made = make();
      const after = state.row(of.destinationId, of.eventKey);
      if (after && after !== before) rowWritten(state, worker, before, after);
      return made;
    });

  const isUnread = ({ destinationId, eventKey }: DeliveryReads['deliveries'][number]): boolean => {
    const isFor = ({ message }: Received) =>
      message.message.destination.id === destinationId && message.message.event.key === eventKey;
    const received = [...(state.batches.get(worker)?.values() ?? [])].find(isFor);
    return access.strikes('unreadable', [destinationId], received?.message.delivery ?? ALL);
  };

  return {
    ...store,
    readBatch: (reads) =>
      access.call(async () => {
        const unread = new Set(reads.deliveries.filter(isUnread).map(rowKey));
        return snapshot(await store.readBatch(reads), reads, unread);
      }),
    get: (destinationId, key) => access.call(() => store.get(destinationId, key)),
    putDelivered: (delivered) =>
      access.call(() =>
        delivered.filter((one) => {
          const put = () => store.putDelivered([one]);
          const { outcome } = writeRow(one.delivery, deliveryIdOfRow(one.delivery), put);
          return outcome === 'refused' || outcome === 'unsure';
        }),
      ),
    replace: async (previous, next, destinationAccount) => {
      const delivery = deliveryIdOfRow(next);
      const isListed = next.deferred && !(previous?.deferred && previous.nextAttemptAt === next.nextAttemptAt);
      // Two requests: an entry of the due list, in the partition of its shard, then the row in that of its destination.
      if (isListed) {
        await access.call(async () => {
          const put = () => {
            dueList.put(previous, next, destinationAccount);
            state.armSweep(next.nextAttemptAt ?? 0);
          };
          resultOf(access.write([], delivery, put));
        });
      }
      return access.call(async () => {
        const replace = () => replaceRow(previous, next, destinationAccount);
        const written = writeRow(next, delivery, replace);
        if (written.outcome === 'seems lost') return false;
        if (isListed && written.outcome !== 'done') throw new DeferredWithoutRowError('The table is throttled.');
        return resultOf(written);
      });
    },
    addWaiting: (delivery, destinationAccount) =>
      access.call(() => {
        const add = () => {
          waitingList.add(delivery, destinationAccount);
          state.armWatch();
        };
        resultOf(access.write([], deliveryIdOfRow(delivery), add));
      }),
    waiting: (destinationId, query) => access.call(() => store.waiting(destinationId, query)),
    countWaiting: (destinationId, max) => access.call(() => store.countWaiting(destinationId, max)),
    removeWaiting: (entries) =>
      access.call(() =>
        entries.filter((entry) => {
          const delivery = deliveryId(entry.destinationId, entry.tenant, entry.eventKey);
          const { outcome } = access.write([], delivery, () => waitingList.remove([entry]));
          return outcome === 'refused' || outcome === 'unsure';
        }),
      ),
    due: (shard, query) => access.call(() => store.due(shard, query)),
    removeDue: (entries) =>
      access.call(() =>
        entries.filter((entry) => {
          const delivery = deliveryId(entry.destinationId, entry.tenant, entry.eventKey);
          const { outcome } = access.write([], delivery, () => dueList.remove([entry]));
          return outcome === 'refused' || outcome === 'unsure';
        }),
      ),
  };
}

const rowKey = (of: { readonly destinationId: string; readonly eventKey: string }): string =>
  `${of.destinationId} ${of.eventKey}`;

/** Returns rows as they were when they were read, and throws for rows that were not read. */
function snapshot(live: DeliveryContext, reads: DeliveryReads, unread: ReadonlySet<string>): DeliveryContext {
  const destinations = new Map(reads.destinations.map(({ id }) => [id, live.destination(id)]));
  const rows = new Map(reads.deliveries.map((one) => [rowKey(one), live.delivery(one.destinationId, one.eventKey)]));
  const events = new Map(reads.events.map(({ tenant, key }) => [eventId(tenant, key), live.event(tenant, key)]));
  return {
    destination: (id) => destinations.get(id),
    delivery: (destinationId, eventKey) => {
      const key = rowKey({ destinationId, eventKey });
      if (unread.has(key)) throw new Error('The table is throttled.');
      return rows.get(key);
    },
    event: (tenant, key) => events.get(eventId(tenant, key)),
  };
}
