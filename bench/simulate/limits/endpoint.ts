/** The turns at a destination that limits its attempts a second, with the arithmetic of `lambdas/core/destination/limits`. */
import { lineRate } from '../../../lambdas/core/destination/limits/leases.ts';
import {
  fitOf,
  isInLine,
  lineReservation,
  type PacingState,
  type Reservation,
  slotReservation,
} from '../../../lambdas/core/destination/limits/pacing.ts';

/** Turns of deliveries that ask at some times. Times are seconds. */
interface Asked {
  /** How long each delivery waits that gets a turn, ascending. */
  readonly waits: readonly number[];
  /** When those without a turn asked. */
  readonly later: readonly number[];
  readonly after: PacingState;
}

/** A destination with limits. It stands for `weight` destinations that behave alike. */
export class LimitedEndpoint {
  readonly weight: number;
  /** Its limit. */
  readonly perSecond: number;
  readonly backlog = new Queue();
  #stored: PacingState = {};
  #second = -1;
  /** What was asked in this second, in order. Each follows the one before. */
  readonly #asked = new Map<readonly number[], Asked>();

  constructor(perSecond: number, weight: number) {
    this.perSecond = perSecond;
    this.weight = weight;
  }

  /** Returns the turns that deliveries get if they start in this second. @param times when they ask, ascending, seconds */
  ask(times: readonly number[], isFromLine: boolean): Asked {
    const second = Math.floor(times[0] as number);
    if (second !== this.#second) this.#asked.clear();
    this.#second = second;
    const known = this.#asked.get(times);
    if (known) return known;
    let after: PacingState = { ...this.#stored, ...Array.from(this.#asked.values()).at(-1)?.after };
    const [waits, later]: [number[], number[]] = [[], []];
    for (const at of times) {
      const turn = this.#turn(after, at, isFromLine);
      if (!turn) later.push(at);
      else {
        waits.push(turn.wait);
        after = turn.after;
      }
    }
    const asked = { waits: waits.toSorted((a, b) => a - b), later, after };
    this.#asked.set(times, asked);
    return asked;
  }

  /** Takes the turns. */
  take(times: readonly number[], isFromLine: boolean): Asked {
    const asked = this.ask(times, isFromLine);
    this.#stored = { ...asked.after, ...nextPositionOf(this.#stored) };
    return asked;
  }

  /** Returns deliveries a second of the line. */
  lineRate(): number {
    return lineRate({ perSecond: this.perSecond });
  }

  /**
   * Joins the line.
   * @param line rate of the line and its length; absent for that of new deliveries
   * @returns a position, unix milliseconds; undefined when the line is full
   */
  joinLine(
    at: number,
    { perSecond, aheadMs }: { readonly perSecond: number; readonly aheadMs?: number } = { perSecond: this.lineRate() },
  ): number | undefined {
    const reserved = reserve(this.#stored, 'nextPosition', lineReservation(1, perSecond, at * 1000, aheadMs));
    this.#stored = reserved?.after ?? this.#stored;
    return reserved?.time;
  }

  #turn(stored: PacingState, at: number, isFromLine: boolean) {
    const now = at * 1000;
    if (!isFromLine && isInLine(stored, now)) return undefined;
    const reserved = reserve(stored, 'nextSlot', slotReservation(1, this.perSecond, now));
    return reserved && { wait: reserved.time / 1000 - at, after: reserved.after };
  }
}

const nextPositionOf = ({ nextPosition }: PacingState): PacingState =>
  nextPosition === undefined ? {} : { nextPosition };

/** Reserves a time. @returns it, unix milliseconds; undefined when none is free */
function reserve(stored: PacingState, field: keyof PacingState, reservation: Reservation) {
  const { first, count } = fitOf(stored[field], reservation);
  return count === 0 ? undefined : { time: first, after: { ...stored, [field]: first + reservation.gapMs } };
}

/** Returns the expected longest of the waits of a batch, whose messages are drawn from these. @param waits ascending, seconds */
export const expectedLongest = (waits: readonly number[], batchSize: number): number =>
  waits.reduce(
    (sum, wait, index) =>
      sum + wait * (((index + 1) / waits.length) ** batchSize - (index / waits.length) ** batchSize),
    0,
  );

/** Deliveries to one destination that wait, by the second of publishing, oldest first. */
class Queue {
  readonly #seconds: number[] = [];
  #first = 0;

  get size(): number {
    return this.#seconds.length - this.#first;
  }

  /** When the oldest one was published. There is one. */
  get oldest(): number {
    return this.#seconds[this.#first] as number;
  }

  add(publishedAt: number): void {
    this.#seconds.push(publishedAt);
  }

  take(): number {
    return this.#seconds[this.#first++] as number;
  }
}
