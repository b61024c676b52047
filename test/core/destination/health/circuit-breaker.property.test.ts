import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  circuitBreakerSettings,
  healthAfter,
  probeDueAt,
  withoutProbe,
  withProbe,
} from '../../../../lambdas/core/destination/health/circuit-breaker.ts';
import type { DestinationHealth } from '../../../../lambdas/core/destination/health/health.ts';
import { T0 } from '../../../doubles/factories.ts';
import { seededRandom } from '../../../model/world/random.ts';

const MINUTE = 60_000;
const settings = circuitBreakerSettings(1);

type Step = { readonly after: number } & (
  | {
      readonly do: 'results';
      readonly successes: number;
      readonly failures: number;
      readonly lateFailures: number;
      readonly isProbe: boolean;
    }
  | { readonly do: 'sweep' | 'probe ends'; readonly delivery: number }
);

const after = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 20_000 }) },
  { weight: 1, arbitrary: fc.nat({ max: 20 * MINUTE }) },
);
const results = fc.record({
  after,
  do: fc.constant('results' as const),
  successes: fc.constantFrom(0, 0, 0, 0, 1, 3),
  failures: fc.nat({ max: 10 }),
  lateFailures: fc.constantFrom(0, 0, 0, 0, 1),
  isProbe: fc.boolean(),
});
const sweep = fc.record({
  after,
  do: fc.constantFrom('sweep' as const, 'probe ends' as const),
  delivery: fc.nat({ max: 3 }),
});
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: results }, { weight: 2, arbitrary: sweep }),
  { maxLength: 200, size: 'max' },
);

/** Returns the health after a step; undefined when nothing changes. */
function next(
  health: DestinationHealth | undefined,
  step: Step,
  now: number,
  random: () => number,
): DestinationHealth | undefined {
  if (step.do === 'results') {
    const failedProbe = step.isProbe && step.failures > 0 ? health?.probe?.eventKey : undefined;
    return healthAfter(health, { ...step, failedProbe }, now, settings, random);
  }
  const eventKey = `evt_${step.delivery}`;
  if (step.do === 'probe ends') return withoutProbe(health, eventKey);
  const dueAt = probeDueAt(health, now);
  if (!health || dueAt === undefined || dueAt > now + MINUTE) return undefined;
  return withProbe(health, { eventKey, account: 'acct_shop', dueAt: Math.max(dueAt, now) }, settings);
}

test('whatever the results are, the states follow each other as described', () => {
  fc.assert(
    fc.property(steps, fc.nat(), (all, seed) => {
      const random = seededRandom(seed);
      let now = T0;
      let health: DestinationHealth | undefined;
      /** Failures since the latest success, with their times. */
      let failures: { at: number; count: number }[] = [];
      for (const step of all) {
        now += step.after;
        const before = health;
        const written = next(health, step, now, random);
        if (step.do === 'results') {
          if (step.successes > 0) failures = [];
          else if (step.failures > 0) failures.push({ at: now, count: step.failures });
        }
        if (!written) continue;
        health = written;
        // Each write has the next revision, so that a conditional write detects it.
        expect(health.revision).toBe((before?.revision ?? 0) + 1);
        expect(health.circuit === 'closed').toBe(health.openedAt === undefined);
        expect(health.circuit === 'closed').toBe(health.probeAt === undefined);
        expect(health.circuit === 'half_open').toBe(health.probe !== undefined);
        if (health.circuit !== 'closed') expect(health.drainingSince).toBeUndefined();
        // Never two probes: a probe replaces another one only after that one is lost.
        if (before?.probe && health.probe && before.probe !== health.probe)
          expect(now).toBeGreaterThanOrEqual(before.probe.until);
        if ((before?.circuit ?? 'closed') === 'closed' && health.circuit !== 'closed') {
          const recent = failures.filter(({ at }) => at > now - settings.windowMs);
          expect(health.circuit).toBe('open');
          const isLate = step.do === 'results' && step.lateFailures > 0;
          if (!isLate) expect(recent.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(20);
        }
        if (before && before.circuit !== 'closed' && health.circuit === 'closed') {
          expect(step.do === 'results' && step.successes > 0).toBe(true);
          expect(health.drainingSince).toBe(now);
        }
        if (health.circuit === 'open') {
          expect((health.probeAt as number) - now).toBeLessThanOrEqual(1.1 * settings.longestProbeMs);
        }
      }
    }),
    { numRuns: 300, seed: 13 },
  );
});

test('a success of a healthy destination never changes its health', () => {
  const healthy = fc.option(
    fc.record({ revision: fc.nat(), circuit: fc.constant('closed' as const), lastSuccessAt: fc.nat({ max: T0 }) }),
    { nil: undefined },
  );
  fc.assert(
    fc.property(healthy, fc.integer({ min: 1, max: 10 }), (health, successes) => {
      expect(healthAfter(health, { successes, failures: 0 }, T0, settings, () => 0.5)).toBeUndefined();
    }),
    { seed: 13 },
  );
});

test('a destination that fails a tenth of its attempts has about three writes a minute, and its circuit stays closed', () => {
  const perSecond = fc.constantFrom(0.2, 1, 10, 100);
  fc.assert(
    fc.property(perSecond, fc.nat(), (rate, seed) => {
      const random = seededRandom(seed);
      const minutes = 30;
      let health: DestinationHealth | undefined;
      let writes = 0;
      for (let now = T0; now < T0 + minutes * MINUTE; now += 1000 / rate) {
        const fails = random() < 0.1;
        const written = healthAfter(
          health,
          { successes: fails ? 0 : 1, failures: fails ? 1 : 0 },
          now,
          settings,
          random,
        );
        if (!written) continue;
        writes += 1;
        health = written;
        expect(health.circuit).toBe('closed');
      }
      expect(writes).toBeLessThanOrEqual(3 * minutes);
    }),
    { numRuns: 20, seed: 13 },
  );
});

test('a destination that has ended opens its circuit within two minutes, whatever it did before', () => {
  fc.assert(
    fc.property(steps, fc.nat(), (all, seed) => {
      const random = seededRandom(seed);
      let now = T0;
      let health: DestinationHealth | undefined;
      for (const step of all) {
        now += step.after;
        health = next(health, step, now, random) ?? health;
      }
      for (let second = 0; second < 120; second++) {
        now += 1000;
        health = healthAfter(health, { successes: 0, failures: 1 }, now, settings, random) ?? health;
      }
      expect(health?.circuit).not.toBe('closed');
    }),
    { numRuns: 200, seed: 13 },
  );
});
