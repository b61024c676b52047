/** The charts of the document about the simulation. */
import type { DrainResult } from '../drain/drain.ts';
import type { Measure } from '../fleet/record.ts';
import type { FleetResult, LimitedScenario } from '../fleet/scenario.ts';
import { linearAxis, logAxis } from './axis.ts';
import { type Line, lineChart } from './line-chart.ts';

export interface Results {
  readonly before: readonly FleetResult[];
  readonly dead: readonly FleetResult[];
  readonly returning: readonly FleetResult[];
  readonly limited: readonly FleetResult<LimitedScenario>[];
  readonly drain: DrainResult;
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
const of = (results: readonly FleetResult[], kind: string): readonly FleetResult[] =>
  results.filter(({ scenario }) => scenario.kind === kind);

const lines = (results: readonly FleetResult[], measure: Measure, when: 'minutes' | 'closeUp', suffix = ''): Line[] =>
  results.map(({ scenario, recording }) => ({
    label: `${percent(scenario.share)} ${scenario.kind}${suffix}`,
    values: recording[when](measure),
  }));

const perSecond = (values: ArrayLike<number>, seconds: number): number[] =>
  Array.from(values, (value) => value / seconds);

const HOURS = linearAxis('hours', 72, 6);
const MINUTES = linearAxis('minutes since the destinations fail', 10, 1);
const FLEET = '10,000 events a second for 10,000 destinations';
const dashed = (all: readonly Line[]): Line[] => all.map((line) => ({ ...line, dashed: true }));

/** Returns the charts by the names of their files. */
export function chartsOf({ before, dead, returning, limited, drain }: Results): Readonly<Record<string, string>> {
  const notAll = (results: readonly FleetResult[]) =>
    of(results, 'hanging').filter(({ scenario }) => scenario.share < 1);
  const overLimit = limited.filter(({ scenario }) => scenario.perSecond === 5);
  return {
    'healthy.svg': lineChart({
      title: 'How late first attempts at healthy destinations start',
      subtitle: `${FLEET}; a share of them hangs from hour 1 on. Solid: one queue, no circuit breaker. Dashed: with both.`,
      x: HOURS,
      y: logAxis('seconds', 300_000),
      lines: [
        ...lines(notAll(before), 'healthyWait', 'minutes', ', before'),
        ...dashed(lines(notAll(dead).slice(-1), 'healthyWait', 'minutes', ', now')),
      ],
      bound: { value: 60, label: 'one minute' },
    }),
    'attempts.svg': lineChart({
      title: 'Attempts at destinations that refuse connections',
      subtitle: `${FLEET}; a share of them refuses from hour 1 on. Solid: without a circuit breaker. Dashed: with one.`,
      x: HOURS,
      y: logAxis('attempts a second', 100_000),
      lines: [
        ...attemptLines(of(before, 'refusing'), ', before'),
        ...dashed(attemptLines(of(dead, 'refusing'), ', now')),
      ],
    }),
    'lateness.svg': lineChart({
      title: 'How late attempts start while the circuits open',
      subtitle: `${FLEET}; a share of them hangs. Attempts at these destinations, until their circuit is open.`,
      x: MINUTES,
      y: linearAxis('seconds', 70, 10),
      lines: lines(of(dead, 'hanging'), 'lateness', 'closeUp'),
      bound: { value: 60, label: 'bound: one minute' },
    }),
    'in-flight.svg': lineChart({
      title: 'Messages in flight while the circuits open',
      subtitle: `${FLEET}; the queue that has more of them.`,
      x: MINUTES,
      y: logAxis('messages', 100_000),
      lines: lines(
        dead.filter(({ scenario }) => scenario.share >= 0.1),
        'inFlight',
        'closeUp',
      ),
      bound: { value: 60_000, label: 'bound: 60,000' },
    }),
    'waiting.svg': lineChart({
      title: 'Deliveries that wait for a destination',
      subtitle: `${FLEET}; a share of them hangs for a day, from hour 1 to hour 25, and is drained afterwards.`,
      x: HOURS,
      y: logAxis('deliveries', 1e9),
      lines: lines(returning, 'waiting', 'minutes'),
    }),
    'limited.svg': lineChart({
      title: 'Deliveries that wait for their turn',
      subtitle: `10,000 events a second for 1,000 destinations; a share of them is limited to 5 a second, half of its events.`,
      x: HOURS,
      y: logAxis('deliveries', 2e9),
      lines: overLimit.map(({ scenario, recording }) => ({
        label: `${percent(scenario.share)} limited`,
        values: sumOf(recording.minutes('waiting'), recording.minutes('queued')),
      })),
    }),
    'drain.svg': lineChart({
      title: 'A drain of ten million deliveries at 1,000 a second',
      subtitle: 'Delivery by delivery through the sweep. Each one was sent once.',
      x: linearAxis('minutes', drain.seconds / 60, 20),
      y: linearAxis('deliveries a second, by minute', 1200, 200),
      lines: [{ label: 'deliveries sent', values: byMinute(drain) }],
      bound: { value: 1000, label: 'drainRatePerSecond' },
    }),
  };
}

const sumOf = (one: Float64Array, other: Float64Array): Float64Array => one.map((value, n) => value + (other[n] ?? 0));

const attemptLines = (results: readonly FleetResult[], suffix: string): Line[] =>
  results
    .filter(({ scenario }) => scenario.share === 0.01 || scenario.share === 0.1)
    .map(({ scenario, recording }) => ({
      label: `${percent(scenario.share)} refusing${suffix}`,
      values: perSecond(recording.minutes('failingAttempts'), 60),
    }));

/** Returns the deliveries a second, averaged over each minute. The axis is a whole number of its steps long. */
function byMinute({ bySecond, seconds }: DrainResult): number[] {
  const minutes = Math.ceil(seconds / 60 / 20) * 20;
  return Array.from({ length: minutes }, (_, minute) => {
    const part = bySecond.slice(minute * 60, (minute + 1) * 60);
    return part.reduce((sum, count) => sum + count, 0) / 60;
  });
}
