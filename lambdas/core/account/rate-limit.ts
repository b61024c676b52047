/**
 * Limits the calls a second of a key and of an account. A token bucket is stored as one number, the time until which its calls
 * are paid for (GCRA, https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm): each call advances it by 1/rate, and a call is
 * refused while it is more than a burst ahead of now.
 *
 * An instance of a function serves one call at a time, so its own count alone would never reach a limit. It counts calls in
 * memory and adds several at a time to the shared row of the bucket, so that not every call costs a write.
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

/** The buckets that all instances share. */
export interface SharedBuckets {
  /** Adds calls to a bucket. @returns the time until which its calls are paid for, unix milliseconds */
  charge(bucket: string, charge: Charge): Promise<number>;
}

/** Largest rate, calls a second, and largest burst of a limit. */
export const MAX_RATE = 100_000;

/** Smallest number of calls that an instance adds to a bucket at a time, so that at most one in ten calls costs a write. */
export const LEAST_CALLS = 10;

/**
 * Returns the number of calls that an instance adds at a time while the bucket is far from its limit: a tenth of the burst, so
 * that ten instances see each other's calls within a burst.
 */
export const callsBeforeCharge = ({ burst }: RateLimit): number => Math.max(LEAST_CALLS, Math.floor(burst / 10));

/** Returns the same number for a bucket near its limit: a hundredth of the burst. */
const callsNearLimit = ({ burst }: RateLimit): number => Math.max(LEAST_CALLS, Math.floor(burst / 100));

/** Longest time by which a bucket can exceed its burst, milliseconds. Further calls are not counted. */
export const MAX_DEBT_MS = 60_000;

/** Buckets that an instance caches. The least recently used one is evicted. */
const MAX_BUCKETS = 1000;

const burstMs = ({ perSecond, burst }: RateLimit): number => (burst * 1000) / perSecond;

const isSame = (one: RateLimit, other: RateLimit): boolean =>
  one.perSecond === other.perSecond && one.burst === other.burst;

/** Returns the time until which calls are paid for, unix milliseconds, after these calls. @param before the same, before them */
export const paidUntil = (before: number, { calls, since, limit }: Omit<Charge, 'now'>): number =>
  Math.max(before, since) + (calls * 1000) / limit.perSecond;

/** Returns the latest such time that a bucket can have. */
export const latestPaid = (now: number, limit: RateLimit): number => now + burstMs(limit) + MAX_DEBT_MS;

/** Returns the milliseconds until a further call is within the limit; 0 when it is now. */
const waitOf = (paid: number, now: number, limit: RateLimit): number =>
  Math.max(0, Math.ceil(Math.min(paid, latestPaid(now, limit)) + 1000 / limit.perSecond - burstMs(limit) - now));

/** The state of a bucket in an instance. */
interface LocalBucket {
  limit: RateLimit;
  paid: number;
  calls: number;
  since: number;
  /** Number of calls that are added to the shared bucket at a time. */
  every: number;
}

export interface Caller {
  /** Identifies the key without revealing it. */
  readonly keyHash: string;
  /** The tenant that the call is for. The platform may act for another account. */
  readonly tenant: Tenant;
}

export type LimitedBy = 'key' | 'account';

/** Whether a call is within its limits. `charged` resolves when the shared buckets are written, and never rejects. */
export type Admission =
  | { readonly admitted: true; readonly charged?: Promise<void> }
  | { readonly admitted: false; readonly by: LimitedBy; readonly waitMs: number };

export interface RateLimiterOptions {
  readonly shared: SharedBuckets;
  /** Read only when calls are added to a shared bucket. */
  readonly accounts: AccountReader;
  readonly limits: Readonly<Record<LimitedBy, RateLimit>>;
  readonly now: Clock;
  readonly reportInternalError: (error: unknown) => void;
}

export interface RateLimiter {
  /** Counts a call if it is within the limits of its key and its account. Never throws. */
  admit(caller: Caller): Admission;
}

export function createRateLimiter({
  shared,
  accounts,
  limits,
  now,
  reportInternalError,
}: RateLimiterOptions): RateLimiter {
  const known = new Map<string, LocalBucket>();

  function bucketOf(name: string, limit: RateLimit, every: number): LocalBucket {
    const bucket = known.get(name) ?? { limit, paid: 0, calls: 0, since: 0, every };
    // Moves the bucket to the end of the map. The first one is evicted next.
    known.delete(name);
    if (known.size >= MAX_BUCKETS) known.delete(known.keys().next().value as string);
    known.set(name, bucket);
    return bucket;
  }

  function count(bucket: LocalBucket, at: number): void {
    if (bucket.calls === 0) bucket.since = at;
    bucket.calls += 1;
    bucket.paid = paidUntil(bucket.paid, { calls: 1, since: at, limit: bucket.limit });
  }

  async function charge(name: string, bucket: LocalBucket, limitNow: () => Promise<RateLimit>): Promise<void> {
    const { calls, since } = bucket;
    bucket.calls = 0;
    try {
      const limit = await limitNow();
      const at = now();
      const paid = await shared.charge(name, { calls, since, limit, now: at });
      // The local count is exact unless the limit has changed.
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
        // Charged early, because only a charge reads the limit of the account.
        { by: 'account', name: `account#${tenantKey(tenant)}`, limitNow: ofAccount, first: LEAST_CALLS },
      ] as const;
      const checked = buckets.map((one) => ({ ...one, bucket: bucketOf(one.name, limits[one.by], one.first) }));
      for (const { by, bucket } of checked) {
        const waitMs = waitOf(bucket.paid, at, bucket.limit);
        if (waitMs > 0) return { admitted: false, by, waitMs };
      }
      for (const { bucket } of checked) count(bucket, at);
      const due = checked.filter(({ bucket }) => bucket.calls >= bucket.every);
      if (due.length === 0) return { admitted: true };
      const charged = Promise.all(due.map(({ name, bucket, limitNow }) => charge(name, bucket, limitNow)));
      return { admitted: true, charged: charged.then(() => {}) };
    },
  };
}
