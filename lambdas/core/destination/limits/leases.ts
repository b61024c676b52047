/**
 * Counts the attempts at a destination that are in progress. Each takes a lease, which expires in case its worker dies. The number of
 * leases is stored, and beside it their numbers by the time at which they expire, so that expired ones can be returned and the row
 * stays small. Pure: time is an argument.
 */
import type { DeliveryLimits } from './delivery-limits.ts';
import { MAX_DELIVERY_LIMIT } from './delivery-limits.ts';

/** Longer than an attempt with its preparation, milliseconds. */
const LEASE_MS = 60_000;
/** Leases that expire in the same interval are counted together, milliseconds. */
const INTERVAL_MS = 15_000;

export interface LeaseState {
  /** Number of leases, expired ones included. */
  readonly taken: number;
  /** Numbers by interval: the leases of interval `n` expire at `n * INTERVAL_MS`, unix milliseconds. */
  readonly byInterval: Readonly<Record<number, number>>;
  /** Average duration of an attempt, milliseconds; absent before the first one has ended. */
  readonly averageMs?: number;
}

export const NO_LEASES: LeaseState = { taken: 0, byInterval: {} };

/** Returns the interval in which leases that are taken now expire. */
export const intervalAt = (now: number): number => Math.ceil((now + LEASE_MS) / INTERVAL_MS);

/** Returns the intervals whose leases have expired, with their numbers. An interval without leases is included. */
export const expiredIntervals = ({ byInterval }: LeaseState, now: number): [interval: number, leases: number][] =>
  Object.entries(byInterval)
    .map(([interval, leases]): [number, number] => [Number(interval), leases])
    .filter(([interval]) => interval * INTERVAL_MS <= now);

/** Share by which an attempt changes the average duration. */
const WEIGHT = 0.1;

export const averageAfter = (averageMs: number | undefined, durationMs: number): number =>
  averageMs === undefined ? durationMs : averageMs + WEIGHT * (durationMs - averageMs);

/** Duration that is assumed before the first attempt has ended, milliseconds. */
const ASSUMED_MS = 1000;
/** Shortest and longest time after which a worker asks for a lease again, milliseconds. */
const ASK_AGAIN_MS = { shortest: 100, longest: 500 };

/** Time of the requests that take and return a lease, milliseconds. Without it, a worker asks just before a lease is returned. */
const REQUESTS_MS = 25;

/** Returns the time after which a lease should be free again, milliseconds. */
export const nextFreeMs = (maxInFlight: number, averageMs = ASSUMED_MS): number =>
  Math.min(Math.max(averageMs / maxInFlight, ASK_AGAIN_MS.shortest), ASK_AGAIN_MS.longest) + REQUESTS_MS;

/** Share by which more deliveries leave the line than leases become free, so that none stays free for long. */
const SURPLUS = 1.25;

/** Share of the rate of its line that manual deliveries have at a destination for which others wait for a position. */
export const MANUAL_SHARE = 0.5;

/** Returns the rate at which the line of a destination moves, deliveries a second. */
export function lineRate({ perSecond, maxInFlight }: DeliveryLimits, averageMs = ASSUMED_MS): number {
  const byLeases =
    maxInFlight === undefined ? MAX_DELIVERY_LIMIT : (SURPLUS * maxInFlight * 1000) / Math.max(averageMs, 1);
  return Math.min(perSecond ?? MAX_DELIVERY_LIMIT, byLeases, MAX_DELIVERY_LIMIT);
}
