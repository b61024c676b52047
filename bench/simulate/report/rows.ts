/** The rows of the tables. */
import type { FleetResult } from '../fleet/scenario.ts';
import { deadDestination } from '../money/dead-destination.ts';
import { costsOf, totalDollars } from '../money/operations.ts';
import type { Row } from './markdown.ts';
import { sweepLimits } from './sweep-limits.ts';

const million = (value: number): number => Number((value / 1e6).toPrecision(3));
const whole = (value: number): number => Math.round(value);
const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

export const fleetRows = (results: readonly FleetResult[]): Row[] => results.map(fleetRow);

function fleetRow(result: FleetResult): Row {
  const { scenario, recording, operations, allOpenAfter, drainedAfter } = result;
  const { kind, share, destinations, stage } = scenario;
  const perSecond = (measure: 'tableWrites' | 'dueListWrites' | 'invocationSeconds') =>
    whole(recording.max(measure) / 60);
  const dollars = totalDollars(costsOf(operations, recording.sum('invocationSeconds')));
  return {
    failing: `${percent(share)} ${kind}`,
    destinations,
    'circuits open after, s': allOpenAfter ?? '–',
    'attempts at them, millions': million(recording.sum('failingAttempts')),
    'latest attempt, s': whole(recording.max('lateness')),
    'latest healthy attempt, s': whole(recording.max('healthyWait')),
    'in flight': whole(recording.max('inFlight')),
    'waiting, millions': million(recording.max('waiting')),
    'due list, millions': million(recording.max('dueList')),
    'sweep behind, s': whole(recording.max('sweepLag')),
    'expiry behind, s': whole(recording.max('expiryLag')),
    'longest run, s': whole(recording.max('watchSeconds')),
    'drained after, h': drainedAfter === undefined ? '–' : Number((drainedAfter / 3600).toFixed(1)),
    'writes/s of a due shard': whole(perSecond('dueListWrites') / stage.dueShards),
    'writes/s of the table': perSecond('tableWrites'),
    'deliver functions': perSecond('invocationSeconds'),
    '$ per million events': Number((dollars / (operations.published / 1e6)).toFixed(2)),
  };
}

/** The same destinations with slow lanes of several sizes. */
export const backlogRows = (results: readonly FleetResult[]): Row[] =>
  results.map(({ scenario: { stage }, recording, operations, drainedAfter }) => ({
    'events a second': stage.eventsPerSecond,
    'slowLane.maxConcurrency': stage.slowLane.maxConcurrency,
    'waiting, millions': million(recording.max('waiting')),
    'drained a second, at most': stage.slowLane.maxConcurrency * stage.slowLane.batchSize,
    'drained after, h': drainedAfter === undefined ? '–' : Number((drainedAfter / 3600).toFixed(1)),
    'failed after 72 h, millions': million(operations.expired),
    'wait in the slow lane, s': whole(recording.max('drainLag')),
    'latest new attempt, s': whole(recording.max('healthyWait')),
    'longest run, s': whole(recording.max('watchSeconds')),
    'writes/s of the table': whole(recording.max('tableWrites') / 60),
    'deliver functions': whole(recording.max('invocationSeconds') / 60),
  }));

export const sweepRows = (): Row[] =>
  sweepLimits().map(({ work, inRun, perSecond, shards, boundBy }) => ({
    work,
    'in a run': inRun,
    shards,
    'a second, all shards': perSecond || '–',
    'bound by': boundBy,
  }));

/** @param rate events a second of the destination */
export function deadDestinationRows(rate: number): Row[] {
  const kinds = (['hanging', 'refusing'] as const).flatMap((kind) =>
    [false, true].map((circuitBreaker) => deadDestination(kind, circuitBreaker, rate)),
  );
  return kinds.map(({ kind, circuitBreaker, attempts, operations, seconds, dollars }) => ({
    endpoint: kind,
    'circuit breaker': circuitBreaker ? 'yes' : 'no',
    attempts: whole(attempts),
    'seconds of functions': whole(seconds),
    'entries of the due list': whole(operations.deferred),
    'deliveries that begin to wait': whole(operations.waitedAtPublish),
    'dollars a day': Number(dollars.toFixed(2)),
  }));
}
