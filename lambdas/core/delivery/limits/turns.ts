/**
 * Lets the messages of a batch take turns at destinations with limits: waits for a slot when attempts a second are limited, and for
 * a lease when attempts at the same time are. A message that gets none joins the line of its destination.
 */
import type { Destination } from '../../destination/destination.ts';
import { waitsInLine } from '../../destination/health/health.ts';
import { lineRate, MANUAL_SHARE, nextFreeMs } from '../../destination/limits/leases.ts';
import { LATE_MS, LINE_MS, MAX_WAIT_MS, manualPacedId, pacedId } from '../../destination/limits/pacing.ts';
import type { Leases } from '../../destination/limits/ports.ts';
import type { DeliveryMessage } from '../delivery.ts';
import { createTurnRequests, type TurnPorts } from './turn-requests.ts';

export interface TurnSettings {
  /** Resolves when only the time for recording is left. No attempt starts afterwards. */
  readonly outOfTime?: Promise<void>;
  /** Length of a line, milliseconds; that of a deployment by default. */
  readonly lineMs?: number;
}

/**
 * `now`: the attempt may start, and `end` has to be called when it has ended, with its duration if it was made. `later`: the message
 * returns at the position; undefined when the line is full, when others wait for a position, or for a probe. `over`: the time of the
 * batch is over.
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

/** Slots that a message misses before it joins the line: its worker is too busy to start attempts in time. */
const TRIES = 3;

/** Longest time before its slot at which a message asks for it, milliseconds. */
const LONGEST_LEAD_MS = 5000;

const FREE: Turn = { kind: 'now', end: () => {} };
const WAITS: Turn = { kind: 'later', position: undefined };

export function createTurns({ outOfTime, lineMs = LINE_MS }: TurnSettings, ports: TurnPorts): Turns {
  const { now, startTimer } = ports;
  let isOver = false;
  void outOfTime?.then(() => {
    isOver = true;
  });

  const requests = createTurnRequests({ lineMs }, ports);
  const { slotFor, positionFor, averageOf, isInLine, leaseFor, giveBack } = requests;

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

    ended: requests.ended,
  };
}
