/** The waiting list of one destination with millions of entries, in memory. */
import type { WaitingDelivery, WaitingPage, WaitingQuery } from '../../../lambdas/core/delivery/ports.ts';
import type { Tenant } from '../../../lambdas/core/tenant.ts';
import { firstAfter, type KeyRange, keyOf, numberOf } from './keys.ts';

/** Number of the entry of a delivery that waits for the first time. */
const FIRST_WAIT = 1;

export function createBigList(destinationId: string, tenant: Tenant, range: KeyRange) {
  const removed = new Uint8Array(range.count);
  let [oldest, size] = [0, range.count];
  return {
    size: (): number => size,
    read({ limit, after = '', before }: WaitingQuery): WaitingPage {
      while (oldest < range.count && removed[oldest] === 1) oldest++;
      const entries: WaitingDelivery[] = [];
      const first = after === '' ? oldest : Math.max(oldest, firstAfter(after, range));
      const last = before === undefined ? range.count : firstAfter(before, range);
      let n = first;
      for (; n < last && entries.length < limit; n++) {
        if (removed[n] === 1) continue;
        const eventKey = keyOf(n, range);
        entries.push({
          shard: 0,
          destinationId,
          eventKey,
          waits: FIRST_WAIT,
          tenant,
          destinationAccount: tenant.account,
        });
      }
      const next = n < last ? entries.at(-1)?.eventKey : undefined;
      return { entries, ...(next === undefined ? {} : { next }) };
    },
    remove(entries: readonly WaitingDelivery[]): void {
      for (const { eventKey } of entries) {
        const n = numberOf(eventKey);
        if (removed[n] === 0) size--;
        removed[n] = 1;
      }
    },
  };
}
