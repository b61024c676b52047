/** The bounds of destinations with limits. */
import { atMost, type Check, equal } from '../checks.ts';
import type { FleetResult, LimitedScenario } from '../fleet/scenario.ts';
import type { MessageResult } from './messages.ts';

const MINUTE = 60;
/** Seconds by which destinations without limits may be delayed. */
const OTHERS = 1;
/** Share by which a second may exceed a limit: an attempt may start 0.2 s after its slot. */
const EXCESS = 1.2;

export function limitedChecks(results: readonly FleetResult<LimitedScenario>[]): Check[] {
  const most = (value: (result: FleetResult<LimitedScenario>) => number): number => Math.max(...results.map(value));
  const inFlightLimit = Math.min(...results.map(({ scenario }) => scenario.stage.inFlightLimit));
  return [
    atMost(
      'limits: messages in flight',
      most(({ recording }) => recording.max('inFlight')),
      inFlightLimit,
      '',
    ),
    atMost(
      'limits: attempts behind what the limits permit',
      most(({ recording }) => recording.max('lateness')),
      MINUTE,
      's',
    ),
    atMost(
      'limits: first attempt at another destination after publishing',
      most(({ recording }) => recording.max('healthyWait')),
      OTHERS,
      's',
    ),
    ...results.map(({ scenario: { share, perSecond }, operations, waitingAtEnd }) =>
      equal(
        `limits, ${perSecond} a second, ${share * 100} %: deliveries, in millions`,
        (operations.delivered + operations.expired + waitingAtEnd) / 1e6,
        operations.published / 1e6,
      ),
    ),
  ];
}

export function messageChecks({ scenario, ...result }: MessageResult): Check[] {
  const { limits, perSecond, minutes } = scenario;
  const name = limits.perSecond === undefined ? 'attempts at a time' : 'attempts a second';
  return [
    atMost(`limit of ${name}: in a second`, result.mostInASecond, (limits.perSecond ?? 1000) * EXCESS, ''),
    atMost(`limit of ${name}: at a time`, result.mostAtATime, limits.maxInFlight ?? 1000, ''),
    atMost(`limit of ${name}: first attempt at the other destination`, result.latestOfOther, OTHERS, 's'),
    equal(`limit of ${name}: attempts at the other destination`, result.attemptsOfOther, perSecond * 60 * minutes),
  ];
}
