/**
 * Lets the messages of a batch take turns at destinations with limits: waits for a slot when attempts a second are limited, and for
 * a lease when attempts at the same time are. A message that gets none joins the line of its destination. The messages of a batch
 * that ask together share a request.
 */
import type { Clock, StartTimer } from '../../clock.ts';
import type { Destination } from '../../destination/destination.ts';
import { waitsInLine } from '../../destination/health/health.ts';
import { averageAfter, lineRate, MANUAL_SHARE, nextFreeMs } from '../../destination/limits/leases.ts';
import {
  LATE_MS,
  LINE_MS,
  lineReservation,
  MAX_WAIT_MS,
  manualPacedId,
  pacedId,
  slotReservation,
} from '../../destination/limits/pacing.ts';
import type { LeaseStore, Leases, PacingStore } from '../../destination/limits/ports.ts';
import { type Collector, createCollector } from '../collector.ts';
import type { DeliveryMessage } from '../delivery.ts';

export interface TurnPorts {
  readonly pacing: PacingStore;
  readonly leases: LeaseStore;
  readonly now: Clock;
  readonly startTimer: StartTimer;
  /** Reports an error that does not affect a delivery: leases that are not given back expire. */
  readonly reportError: (error: unknown) => void;
}

export interface TurnSettings {
  /** Resolves when only the time for recording is left. No attempt starts afterwards. */
  readonly outOfTime?: Promise<void>;
  /** Length of a line, milliseconds; that of a deployment by default. */
  readonly lineMs?: number;
}

/**
 * `now`: the attempt may start, and `end` has to be called when it has ended, with its duration if it was made. `later`: the message
 * returns at the position; undefined when the line is full, when others wait for a position, or for a probe. `over`: the time of the batch is
 * over.
 */
export type Turn =
  | { readonly kind: 'now'; readonly end: (durationMs?: number) => void }
  | { readonly kind: 'later'; readonly position: number | undefined }
  | { readonly kind: 'over' };

/** The message that takes a turn. */
interface TurnOf {
  readonly message: Pick<DeliveryMessage, 'trigger' | 'dueAt' | 'probe' | 'waits'>;
  /** Above 1, it comes from the line. */
  readonly receiveCount: number;
}

export interface Turns {
  /** Waits for the turn of a message. @throws the error of a store: an internal error */
  take(received: TurnOf, destination: Destination): Promise<Turn>;
  /** Resolves when all leases are given back. Never throws. */
  ended(): Promise<void>;
}

/** Time for which a request waits for others of its batch, milliseconds. */
const COLLECT_MS = 2;

/** Slots that a message misses before it joins the line: its worker is too busy to start attempts in time. */
const TRIES = 3;

/** Longest time before its slot at which a message asks for it, milliseconds. */
const LONGEST_LEAD_MS = 5000;

interface SlotRequest {
  readonly isFromLine: boolean;
  /** Time after which the slot may begin, milliseconds. */
  readonly leadMs?: number;
  /** Longest time from then until the slot, milliseconds. */
  readonly aheadMs?: number;
}

const FREE: Turn = { kind: 'now', end: () => {} };
const WAITS: Turn = { kind: 'later', position: undefined };

export function createTurns({ outOfTime, lineMs = LINE_MS }: TurnSettings, ports: TurnPorts): Turns {
  const { pacing, leases, now, startTimer, reportError } = ports;
  const collectors = new Map<string, Collector<unknown, unknown>>();
  const returning: Promise<unknown>[] = [];
  let isOver = false;
  void outOfTime?.then(() => {
    isOver = true;
  });

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

  /**
   * Waits until a lease is free. Messages return in whole seconds, so those of a second ask together, also for leases that are free
   * only later in it. @param deadline unix milliseconds
   */
  const freeLease = async (id: string, max: number, deadline: number): Promise<Leases> => {
    for (;;) {
      const lease = await leaseFor(id, max);
      const again = now() + nextFreeMs(max, lease.averageMs);
      if (lease.count > 0 || isOver || again > deadline) return lease;
      await until(again);
    }
  };

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

  const until = (time: number): Promise<void> => {
    const ms = Math.ceil(time - now());
    return ms <= 0 ? Promise.resolve() : new Promise((resolve) => void startTimer(ms, resolve));
  };

  return {
    async take({ message, receiveCount }, destination) {
      const { id, deliveryLimits: limits } = destination;
      if (!limits) return FREE;
      const { perSecond, maxInFlight } = limits;
      // A probe does not stand in line: it takes the next slot or lease.
      let isFromLine =
        message.dueAt !== undefined || message.waits !== undefined || message.probe === true || receiveCount > 1;
      const paced = pacedId(id, limits);
      const othersWait = waitsInLine(destination);
      const isManual = message.trigger === 'manual' && othersWait;
      // What waits is older.
      if (!isFromLine && othersWait && !isManual) return WAITS;
      const later = async (rate: number): Promise<Turn> => {
        if (message.probe) return WAITS;
        const position = await (isManual
          ? positionFor(manualPacedId(paced), rate * MANUAL_SHARE)
          : positionFor(paced, rate));
        return { kind: 'later', position };
      };
      if (isManual) {
        const rate = lineRate(limits, maxInFlight === undefined ? undefined : await averageOf(id));
        const permit = await slotFor(manualPacedId(paced), rate * MANUAL_SHARE, { isFromLine });
        if (permit === undefined) return later(rate);
        isFromLine = true;
      }
      // Slots keep new messages behind the line. Leases don't.
      if (!isFromLine && perSecond === undefined) {
        const [mustWait, averageMs] = await Promise.all([isInLine(paced), averageOf(id)]);
        if (mustWait) return later(lineRate(limits, averageMs));
      }
      // Those that return from the line would take all slots before.
      const aheadMs = isManual ? 2 * MAX_WAIT_MS : MAX_WAIT_MS;
      let leadMs = 0;
      for (let tries = 0; tries < TRIES; tries++) {
        const slot =
          perSecond === undefined ? undefined : await slotFor(paced, perSecond, { isFromLine, leadMs, aheadMs });
        if (perSecond !== undefined && slot === undefined) return later(lineRate(limits));
        if (slot !== undefined) await until(slot - leadMs);
        // A new message that waited would hold its batch, while those that return from the line take each lease.
        const deadline = slot ?? now() + (isFromLine ? MAX_WAIT_MS : 0);
        const lease = maxInFlight === undefined ? undefined : await freeLease(id, maxInFlight, deadline);
        if (lease?.count === 0) return later(lineRate(limits, lease.averageMs));
        const end = (durationMs?: number): void => {
          if (lease) giveBack(id, lease, durationMs);
        };
        if (slot !== undefined) await until(slot);
        const lateMs = slot === undefined ? 0 : now() - slot;
        if (!isOver && lateMs <= LATE_MS) return { kind: 'now', end };
        end();
        if (isOver) return { kind: 'over' };
        isFromLine = true;
        // The requests took too long. The next ones are made so much earlier.
        leadMs = Math.min(leadMs + lateMs, LONGEST_LEAD_MS);
      }
      return later(lineRate(limits));
    },

    async ended() {
      await Promise.all(returning);
    },
  };
}

/** Returns a time for each of `count` messages, as far as the reserved times go. */
async function each(count: number, reserved: Promise<readonly number[]>): Promise<(number | undefined)[]> {
  const times = await reserved;
  return Array.from({ length: count }, (_, index) => times[index]);
}
