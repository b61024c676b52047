/**
 * Paces the attempts at a destination with limits. Each attempt takes a slot, the time at which it starts; slots are `1/rate` apart
 * (GCRA, https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm), so that their order of reservation needs no list: the next free
 * slot is all that is stored. A slot is at most MAX_WAIT_MS ahead, and the worker waits for it. A delivery for which there is none
 * joins the line: it gets a position, the time at which its message returns for a slot. Positions are paced in the same way, so that
 * about as many messages return as there are slots. They need not be exact: only slots decide when attempts start.
 *
 * Pure: time is an argument.
 */
import type { DeliveryLimits } from './delivery-limits.ts';

/** Longest time for which a worker waits for a slot, milliseconds. Messages return up to a second before their position. */
export const MAX_WAIT_MS = 1500;

/**
 * Time after its slot until which an attempt may start, milliseconds. In any second start the attempts of the slots of 1.2 seconds at
 * most, so the limit is exceeded by 20 % at most.
 */
export const LATE_MS = 200;

/**
 * Length of the line, milliseconds. Deliveries in it follow a change of the limits when they return, so it bounds how late they do.
 * Deliveries beyond it wait without a position: decision 85.
 */
export const LINE_MS = 15 * 60_000;

/** Longest time between two positions of a line, milliseconds. */
const LONGEST_GAP_MS = 60_000;

/** Difference of clocks that is trusted, milliseconds. A time that is further ahead was stored by a worker with a wrong clock. */
const MAX_SKEW_MS = 5000;

/** What is stored for a destination: the next free slot and position, unix milliseconds. Absent: free since ever. */
export interface PacingState {
  readonly nextSlot?: number;
  readonly nextPosition?: number;
}

/**
 * Returns the id under which slots and positions of a destination are stored. Those of former limits are not those of the present
 * ones, so that a change counts at once.
 */
export const pacedId = (destinationId: string, { perSecond = 0, maxInFlight }: DeliveryLimits): string =>
  [destinationId, perSecond, ...(maxInFlight === undefined ? [] : [maxInFlight])].join('#');

/**
 * Returns the id under which the pacing of manual deliveries is stored while others wait for a position: they have a line of their
 * own, and take one of its slots before one that they share with the others.
 */
export const manualPacedId = (paced: string): string => `${paced}#manual`;

/** A request for times that are `gapMs` apart, from `from` to `until`. Times are unix milliseconds. */
export interface Reservation {
  readonly count: number;
  readonly gapMs: number;
  readonly from: number;
  readonly until: number;
  /** A next free time after this is not trusted, and counts as free since ever. */
  readonly trustedUntil: number;
}

/**
 * @param perSecond rate of the slots
 * @param now unix milliseconds
 * @param aheadMs longest time until a slot, milliseconds
 */
export const slotReservation = (
  count: number,
  perSecond: number,
  now: number,
  aheadMs: number = MAX_WAIT_MS,
): Reservation => ({
  count,
  gapMs: 1000 / perSecond,
  from: now,
  until: now + aheadMs,
  trustedUntil: now + MAX_WAIT_MS + 1000 + MAX_SKEW_MS,
});

/**
 * @param perSecond rate of the line
 * @param now unix milliseconds
 * @param aheadMs longest time until a position, milliseconds
 */
export const lineReservation = (
  count: number,
  perSecond: number,
  now: number,
  aheadMs: number = LINE_MS,
): Reservation => ({
  count,
  gapMs: Math.min(1000 / perSecond, LONGEST_GAP_MS),
  // There is no free slot before.
  from: now + MAX_WAIT_MS,
  until: now + aheadMs,
  trustedUntil: lineTrustedUntil(now),
});

export const lineTrustedUntil = (now: number): number => now + LINE_MS + LONGEST_GAP_MS + MAX_SKEW_MS;

/** Returns whether deliveries stand in line, so that a new one has to join it. */
export const isInLine = ({ nextPosition = 0 }: PacingState, now: number): boolean =>
  nextPosition > now && nextPosition <= lineTrustedUntil(now);

/** What a reservation gets: `count` times from `first` on. */
interface Fit {
  readonly first: number;
  readonly count: number;
  /** Whether no reserved time is ahead, so that the first one is `from`. */
  readonly isFree: boolean;
}

/** Returns the times that are free for a reservation. @param next the next free time; undefined: free since ever */
export function fitOf(next: number | undefined, { count, gapMs, from, until, trustedUntil }: Reservation): Fit {
  const isFree = next === undefined || next <= from || next > trustedUntil;
  const first = isFree ? from : next;
  const room = first > until ? 0 : Math.floor((until - first) / gapMs) + 1;
  return { first, count: Math.min(count, room), isFree };
}

/** Returns the times of a fit, ascending. */
export const timesOf = ({ first, count }: Pick<Fit, 'first' | 'count'>, { gapMs }: Reservation): number[] =>
  Array.from({ length: count }, (_, index) => first + index * gapMs);

/** Returns the delay of a message that returns at a position, whole seconds: up to one second early, at least one second. */
export const secondsUntilPosition = (position: number, now: number): number =>
  Math.max(1, Math.floor((position - now) / 1000));
