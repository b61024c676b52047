/** Buckets of rate limits in memory, and a limiter for tests that are about something else. */
import {
  type Charge,
  latestPaid,
  paidUntil,
  type RateLimiter,
  type SharedBuckets,
} from '../../lambdas/core/account/rate-limit.ts';

export function memoryBuckets() {
  const rows = new Map<string, number>();
  const charges: (Charge & { readonly bucket: string })[] = [];
  const shared: SharedBuckets = {
    async charge(bucket, charge) {
      charges.push({ ...charge, bucket });
      const before = rows.get(bucket) ?? 0;
      const latest = latestPaid(charge.now, charge.limit);
      if (before > latest) return latest;
      rows.set(bucket, paidUntil(before, charge));
      return rows.get(bucket) as number;
    },
  };
  return { shared, rows, charges };
}

export const unlimited: RateLimiter = { admit: () => ({ admitted: true }) };
