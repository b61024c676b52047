/** The events table as one worker sees it. */
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import type { EventStore } from '../../../lambdas/core/event/ports.ts';
import { type Tenant, tenantKey } from '../../../lambdas/core/tenant.ts';
import { eventStored } from '../checks/event-checks.ts';
import { eventId } from '../world/identity.ts';
import { type Access, resultOf } from './access.ts';

export function eventPort(access: Access): EventStore {
  const { state, worker } = access;
  const { store, rows } = state.events;

  const put = (event: WaybillEvent, make: () => Promise<unknown>) =>
    access.write([tenantKey(event)], tenantKey(event), () => {
      const key = eventId(event, event.key);
      const before = rows.get(key);
      const made = make();
      const after = rows.get(key);
      if (after && after !== before) {
        state.eventReplica.write(key, after, state.lagMs);
        eventStored(state, worker, before, after);
      }
      return made;
    });

  const bind = (tenant: Tenant, make: () => Promise<string>): Promise<string> =>
    access.call(() => resultOf(access.write([tenantKey(tenant)], tenantKey(tenant), make)));

  return {
    ...store,
    get: (tenant, key) => access.call(() => store.get(tenant, key)),
    getById: (tenant, id) => access.call(() => store.getById(tenant, id)),
    keyOf: (tenant, id) => access.call(() => store.keyOf(tenant, id)),
    putFresh: (events) =>
      access.call(() =>
        events.filter((event) => {
          const { outcome } = put(event, () => store.putFresh([event]));
          return outcome === 'refused' || outcome === 'unsure';
        }),
      ),
    putIfAbsent: (event) =>
      access.call(async () => {
        const written = put(event, () => store.putIfAbsent(event));
        // As after a retry inside the SDK: the condition fails, and what is read is one's own.
        if (written.outcome === 'seems lost') return rows.get(eventId(event, event.key));
        return resultOf(written) as Promise<WaybillEvent | undefined>;
      }),
    claimId: (tenant, id, key) => bind(tenant, () => store.claimId(tenant, id, key)),
    rebindId: (tenant, id, from, to) => bind(tenant, () => store.rebindId(tenant, id, from, to)),
  };
}
