/** The rows of the tables about destinations with limits. */
import type { FleetResult, LimitedScenario } from '../fleet/scenario.ts';
import { costsOf, totalDollars } from '../money/operations.ts';
import type { Row } from '../report/markdown.ts';
import type { MessageResult } from './messages.ts';

const whole = (value: number): number => Math.round(value);
const million = (value: number): number => Number((value / 1e6).toPrecision(3));
const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

export const limitedRows = (results: readonly FleetResult<LimitedScenario>[]): Row[] => results.map(limitedRow);

function limitedRow({ scenario, recording, operations }: FleetResult<LimitedScenario>): Row {
  const { share, destinations, perSecond, stage } = scenario;
  const dollars = totalDollars(costsOf(operations, recording.sum('invocationSeconds')));
  return {
    limited: `${percent(share)} to ${perSecond} a second`,
    'events a second of each': stage.eventsPerSecond / destinations,
    'attempts/s at them': whole(recording.last('limitedAttempts') / 60),
    'behind their limits, s': whole(recording.max('lateness')),
    'latest attempt at others, s': share === 1 ? '–' : whole(recording.max('healthyWait')),
    'in flight': whole(recording.max('inFlight')),
    'in queues, millions': million(recording.max('queued')),
    'waiting, millions': million(recording.max('waiting')),
    'longest run, s': whole(recording.max('watchSeconds')),
    'writes/s of the table': whole(recording.max('tableWrites') / 60),
    'writes/s of slots': whole(recording.max('controlWrites') / 60),
    'deliver functions': whole(recording.max('invocationSeconds') / 60),
    '$ per million events': Number((dollars / (operations.published / 1e6)).toFixed(2)),
  };
}

export const messageRows = (results: readonly MessageResult[]): Row[] =>
  results.map(({ scenario, byMinute, ...result }) => ({
    limits: Object.entries(scenario.limits)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    'events a second': scenario.perSecond,
    'attempts/s in line': perSecondOf(byMinute.slice(2, 10)),
    'attempts/s while others wait': perSecondOf(byMinute.slice(-3)),
    'most in a second': result.mostInASecond,
    'most at a time': result.mostAtATime,
    'latest attempt at the other, s': Number(result.latestOfOther.toFixed(1)),
  }));

/** @param minutes attempts of each */
const perSecondOf = (minutes: readonly number[]): number =>
  Number((minutes.reduce((sum, count) => sum + count, 0) / minutes.length / 60).toFixed(1));
