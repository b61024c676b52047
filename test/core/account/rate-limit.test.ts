import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Account, RateLimit } from '../../../lambdas/core/account/account.ts';
import {
  type Caller,
  callsBeforeCharge,
  createRateLimiter,
  LEAST_CALLS,
  MAX_DEBT_MS,
} from '../../../lambdas/core/account/rate-limit.ts';
import { T0 } from '../../doubles/factories.ts';
import { memoryBuckets } from '../../doubles/memory-rate-limits.ts';

const HIGH: RateLimit = { perSecond: 1_000_000, burst: 1_000_000 };
const caller: Caller = { keyHash: 'k', tenant: { account: 'acct_shop', mode: 'live' } };

/** Instances of functions that share their buckets, and a clock. */
function instances(count: number, limits: { key?: RateLimit; account?: RateLimit } = {}, own?: RateLimit) {
  const clock = { now: T0 };
  const buckets = memoryBuckets();
  const account = { get: vi.fn(async () => (own ? ({ rateLimit: own } as Account) : undefined)) };
  const errors: unknown[] = [];
  const limiters = Array.from({ length: count }, () =>
    createRateLimiter({
      shared: buckets.shared,
      accounts: account,
      limits: { key: HIGH, account: HIGH, ...limits },
      now: () => clock.now,
      reportInternalError: (fault) => errors.push(fault),
    }),
  );
  const call = async (instance = 0, who = caller) => {
    const admission = limiters[instance]?.admit(who);
    if (!admission) throw new Error('There is no such instance.');
    if (admission.admitted) await admission.charged;
    return admission;
  };
  const admitted = async (calls: number, instance = 0) => {
    let count = 0;
    for (let n = 0; n < calls; n++) if ((await call(instance)).admitted) count += 1;
    return count;
  };
  return { clock, call, admitted, account, errors, ...buckets };
}

describe('one instance', () => {
  const limit = { perSecond: 2, burst: 5 };

  test('serves a burst at once, then the rate, and returns the time to wait', async () => {
    const { admitted, call, clock } = instances(1, { key: limit });
    expect(await admitted(10)).toBe(5);
    expect(await call()).toEqual({ admitted: false, by: 'key', waitMs: 500 });
    clock.now += 499;
    expect(await call()).toMatchObject({ admitted: false, waitMs: 1 });
    clock.now += 1;
    expect(await admitted(2)).toBe(1);
    clock.now += 60_000;
    expect(await admitted(10)).toBe(5);
  });

  test('counts keys by themselves, and all of an account together, in each mode by itself', async () => {
    const { call } = instances(1, { account: { perSecond: 1, burst: 2 } });
    const sandbox: Caller = { ...caller, tenant: { ...caller.tenant, mode: 'sandbox' } };
    expect((await call(0)).admitted).toBe(true);
    expect((await call(0, { ...caller, keyHash: 'another' })).admitted).toBe(true);
    expect(await call(0, { ...caller, keyHash: 'a third' })).toMatchObject({ admitted: false, by: 'account' });
    expect((await call(0, sandbox)).admitted).toBe(true);
  });

  test('counts a key that is used for more accounts than it can cache', async () => {
    const { call, charges } = instances(1, { key: { perSecond: 1, burst: 20_000 } });
    for (let n = 0; n < 2000; n++) await call(0, { ...caller, tenant: { account: `acct_${n}`, mode: 'live' } });
    expect(charges.map(({ bucket, calls }) => [bucket, calls])).toEqual([['key#k', 2000]]);
  });

  test('does not charge a bucket for a call that the other bucket refuses', async () => {
    const { call, clock } = instances(1, { key: { perSecond: 1, burst: 2 }, account: { perSecond: 1, burst: 1 } });
    await call();
    for (let n = 0; n < 5; n++) expect(await call()).toMatchObject({ by: 'account' });
    clock.now += 1000;
    expect((await call()).admitted).toBe(true);
  });
});

describe('several instances', () => {
  test('know of each other what each has added to the shared bucket', async () => {
    const { admitted, call } = instances(2, { key: { perSecond: 1, burst: 20 } });
    expect(await admitted(20, 0)).toBe(20);
    expect(await admitted(30, 1)).toBe(LEAST_CALLS);
    expect(await call(1)).toMatchObject({ admitted: false, by: 'key' });
  });

  const scene = fc.record({
    count: fc.integer({ min: 1, max: 8 }),
    perSecond: fc.integer({ min: 1, max: 200 }),
    burst: fc.integer({ min: 1, max: 400 }),
    times: fc.integer({ min: 2, max: 10 }),
    seed: fc.array(fc.nat(), { minLength: 50, maxLength: 50 }),
  });

  test('together let through no more than the limit, a burst, and what each counts by itself', async () => {
    await fc.assert(
      fc.asyncProperty(scene, async ({ count, perSecond, burst, times, seed }) => {
        const { call, clock, charges } = instances(count, { key: { perSecond, burst } });
        const seconds = 20;
        const offered = Math.min(4000, perSecond * times * seconds);
        let admitted = 0;
        for (let n = 0; n < offered; n++) {
          clock.now = T0 + (n * seconds * 1000) / offered;
          if ((await call((seed[n % seed.length] ?? 0) % count)).admitted) admitted += 1;
        }
        expect(admitted).toBeLessThanOrEqual(
          perSecond * seconds + burst + count * callsBeforeCharge({ perSecond, burst }),
        );
        const ofKey = charges.filter(({ bucket }) => bucket.startsWith('key#'));
        expect(ofKey.length).toBeLessThanOrEqual(admitted / LEAST_CALLS);
      }),
      { numRuns: 40 },
    );
  });

  test('never refuse a caller within the limit, when the burst is larger than their local counts', async () => {
    await fc.assert(
      fc.asyncProperty(scene, async ({ count, perSecond, seed }) => {
        const burst = count * 50;
        const { call, clock } = instances(count, { key: { perSecond, burst } });
        for (let n = 0; n < 1000; n++) {
          clock.now = T0 + (n * 1000) / perSecond;
          expect((await call((seed[n % seed.length] ?? 0) % count)).admitted).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('write once for a tenth of a burst where they are far from the limit, and never for a few calls', async () => {
    const limit = { perSecond: 1000, burst: 2000 };
    const { admitted, charges, clock } = instances(3, { key: limit, account: limit });
    for (const instance of [1, 2]) await admitted(LEAST_CALLS - 1, instance);
    expect(charges).toEqual([]);
    for (let second = 0; second < 20; second++) {
      await admitted(50);
      clock.now += 1000;
    }
    const counted = (prefix: string) =>
      charges.filter(({ bucket }) => bucket.startsWith(prefix)).map(({ calls }) => calls);
    expect(counted('key#')).toEqual([200, 200, 200, 200, 200]);
    expect(counted('account#')).toEqual([10, 200, 200, 200, 200]);
  });

  test('write to a row no more often for a limit that is ten times as high', async () => {
    const writes = async (perSecond: number) => {
      const { call, clock, charges } = instances(4, { key: { perSecond, burst: 2 * perSecond } });
      for (let n = 0; n < 40 * perSecond; n++) {
        clock.now = T0 + (n * 10_000) / (40 * perSecond);
        await call(n % 4);
      }
      return charges.filter(({ bucket }) => bucket.startsWith('key#')).length;
    };
    expect(await writes(5000)).toBeLessThan(1.2 * (await writes(500)));
  });

  test('limit the debt to a minute, so that a wait is never longer', async () => {
    const { admitted, call, clock } = instances(30, { key: { perSecond: 1, burst: 20 } });
    for (let instance = 0; instance < 30; instance++) await admitted(10, instance);
    const last = await call(29);
    expect(last.admitted ? 0 : last.waitMs).toBeGreaterThan(0);
    expect(last.admitted ? Number.POSITIVE_INFINITY : last.waitMs).toBeLessThanOrEqual(MAX_DEBT_MS + 1000);
    clock.now += MAX_DEBT_MS + 11_000;
    expect((await call(29)).admitted).toBe(true);
  });
});

describe("an account's own limit", () => {
  test('replaces the default from the first charge, whether lower or higher', async () => {
    const lower = instances(1, { account: HIGH }, { perSecond: 1, burst: 12 });
    expect(await lower.admitted(100)).toBe(12);
    const higher = instances(1, { account: { perSecond: 1, burst: 10 } }, { perSecond: 1000, burst: 1000 });
    expect(await higher.admitted(100)).toBe(100);
  });

  test('is read when the bucket is charged, and at no other call', async () => {
    const limit = { perSecond: 1000, burst: 1000 };
    const { admitted, account, charges } = instances(1, { account: limit });
    await admitted(LEAST_CALLS - 1);
    expect(account.get).not.toHaveBeenCalled();
    await admitted(500);
    expect(account.get).toHaveBeenCalledTimes(charges.filter(({ bucket }) => bucket.startsWith('account#')).length);
  });
});

test('a charge that fails refuses no call, is reported, and is made with the next', async () => {
  const limit = { perSecond: 1000, burst: 100 };
  const { admitted, shared, charges, errors } = instances(1, { key: limit, account: limit });
  vi.spyOn(shared, 'charge')
    .mockRejectedValueOnce(new Error('throttled'))
    .mockRejectedValueOnce(new Error('throttled'));
  expect(await admitted(11)).toBe(11);
  expect(errors).toHaveLength(2);
  expect(charges.map(({ calls, since }) => [calls, since])).toEqual([
    [11, T0],
    [11, T0],
  ]);
});
