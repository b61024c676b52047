/** Slots, positions and leases in memory. They keep the rules of the stores, without races. */
import {
  expiredIntervals,
  intervalAt,
  type LeaseState,
  NO_LEASES,
} from '../../lambdas/core/destination/limits/leases.ts';
import {
  fitOf,
  isInLine,
  type PacingState,
  type Reservation,
  timesOf,
} from '../../lambdas/core/destination/limits/pacing.ts';
import type { LeaseStore, PacingStore } from '../../lambdas/core/destination/limits/ports.ts';

export function memoryPacing() {
  const rows = new Map<string, PacingState>();
  const counts = { requests: 0 };
  const reserve = (id: string, field: keyof PacingState, reservation: Reservation): readonly number[] => {
    const fit = fitOf(rows.get(id)?.[field], reservation);
    if (fit.count > 0) rows.set(id, { ...rows.get(id), [field]: fit.first + fit.count * reservation.gapMs });
    return timesOf(fit, reservation);
  };
  const store: PacingStore = {
    async takeSlots(id, reservation, isFromLine) {
      counts.requests += 1;
      if (!isFromLine && isInLine(rows.get(id) ?? {}, reservation.from)) return [];
      return reserve(id, 'nextSlot', reservation);
    },
    async isInLine(id, now) {
      counts.requests += 1;
      return isInLine(rows.get(id) ?? {}, now);
    },
    async joinLine(id, reservation) {
      counts.requests += 1;
      return reserve(id, 'nextPosition', reservation);
    },
  };
  return { store, rows, counts };
}

export function memoryLeases() {
  const rows = new Map<string, LeaseState>();
  const counts = { requests: 0, most: 0 };
  const change = (id: string, interval: number, count: number, over: Partial<LeaseState> = {}): void => {
    const before = rows.get(id) ?? NO_LEASES;
    const leases = (before.byInterval[interval] ?? 0) + count;
    rows.set(id, {
      ...before,
      taken: before.taken + count,
      byInterval: { ...before.byInterval, [interval]: leases },
      ...over,
    });
    counts.most = Math.max(counts.most, before.taken + count);
  };
  const store: LeaseStore = {
    async take(id, { count, max, now }) {
      counts.requests += 1;
      for (const [interval, leases] of expiredIntervals(rows.get(id) ?? NO_LEASES, now)) change(id, interval, -leases);
      const { taken, averageMs } = rows.get(id) ?? NO_LEASES;
      const free = Math.max(0, Math.min(count, max - taken));
      change(id, intervalAt(now), free);
      return { count: free, interval: intervalAt(now), averageMs };
    },
    async giveBack(id, { count, interval, averageMs }) {
      counts.requests += 1;
      if ((rows.get(id)?.byInterval[interval] ?? 0) < count) return;
      change(id, interval, -count, averageMs === undefined ? {} : { averageMs });
    },
    averageMs: async (id) => rows.get(id)?.averageMs,
  };
  return { store, rows, counts };
}
