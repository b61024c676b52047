/**
 * Limits the calls a second of a key and of an account. A bucket is a token bucket stored as one number, the time until which
 * its calls are paid for (GCRA, the generic cell rate algorithm): each call advances it by 1/rate, and a call is refused while
 * it is more than a burst ahead of now.
 *
 * An instance of a function serves one call at a time, so a limit that it counted by itself would never be reached. It counts
 * calls in memory and adds them to the bucket's shared row a number at a time, so that no call costs a write.
 */

import type { Clock } from '../clock.ts';
import { type Tenant, tenantKey } from '../tenant.ts';
import type { RateLimit } from './account.ts';
import type { AccountReader } from './ports.ts';

/** Calls that an instance has served and adds to a bucket. */
export interface Charge {
  readonly calls: number;
  /** When the first of them was received, unix milliseconds. */
  readonly since: number;
  readonly limit: RateLimit;
  /** Unix milliseconds. */
  readonly now: number;
}

/** What all instances share: for each bucket, the time until which its calls are paid for. */
export interface SharedBuckets {
  /** Returns that time, unix milliseconds, with these calls added. */
  charge(bucket: string, charge: Charge): Promise<number>;
}

/** Most calls a second, and at once, that a limit may name. */
export const MAX_RATE = 100_000;

/** Calls that an instance counts at least before it adds them to the bucket: the most writes are one in ten calls. */
export const LEAST_CALLS = 10;

/** Calls that it counts where the bucket is far from its limit, so that ten instances know of each other within a burst. */
export const callsBeforeCharge = ({ burst }: RateLimit): number => Math.max(LEAST_CALLS, Math.floor(burst / 10));

/** Calls that it counts near the limit: a hundredth of a burst, so that the row of a high limit is written no more often. */
const callsNearLimit = ({ burst }: RateLimit): number => Math.max(LEAST_CALLS, Math.floor(burst / 100));

/** Longest time that a bucket may be ahead of its burst, milliseconds. Calls served beyond that are not counted. */
export const MAX_DEBT_MS = 60_000;

/** Buckets that an instance keeps; the least recently used are dropped. */
const MAX_BUCKETS = 1000;

const burstMs = ({ perSecond, burst }: RateLimit): number => (burst * 1000) / perSecond;

const isSame = (one: RateLimit, other: RateLimit): boolean =>
  one.perSecond === other.perSecond && one.burst === other.burst;

/** The time until which calls are paid for, after these. */
export const paidUntil = (before: number, { calls, since, limit }: Omit<Charge, 'now'>): number =>
  Math.max(before, since) + (calls * 1000) / limit.perSecond;

/** The latest such time that a bucket gets to. */
export const latestPaid = (now: number, limit: RateLimit): number => now + burstMs(limit) + MAX_DEBT_MS;

/** Milliseconds until another call fits; 0 where it fits now. */
const waitOf = (paid: number, now: number, limit: RateLimit): number =>
  Math.max(0, Math.ceil(Math.min(paid, latestPaid(now, limit)) + 1000 / limit.perSecond - burstMs(limit) - now));

/** A bucket as an instance knows it. */
interface Known {
  limit: RateLimit;
  paid: number;
  calls: number;
  since: number;
  /** Calls after which it is charged. */
  every: number;
}

export interface Caller {
  /** Identifies the key without revealing it. */
  readonly keyHash: string;
  /** The account that the call is for, which may be another than the caller's. */
  readonly tenant: Tenant;
}

export type LimitedBy = 'key' | 'account';

/** Whether a call is served. `charged` settles when the shared bucket is written, and never rejects. */
export type Admission =
  | { readonly admitted: true; readonly charged?: Promise<void> }
  | { readonly admitted: false; readonly by: LimitedBy; readonly waitMs: number };

export interface RateLimiterOptions {
  readonly shared: SharedBuckets;
  /** Read only when a bucket is charged. */
  readonly accounts: AccountReader;
  readonly limits: Readonly<Record<LimitedBy, RateLimit>>;
  readonly now: Clock;
  readonly reportInternalError: (error: unknown) => void;
}

export interface RateLimiter {
  admit(caller: Caller): Admission;
}

export function createRateLimiter({
  shared,
  accounts,
  limits,
  now,
  reportInternalError,
}: RateLimiterOptions): RateLimiter {
  const known = new Map<string, Known>();

  function bucketOf(name: string, limit: RateLimit, every: number): Known {
    const bucket = known.get(name) ?? { limit, paid: 0, calls: 0, since: 0, every };
    // Moves it to the end: the first is dropped next.
    known.delete(name);
    if (known.size >= MAX_BUCKETS) known.delete(known.keys().next().value as string);
    known.set(name, bucket);
    return bucket;
  }

  function count(bucket: Known, at: number): void {
    if (bucket.calls === 0) bucket.since = at;
    bucket.calls += 1;
    bucket.paid = paidUntil(bucket.paid, { calls: 1, since: at, limit: bucket.limit });
  }

  async function charge(name: string, bucket: Known, limitNow: () => Promise<RateLimit>): Promise<void> {
    const { calls, since } = bucket;
    bucket.calls = 0;
    try {
      const limit = await limitNow();
      const at = now();
      const paid = await shared.charge(name, { calls, since, limit, now: at });
      // The instance's own count is exact, unless the limit has changed.
      bucket.paid = isSame(limit, bucket.limit) ? Math.max(bucket.paid, paid) : paid;
      bucket.limit = limit;
      const isNear = bucket.paid - at > burstMs(limit) / 2;
      bucket.every = isNear ? callsNearLimit(limit) : callsBeforeCharge(limit);
    } catch (error) {
      bucket.since = bucket.calls === 0 ? since : Math.min(since, bucket.since);
      bucket.calls += calls;
      reportInternalError(error);
    }
  }

  return {
    admit({ keyHash, tenant }) {
      const at = now();
      const ofAccount = async () => (await accounts.get(tenant))?.rateLimit ?? limits.account;
      const buckets = [
        { by: 'key', name: `key#${keyHash}`, limitNow: async () => limits.key, first: callsBeforeCharge(limits.key) },
        // Charged early: only a charge reads whether the account has a limit of its own.
        { by: 'account', name: `account#${tenantKey(tenant)}`, limitNow: ofAccount, first: LEAST_CALLS },
      ] as const;
      const asked = buckets.map((one) => ({ ...one, bucket: bucketOf(one.name, limits[one.by], one.first) }));
      for (const { by, bucket } of asked) {
        const waitMs = waitOf(bucket.paid, at, bucket.limit);
        if (waitMs > 0) return { admitted: false, by, waitMs };
      }
      for (const { bucket } of asked) count(bucket, at);
      const due = asked.filter(({ bucket }) => bucket.calls >= bucket.every);
      if (due.length === 0) return { admitted: true };
      const charged = Promise.all(due.map(({ name, bucket, limitNow }) => charge(name, bucket, limitNow)));
      return { admitted: true, charged: charged.then(() => {}) };
    },
  };
}
