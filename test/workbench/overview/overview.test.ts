import { describe, expect, test } from 'vitest';
import type { Delivery, Destination } from '../../../workbench/src/api/types.ts';
import { addTotals, type Health, type HealthState } from '../../../workbench/src/health/health.ts';
import { stepsFor } from '../../../workbench/src/overview/checklist.ts';
import { figuresOf } from '../../../workbench/src/overview/figures.ts';
import { mergeNewest } from '../../../workbench/src/overview/newest.ts';

const aDestination = (id: string, status: Destination['status'] = 'enabled', reason: 'user' | 'gone' = 'user') =>
  ({
    id,
    name: id,
    status,
    status_details: status === 'disabled' ? { disabled: { reason } } : null,
  }) as Destination;

const aHealth = (state: HealthState, delivered = 0, failures = 0): Health => {
  const totals = {
    ...addTotals([]),
    attempts: delivered + failures,
    delivered,
    errors: failures > 0 ? { timeout: failures } : {},
  };
  return { state, failingSince: undefined, lastSuccess: undefined, today: totals, all: totals };
};

describe('the newest deliveries of all destinations', () => {
  const at = (minute: number) =>
    ({ event: `evt_${minute}`, created: new Date(minute * 60_000).toISOString() }) as Delivery;

  test('are merged and sorted, newest first', () => {
    const lists = [
      { destination: aDestination('a'), newest: [at(9), at(3)] },
      { destination: aDestination('b'), newest: [at(7), at(5), at(1)] },
      { destination: aDestination('c'), newest: [] },
    ];
    expect(mergeNewest(lists, 3).map(({ delivery, destination }) => [delivery.event, destination.id])).toEqual([
      ['evt_9', 'a'],
      ['evt_7', 'b'],
      ['evt_5', 'b'],
    ]);
  });

  test('list an event once for each destination that received it', () => {
    const lists = ['a', 'b'].map((id) => ({ destination: aDestination(id), newest: [at(4)] }));
    expect(mergeNewest(lists, 10)).toHaveLength(2);
  });
});

describe('the next steps', () => {
  const names = (state: Parameters<typeof stepsFor>[0]) => stepsFor(state).map(({ name, done }) => [name, done]);

  test('suggest a test event until an event is delivered', () => {
    const destination = aDestination('a');
    const state = { destinations: [destination], healths: [{ destination, health: aHealth('idle') }], missing: [] };
    expect(names(state)).toEqual([
      ['create', true],
      ['deliver', false],
    ]);
    expect(stepsFor(state)[1]?.destinations).toEqual([destination]);
  });

  test('are empty when all deliveries succeed', () => {
    const destination = aDestination('a');
    expect(
      names({ destinations: [destination], healths: [{ destination, health: aHealth('healthy', 5) }], missing: [] }),
    ).toEqual([]);
  });

  test('suggest to recover a failing destination only after it is fixed', () => {
    const [failing, working] = [aDestination('f'), aDestination('w')];
    const healths = [
      { destination: failing, health: aHealth('failing', 0, 4) },
      { destination: working, health: aHealth('recovered', 5) },
    ];
    const steps = stepsFor({ destinations: [failing, working], healths, missing: [failing, working] });
    expect(steps.map(({ name }) => name)).toEqual(['failing', 'recover']);
    expect(steps[1]?.destinations).toEqual([working]);
  });

  test('mention destinations that the platform disabled, and not those that a user disabled', () => {
    const destinations = [aDestination('g', 'disabled', 'gone'), aDestination('u', 'disabled')];
    const healths = destinations.map((destination) => ({ destination, health: aHealth('recovered', 3) }));
    const steps = stepsFor({ destinations, healths, missing: destinations });
    expect(steps.map(({ name, destinations: of }) => [name, of.length])).toEqual([['disabled', 1]]);
  });
});

test('the figures count destinations, deliveries and failures of the account', () => {
  const destinations = [aDestination('a'), aDestination('b'), aDestination('c', 'disabled', 'gone')];
  const healths = [
    { destination: destinations[0] as Destination, health: aHealth('healthy', 8) },
    { destination: destinations[1] as Destination, health: aHealth('failing', 0, 2) },
    { destination: destinations[2] as Destination, health: aHealth('failing') },
  ];
  expect(figuresOf(destinations, healths)).toEqual({
    enabled: 2,
    disabled: 1,
    disabledByPlatform: 1,
    failing: 1,
    delivered: 8,
    failures: 2,
    errorRate: 0.2,
  });
});
