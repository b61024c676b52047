import { describe, expect, test } from 'vitest';
import { DEFAULT_STAGE, FAILS_AT } from '../../../bench/simulate/assumptions.ts';
import { linearAxis, logAxis } from '../../../bench/simulate/charts/axis.ts';
import { lineChart } from '../../../bench/simulate/charts/line-chart.ts';
import { simulateDrain } from '../../../bench/simulate/drain/drain.ts';
import { simulateAfter } from '../../../bench/simulate/fleet/after.ts';
import { Backlog } from '../../../bench/simulate/fleet/backlog.ts';
import { simulateBefore } from '../../../bench/simulate/fleet/before.ts';
import { Lane } from '../../../bench/simulate/fleet/lane.ts';
import type { LimitedScenario, Scenario } from '../../../bench/simulate/fleet/scenario.ts';
import { simulateLimited } from '../../../bench/simulate/limits/fleet.ts';
import { simulateMessages } from '../../../bench/simulate/limits/messages.ts';
import { deadDestination } from '../../../bench/simulate/money/dead-destination.ts';

const scenario: Scenario = {
  stage: DEFAULT_STAGE,
  kind: 'hanging',
  share: 0.01,
  destinations: 1000,
  seconds: FAILS_AT + 7200,
  recoversAt: FAILS_AT + 3600,
  seed: 1,
};

test('a drain sends every delivery once, oldest first, beside neighbours that are probed and expire', async () => {
  const drain = await simulateDrain({
    deliveries: 20_000,
    perSecond: 100,
    open: 20,
    expiring: 2,
    draining: 1,
    neighbourDeliveries: 2000,
    slowConcurrency: 100,
    seed: 1,
  });
  expect(drain).toMatchObject({ missed: 0, repeated: 0, outOfOrder: 0 });
  expect(drain.bySecond.reduce((sum, count) => sum + count, 0)).toBe(20_000);
  expect(drain.probes).toBeGreaterThan(0);
});

describe('a fleet', () => {
  test('has the same results for the same seed', () => {
    const [one, two] = [simulateAfter(scenario), simulateAfter(scenario)];
    expect(one.operations).toEqual(two.operations);
  });

  test('opens the circuits of hanging destinations, and accounts for everything that waited', () => {
    const { operations, waitingAtEnd, allOpenAfter, drainedAfter } = simulateAfter(scenario);
    expect(allOpenAfter).toBeLessThan(60);
    expect(drainedAfter).toBeGreaterThan(0);
    const { waitedAtPublish, waitedInQueue, probes, drained, expired } = operations;
    expect(drained + expired + probes + waitingAtEnd).toBeCloseTo(waitedAtPublish + waitedInQueue, 3);
  });

  test('makes far more attempts without a circuit breaker', () => {
    const attempts = (result: ReturnType<typeof simulateAfter>) => result.recording.sum('failingAttempts');
    expect(attempts(simulateBefore({ ...scenario, kind: 'refusing' }))).toBeGreaterThan(
      10 * attempts(simulateAfter({ ...scenario, kind: 'refusing' })),
    );
  });
});

describe('destinations with limits', () => {
  const limited: LimitedScenario = { ...scenario, kind: 'limited', share: 0.1, perSecond: 5, destinations: 100 };

  test('have as many attempts as they permit, and delay no other', () => {
    const { recording, operations, waitingAtEnd } = simulateLimited(limited);
    expect(recording.last('limitedAttempts') / 60).toBeCloseTo(50, 0);
    expect(recording.max('lateness')).toBeLessThan(60);
    expect(recording.max('healthyWait')).toBe(0);
    expect(operations.drained).toBeGreaterThan(0);
    expect(operations.delivered + waitingAtEnd).toBeCloseTo(operations.published, 3);
  });

  test('have no line when the limit suffices', () => {
    const { operations, waitingAtEnd } = simulateLimited({ ...limited, perSecond: 20, seconds: 600 });
    expect([operations.positions, waitingAtEnd]).toEqual([0, 0]);
  });

  test('keep their limits message by message', async () => {
    const result = await simulateMessages({ limits: { perSecond: 2 }, perSecond: 4, minutes: 2, respondsAfterMs: 150 });
    expect(result.mostInASecond).toBeLessThanOrEqual(3);
    expect(result.attemptsOfOther).toBe(480);
    expect(result.latestOfOther).toBeLessThan(1);
  });
});

test('a lane starts as many messages as its invocations can take', () => {
  const lane = new Lane({ maxConcurrency: 5, batchSize: 10, healthySeconds: 0.2, seconds: 100 });
  for (let n = 0; n < 100; n++) lane.add(0, { weight: 1, dueSecond: 0 });
  const starts = Array.from({ length: 25 }, (_, second) => lane.serve(second, () => 10).started.length);
  expect(starts[0]).toBe(50);
  expect(starts[10]).toBe(50);
  expect(lane.waiting).toBe(0);
});

test('a backlog returns its deliveries oldest first', () => {
  const backlog = new Backlog(2);
  backlog.open(10);
  backlog.add(5);
  backlog.close(20);
  expect(backlog.size(20)).toBe(21);
  expect(backlog.oldest(20)).toBe(5);
  expect(backlog.take(5, 20).count).toBeCloseTo(5);
  expect(backlog.oldest(20)).toBeCloseTo(12);
  expect(backlog.takeUntil(15, 100, 20)).toBeCloseTo(6);
  expect(backlog.size(20)).toBeCloseTo(10);
});

test('a dead destination costs a fraction with a circuit breaker', () => {
  for (const kind of ['hanging', 'refusing'] as const) {
    const [before, after] = [deadDestination(kind, false, 10), deadDestination(kind, true, 10)];
    expect(before.attempts).toBe(14 * 864_000);
    expect(after.attempts).toBe(96);
    expect(after.dollars).toBeLessThan(before.dollars / 10);
  }
});

test('a chart has a title, axes and a legend', () => {
  const svg = lineChart({
    title: 'Waiting & drained',
    subtitle: '',
    x: linearAxis('hours', 72, 6),
    y: logAxis('deliveries', 5000),
    lines: [{ label: '1 %', values: [1, 10, 100] }],
  });
  expect(svg).toContain('<title>Waiting &amp; drained</title>');
  for (const text of ['hours', 'deliveries', '1 %', '10,000']) expect(svg).toContain(`>${text}</text>`);
});
