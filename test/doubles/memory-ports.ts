/** The ports in memory: what a test of the core runs against. They keep the rules of the real ones, and can be made to fail. */
import type { Delivery } from '../../lambdas/core/delivery/delivery.ts';
import type { DeliveryQueue, DeliveryStore, OutgoingMessage } from '../../lambdas/core/delivery/ports.ts';
import type { Destination } from '../../lambdas/core/destination/destination.ts';
import { matchesType } from '../../lambdas/core/destination/matching.ts';
import type { DestinationStore } from '../../lambdas/core/destination/ports.ts';
import { ConflictError, InvalidFieldsError } from '../../lambdas/core/errors.ts';
import type { WaybillEvent } from '../../lambdas/core/event/event.ts';
import { relatedObject } from '../../lambdas/core/event/event-body.ts';
import type { EventStore } from '../../lambdas/core/event/ports.ts';
import type { IdempotencyKeyRef, IdempotencyRecord, IdempotencyStore } from '../../lambdas/core/idempotency.ts';
import { isNativeEventId, publishedAt } from '../../lambdas/core/ids.ts';
import { type HourlyRollup, merged } from '../../lambdas/core/metrics/metrics.ts';
import type { MetricsStore } from '../../lambdas/core/metrics/ports.ts';
import type { Cursor, Page } from '../../lambdas/core/page.ts';
import { tenantKey } from '../../lambdas/core/tenant.ts';
import { memoryDueList } from './memory-due-list.ts';
import { memoryWaitingList } from './memory-waiting-list.ts';

export const page = <T>(all: T[], keyOf: (item: T) => string, query: Cursor & { limit: number }): Page<T> => {
  const { limit, startingAfter, endingBefore } = query;
  const sorted = all.sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
  if (endingBefore !== undefined) {
    const newer = sorted.filter((item) => keyOf(item) > endingBefore);
    return { items: newer.slice(-limit), hasMore: newer.length > limit };
  }
  const older = startingAfter === undefined ? sorted : sorted.filter((item) => keyOf(item) < startingAfter);
  return { items: older.slice(0, limit), hasMore: older.length > limit };
};

export function memoryEventStore() {
  const rows = new Map<string, WaybillEvent>();
  const ids = new Map<string, string>();
  const keyOf = (tenant: Parameters<typeof tenantKey>[0], key: string) => `${tenantKey(tenant)} ${key}`;
  const store: EventStore = {
    async putFresh(events) {
      for (const event of events) rows.set(keyOf(event, event.key), event);
      return [];
    },
    async putIfAbsent(event) {
      const known = rows.get(keyOf(event, event.key));
      if (!known) rows.set(keyOf(event, event.key), event);
      return known;
    },
    async claimId(tenant, id, key) {
      const claim = keyOf(tenant, id);
      if (!ids.has(claim)) ids.set(claim, key);
      return ids.get(claim) as string;
    },
    async rebindId(tenant, id, from, to) {
      const claim = keyOf(tenant, id);
      if (ids.get(claim) === from) ids.set(claim, to);
      return ids.get(claim) as string;
    },
    async keyOf(tenant, id) {
      return ids.get(keyOf(tenant, id)) ?? (isNativeEventId(id) ? id : undefined);
    },
    async get(tenant, key) {
      return rows.get(keyOf(tenant, key));
    },
    async getById(tenant, id) {
      return rows.get(keyOf(tenant, id)) ?? rows.get(keyOf(tenant, ids.get(keyOf(tenant, id)) ?? ''));
    },
    async getMany(tenant, keys) {
      return keys.flatMap((key) => rows.get(keyOf(tenant, key)) ?? []);
    },
    async list(tenant, query) {
      const { types, objectId, created: { from = 0, until = Number.POSITIVE_INFINITY } = {} } = query;
      const wanted = [...rows.values()].filter(
        (event) =>
          tenantKey(event) === tenantKey(tenant) &&
          (!types || matchesType(types, event.type)) &&
          (objectId === undefined || relatedObject(event)?.id === objectId) &&
          event.created >= from &&
          event.created <= until,
      );
      return page(wanted, ({ key }) => key, query);
    },
  };
  return { store, rows };
}

function withHealth({ health: _before, ...rest }: Destination, health: Destination['health']): Destination {
  return health ? { ...rest, health } : rest;
}

export function memoryDestinationStore(...initial: Destination[]) {
  const rows = new Map(initial.map((destination) => [destination.id, destination]));
  const own = (tenant: Parameters<typeof tenantKey>[0]) =>
    [...rows.values()].filter((destination) => tenantKey(destination) === tenantKey(tenant));
  const store: DestinationStore = {
    async list(tenant) {
      return own(tenant).sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    async get(tenant, id) {
      return own(tenant).find((destination) => destination.id === id);
    },
    async create(destination, limit) {
      await store.checkCapacity(destination, limit);
      rows.set(destination.id, destination);
    },
    async checkCapacity(destination, limit) {
      if (own(destination).length >= limit) throw new InvalidFieldsError(`At most ${limit} destinations.`);
    },
    async replace(previous, next) {
      const known = rows.get(previous.id);
      if (known?.updated !== previous.updated) throw new ConflictError('Changed meanwhile.');
      rows.set(next.id, withHealth(next, known.health));
    },
    async updateHealth(destination, next) {
      const known = rows.get(destination.id);
      if (!known || known.health?.revision !== destination.health?.revision) return undefined;
      const health = next && { ...next, revision: (known.health?.revision ?? 0) + 1 };
      rows.set(known.id, withHealth(known, health));
      return withHealth(destination, health);
    },
    async delete({ id }) {
      rows.delete(id);
    },
  };
  return { store, rows };
}

export function memoryDeliveryStore(
  destinations: Map<string, Destination> = new Map(),
  events: Map<string, WaybillEvent> = new Map(),
  dueShards = 1,
) {
  const rows = new Map<string, Delivery & { destinationAccount: string }>();
  const dueList = memoryDueList(dueShards);
  const waitingList = memoryWaitingList(dueShards);
  const keyOf = (destinationId: string, eventKey: string) => `${destinationId} ${eventKey}`;
  let batchesPut = 0;
  /** The second request of `replace`, without the entry of the due list. */
  const replaceRow: DeliveryStore['replace'] = async (previous, next, destinationAccount) => {
    const key = keyOf(next.destinationId, next.eventKey);
    const known = rows.get(key);
    const compared = ['attemptCount', 'status', 'nextAttemptAt', 'heldBy', 'waiting', 'waits'] as const;
    if (compared.some((field) => known?.[field] !== previous?.[field])) return false;
    rows.set(key, { ...next, destinationAccount });
    return true;
  };
  const store: DeliveryStore = {
    async readBatch(reads) {
      const asked = new Set(reads.deliveries.map((one) => keyOf(one.destinationId, one.eventKey)));
      const wantedEvents = new Set(reads.events.map(({ tenant, key }) => keyOf(tenantKey(tenant), key)));
      return {
        destination: (id) => {
          if (!reads.destinations.some((one) => one.id === id)) return undefined;
          return destinations.get(id);
        },
        delivery: (id, key) => (asked.has(keyOf(id, key)) ? rows.get(keyOf(id, key)) : undefined),
        event: (tenant, key) => {
          if (!wantedEvents.has(keyOf(tenantKey(tenant), key))) return undefined;
          const isWanted = (one?: WaybillEvent) => one?.key === key && tenantKey(one) === tenantKey(tenant);
          // Most tests store an event under its key, and some store very many.
          const event = events.get(key);
          return isWanted(event) ? event : [...events.values()].find(isWanted);
        },
      };
    },
    async putDelivered(delivered) {
      if (delivered.length > 0) batchesPut += 1;
      for (const { delivery, destinationAccount } of delivered) {
        rows.set(keyOf(delivery.destinationId, delivery.eventKey), { ...delivery, destinationAccount });
      }
      return [];
    },
    async replace(previous, next, destinationAccount) {
      dueList.put(previous, next, destinationAccount);
      return replaceRow(previous, next, destinationAccount);
    },
    async get(destinationId, eventKey) {
      return rows.get(keyOf(destinationId, eventKey));
    },
    async getForEvent(refs, eventKey) {
      return refs.flatMap(({ id }) => rows.get(keyOf(id, eventKey)) ?? []);
    },
    async list(destinationId, query) {
      const own = [...rows.values()].filter(
        (row) =>
          row.destinationId === destinationId &&
          (!query.status || row.status === query.status) &&
          (!query.types || matchesType(query.types, row.eventType)),
      );
      return page<Delivery>(own, ({ eventKey }) => eventKey, query);
    },
    async unsettled(tenant, { types, from = 0, ownOnly, ...query }) {
      const own = [...rows.values()].filter(
        (row) =>
          row.status !== 'delivered' &&
          tenantKey(row) === tenantKey(tenant) &&
          (!types || matchesType(types, row.eventType)) &&
          (!ownOnly || row.destinationAccount === row.account) &&
          publishedAt(row.eventKey) >= from,
      );
      return page([...new Set(own.map(({ eventKey }) => eventKey))], (key) => key, query);
    },
    async statuses(of) {
      const found = of.flatMap((one) => rows.get(keyOf(one.destinationId, one.eventKey)) ?? []);
      return new Map(found.map((row) => [keyOf(row.destinationId, row.eventKey), row.status]));
    },
    due: async (shard, query) => dueList.read(shard, query),
    removeDue: async (entries) => dueList.remove(entries),
    addWaiting: async (delivery, destinationAccount) => waitingList.add(delivery, destinationAccount),
    waiting: async (destinationId, query) => waitingList.read(destinationId, query),
    countWaiting: async (destinationId, max) => waitingList.count(destinationId, max),
    removeWaiting: async (entries) => waitingList.remove(entries),
  };
  return { store, replaceRow, rows, dueList, waitingList, batchesPut: () => batchesPut };
}

export function memoryQueue() {
  const sent: OutgoingMessage[] = [];
  const hidden = new Map<string, number>();
  const state = { refuse: false, mayBeQueued: false, inFlight: 0 };
  const queue: DeliveryQueue = {
    async send(messages) {
      if (state.refuse) return messages.map((outgoing) => ({ outgoing, mayBeQueued: state.mayBeQueued }));
      sent.push(...messages);
      return [];
    },
    async hide(messages) {
      for (const { receiptHandle, seconds } of messages) hidden.set(receiptHandle, seconds);
    },
    inFlight: async () => state.inFlight,
  };
  return { queue, sent, hidden, state };
}

export function memoryMetricsStore() {
  const rows = new Map<string, HourlyRollup>();
  const state = { refuse: false, adds: 0 };
  const store: MetricsStore = {
    async add(rollup) {
      state.adds += 1;
      if (state.refuse) throw new Error('The table is throttled.');
      const { destinationId, hour } = rollup;
      const key = `${destinationId} ${hour}`;
      const known = rows.get(key);
      rows.set(key, known ? { ...merged(known, rollup), destinationId, hour } : rollup);
    },
    async list(destinationId, since, until) {
      return [...rows.values()]
        .filter((row) => row.destinationId === destinationId && row.hour >= since && row.hour < until)
        .sort((a, b) => a.hour - b.hour);
    },
  };
  return { store, rows, state };
}

export function memoryIdempotencyStore() {
  const records = new Map<string, IdempotencyRecord & { expiresAt: number }>();
  const at = ({ tenant, id }: IdempotencyKeyRef) => `${tenantKey(tenant)} ${id}`;
  const change = (ref: IdempotencyKeyRef, over: Partial<IdempotencyRecord>) => {
    const known = records.get(at(ref));
    if (known) records.set(at(ref), { ...known, ...over });
  };
  const store: IdempotencyStore = {
    async claim(ref, record, retentionSeconds, now) {
      const known = records.get(at(ref));
      if (known && known.expiresAt >= now) return known;
      records.set(at(ref), { ...record, expiresAt: now + retentionSeconds * 1000 });
      return undefined;
    },
    async takeOver(ref, before, leaseUntil) {
      if (records.get(at(ref))?.leaseUntil !== before.leaseUntil) return false;
      change(ref, { leaseUntil });
      return true;
    },
    async storeResponse(ref, response) {
      change(ref, { response, leaseUntil: 0 });
    },
    async endLease(ref) {
      change(ref, { leaseUntil: 0 });
    },
    async release(ref) {
      records.delete(at(ref));
    },
  };
  return { store, records };
}
