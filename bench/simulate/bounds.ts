/** The bounds of each simulation. */
import { LARGE_STAGE, PARTITION_WRITES, SWEEP_TIMEOUT } from './assumptions.ts';
import { atMost, type Check, equal } from './checks.ts';
import type { DrainResult, DrainScenario } from './drain/drain.ts';
import type { FleetResult } from './fleet/scenario.ts';

const MINUTE = 60;

/** Returns the checks of scenarios that belong together. Each shows the largest value of all of them. */
export function fleetChecks(name: string, results: readonly FleetResult[]): Check[] {
  const most = (value: (result: FleetResult) => number): number => Math.max(...results.map(value));
  return [
    atMost(`${name}: messages in flight`, most(inFlight), LARGE_STAGE.inFlightLimit, ''),
    atMost(`${name}: attempt after its due time while the circuit is closed`, most(lateness), MINUTE, 's'),
    atMost(`${name}: first attempt at a healthy destination after publishing`, most(healthyWait), MINUTE, 's'),
    atMost(`${name}: sweep of the due list behind`, most(sweepLag), MINUTE, 's'),
    atMost(`${name}: writes a second of a shard of the due list`, most(shardWrites), PARTITION_WRITES, ''),
    ...results.map((result) => accounting(name, result)),
  ];
}

const inFlight = ({ recording }: FleetResult): number => recording.max('inFlight');
const lateness = ({ recording }: FleetResult): number => recording.max('lateness');
const healthyWait = ({ recording }: FleetResult): number => recording.max('healthyWait');
const sweepLag = ({ recording }: FleetResult): number => recording.max('sweepLag');
const shardWrites = ({ recording, scenario }: FleetResult): number =>
  recording.max('dueListWrites') / 60 / scenario.stage.dueShards;

/** Every delivery that began to wait was probed, drained or failed, or still waits. */
function accounting(name: string, { operations, waitingAtEnd, scenario }: FleetResult): Check {
  const { waitedAtPublish, waitedInQueue, probes, drained, expired } = operations;
  return equal(
    `${name}, ${scenario.kind} ${scenario.share * 100} %: deliveries that waited, in millions`,
    (drained + expired + probes + waitingAtEnd) / 1e6,
    (waitedAtPublish + waitedInQueue) / 1e6,
  );
}

/** Share by which the busiest ten seconds may exceed the rate of a drain: delays are whole seconds. */
const ROUNDING = 1.2;
/** Share by which a drain may take longer than at its rate: it starts slowly. */
const RAMP = 1.02;

export function drainChecks({ deliveries, perSecond, open }: DrainScenario, drain: DrainResult): Check[] {
  return [
    equal('drain: deliveries missed', drain.missed, 0),
    equal('drain: deliveries repeated', drain.repeated, 0),
    equal('drain: deliveries before an older one', drain.outOfOrder, 0),
    equal('drain: messages to the fast lane', drain.inFastLane, 0),
    atMost('drain: time', drain.seconds, (deliveries / perSecond) * RAMP, 's'),
    atMost('drain: deliveries a second in the busiest ten', busiest(drain, 10), perSecond * ROUNDING, ''),
    atMost(`drain: probe of one of ${open} neighbours after its due time`, drain.latestProbe, MINUTE, 's'),
    atMost('drain: longest run of the sweep', drain.longestRun, SWEEP_TIMEOUT, 's'),
    atMost('drain: wait in the slow lane', drain.laneWait, 5, 's'),
  ];
}

/** Returns the largest average of some seconds that follow each other. */
function busiest({ bySecond }: DrainResult, seconds: number): number {
  let [sum, most] = [0, 0];
  bySecond.forEach((count, at) => {
    sum += count - (bySecond[at - seconds] ?? 0);
    most = Math.max(most, sum / seconds);
  });
  return most;
}
