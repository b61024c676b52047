/** The ports of recoveries in memory. The store follows the rules of the real one; the scan reads the rows of other doubles. */
import type { Delivery } from '../../lambdas/core/delivery/delivery.ts';
import { matchesType } from '../../lambdas/core/destination/matching.ts';
import type { WaybillEvent } from '../../lambdas/core/event/event.ts';
import type { Publishers } from '../../lambdas/core/publish/ports.ts';
import type {
  AddToRecovery,
  KeyRange,
  RecoveryLock,
  RecoveryScan,
  RecoveryStore,
  Scanned,
} from '../../lambdas/core/recovery/ports.ts';
import type { Recovery } from '../../lambdas/core/recovery/recovery.ts';
import { type Mode, type Tenant, tenantKey } from '../../lambdas/core/tenant.ts';

export function memoryRecoveryStore() {
  const rows = new Map<string, Recovery>();
  const locks = new Map<string, RecoveryLock>();
  const at = ({ destinationId, id }: Pick<Recovery, 'destinationId' | 'id'>) => `${destinationId} ${id}`;
  const change = (of: Pick<Recovery, 'destinationId' | 'id'>, when: (now: Recovery) => boolean, over: object) => {
    const known = rows.get(at(of));
    if (!known || !when(known)) return undefined;
    const next = { ...known, ...over };
    rows.set(at(of), next);
    return next;
  };
  const store: RecoveryStore = {
    async acquireLock(lock) {
      const holder = locks.get(lock.destinationId);
      if (!holder) locks.set(lock.destinationId, lock);
      return holder?.recoveryId === lock.recoveryId ? undefined : holder;
    },
    async releaseLock(destinationId, recoveryId) {
      if (locks.get(destinationId)?.recoveryId === recoveryId) locks.delete(destinationId);
    },
    async locks() {
      return [...locks.values()];
    },
    async create(recovery) {
      const known = rows.get(at(recovery));
      if (!known) rows.set(at(recovery), recovery);
      return known ?? recovery;
    },
    async get(destinationId, id) {
      return rows.get(at({ destinationId, id }));
    },
    async list(destinationId, { limit, startingAfter = '~', endingBefore }) {
      const all = [...rows.values()]
        .filter((row) => row.destinationId === destinationId)
        .sort((a, b) => (a.id < b.id ? 1 : -1));
      const newer = all.filter(({ id }) => endingBefore !== undefined && id > endingBefore);
      const older = all.filter(({ id }) => id < startingAfter);
      return endingBefore === undefined
        ? { items: older.slice(0, limit), hasMore: older.length > limit }
        : { items: newer.slice(-limit), hasMore: newer.length > limit };
    },
    async lease(seen, leaseUntil) {
      return change(seen, (row) => row.status === 'running' && row.leaseUntil === seen.leaseUntil, { leaseUntil });
    },
    async commit(held, { sent, cursor, scanned, scheduledUntil }, leaseUntil) {
      const done = { sent, cursor, scanned, scheduledUntil, leaseUntil };
      return change(held, (row) => row.leaseUntil === held.leaseUntil, done);
    },
    async finish(recovery, { status, reason, at: finished }) {
      change(recovery, (row) => row.status === 'running', { status, finished, ...(reason ? { reason } : {}) });
      return rows.get(at(recovery));
    },
  };
  const add: AddToRecovery = async (destinationId, id, counts) => {
    const known = rows.get(at({ destinationId, id }));
    if (!known) return;
    const { delivered, failed, skipped } = known;
    rows.set(at(known), {
      ...known,
      delivered: delivered + counts.delivered,
      failed: failed + counts.failed,
      skipped: skipped + counts.skipped,
    });
  };
  return { store, add, rows, locks };
}

/** The accounts that publish. None expires. */
export function memoryPublishers() {
  const noted = new Map<string, Tenant>();
  const store: Publishers = {
    async record(tenant) {
      noted.set(tenantKey(tenant), tenant);
    },
  };
  const list = (mode: Mode) => [...noted.values()].filter((one) => one.mode === mode).map(({ account }) => account);
  return { store, list };
}

/** @param pageSize rows that one read reads, including the ones that the filter drops */
export function memoryRecoveryScan(
  deliveries: Map<string, Delivery>,
  events: Map<string, WaybillEvent>,
  pageSize = 500,
  publishers = memoryPublishers(),
): RecoveryScan {
  const pageOf = <T extends { key: string; type: string }>(all: T[], range: KeyRange, fits = (_: T) => true) => {
    const within = all
      .filter(({ key }) => key > range.after && key < range.before)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    const size = Math.min(pageSize, range.limit ?? pageSize);
    const seen = within.slice(0, size);
    const items = seen.filter((one) => matchesType(range.types ?? ['*'], one.type) && fits(one));
    return { items, reached: within.length > size ? seen.at(-1)?.key : undefined } satisfies Scanned<T>;
  };
  return {
    async deliveries(destinationId, range, only) {
      const own = [...deliveries.values()].filter((row) => row.destinationId === destinationId);
      const { items, reached } = pageOf(
        own.map((row) => ({ ...row, key: row.eventKey, type: row.eventType })),
        range,
        (row) =>
          !only || only.statuses.includes(row.status) || (only.recovery !== '' && row.recovery === only.recovery),
      );
      const shown = items.map(({ key, account, mode, status, recovery }) => ({
        key,
        tenant: { account, mode },
        status,
        ...(recovery === undefined ? {} : { recovery }),
      }));
      return { items: shown, reached };
    },
    async events(tenant, range) {
      const own = [...events.values()].filter((event) => tenantKey(event) === tenantKey(tenant));
      const { items, reached } = pageOf(own, range);
      const shown = items.map(({ key, type, relatedObject, destinations }) => ({
        key,
        tenant,
        type,
        ...(relatedObject ? { about: relatedObject.id } : {}),
        destinations,
      }));
      return { items: shown, reached };
    },
    publishers: async (mode) => publishers.list(mode),
  };
}
