/** The requests for turns of a batch: those of messages of a destination that ask together share one. */
import type { Clock, StartTimer } from '../../clock.ts';
import { averageAfter } from '../../destination/limits/leases.ts';
import { lineReservation, MAX_WAIT_MS, slotReservation } from '../../destination/limits/pacing.ts';
import type { LeaseStore, Leases, PacingStore } from '../../destination/limits/ports.ts';
import { type Collector, createCollector } from '../collector.ts';

export interface TurnPorts {
  readonly pacing: PacingStore;
  readonly leases: LeaseStore;
  readonly now: Clock;
  readonly startTimer: StartTimer;
  /** Reports an error that does not affect a delivery: leases that are not given back expire. */
  readonly reportError: (error: unknown) => void;
}

/** Time for which a request waits for others of its batch, milliseconds. */
const COLLECT_MS = 2;

interface SlotRequest {
  readonly isFromLine: boolean;
  /** Time after which the slot may begin, milliseconds. */
  readonly leadMs?: number;
  /** Longest time from then until the slot, milliseconds. */
  readonly aheadMs?: number;
}

/** @param lineMs length of a line, milliseconds */
export function createTurnRequests({ lineMs }: { readonly lineMs: number }, ports: TurnPorts) {
  const { pacing, leases, now, startTimer, reportError } = ports;
  const collectors = new Map<string, Collector<unknown, unknown>>();
  const returning: Promise<unknown>[] = [];

  /** Returns the collector of a kind of request for a destination. */
  function collectorOf<T, R>(name: string, handle: (items: readonly T[]) => Promise<readonly R[]>): Collector<T, R> {
    const known = collectors.get(name) as Collector<T, R> | undefined;
    if (known) return known;
    const collector = createCollector(handle, startTimer, COLLECT_MS);
    collectors.set(name, collector as Collector<unknown, unknown>);
    return collector;
  }

  const slotFor = (
    id: string,
    perSecond: number,
    { isFromLine, leadMs = 0, aheadMs = MAX_WAIT_MS }: SlotRequest,
  ): Promise<number | undefined> =>
    collectorOf(`slot ${id} ${isFromLine} ${aheadMs}`, (leads: readonly number[]) => {
      const { length } = leads;
      const from = now() + Math.max(...leads);
      return each(length, pacing.takeSlots(id, slotReservation(length, perSecond, from, aheadMs), isFromLine));
    }).add(leadMs);

  const positionFor = (id: string, rate: number): Promise<number | undefined> =>
    collectorOf(`line ${id}`, ({ length }: readonly undefined[]) =>
      each(length, pacing.joinLine(id, lineReservation(length, rate, now(), lineMs))),
    ).add(undefined);

  const averageOf = (id: string): Promise<number | undefined> =>
    collectorOf(`average ${id}`, async ({ length }: readonly undefined[]) =>
      Array(length).fill(await leases.averageMs(id)),
    ).add(undefined);

  const isInLine = (id: string): Promise<boolean> =>
    collectorOf(`in line ${id}`, async ({ length }: readonly undefined[]) =>
      Array(length).fill(await pacing.isInLine(id, now())),
    ).add(undefined);

  const leaseFor = (id: string, max: number): Promise<Leases> =>
    collectorOf(`lease ${id}`, async ({ length }: readonly undefined[]) => {
      const taken = await leases.take(id, { count: length, max, now: now() });
      return Array.from({ length }, (_, index) => ({ ...taken, count: index < taken.count ? 1 : 0 }));
    }).add(undefined);

  /** @param durationMs undefined without an attempt */
  const giveBack = (id: string, lease: Leases, durationMs: number | undefined): void => {
    const collector = collectorOf(`return ${id} ${lease.interval}`, async (ended: readonly (number | undefined)[]) => {
      const durations = ended.filter((duration) => duration !== undefined);
      const averageMs = durations.reduce<number | undefined>(averageAfter, lease.averageMs);
      await leases.giveBack(id, { ...lease, count: ended.length, averageMs }).catch(reportError);
      return ended;
    });
    returning.push(collector.add(durationMs));
  };

  /** Resolves when all leases are given back. Never throws. */
  const ended = async (): Promise<void> => {
    await Promise.all(returning);
  };

  return { slotFor, positionFor, averageOf, isInLine, leaseFor, giveBack, ended };
}

/** Returns a time for each of `count` messages, as far as the reserved times go. */
async function each(count: number, reserved: Promise<readonly number[]>): Promise<(number | undefined)[]> {
  const times = await reserved;
  return Array.from({ length: count }, (_, index) => times[index]);
}
