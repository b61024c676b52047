/** Describes the health of a destination in words. */
import type { DestinationHealthObject } from '../../lambdas/contract/destination/destination-health-object.ts';
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import { plural } from '../output/results.ts';
import { paint } from '../output/terminal.ts';
import { shownTime } from '../output/times.ts';

const COLOURS = { healthy: paint.green, slow: paint.yellow, failing: paint.red } as const;

export const healthColour = ({ health }: EventDestinationObject) => COLOURS[health.status];

/** Returns `failing, 12 waiting`, for a column. Empty for a disabled destination that nothing waits for. */
export function healthSummary({ status, health }: EventDestinationObject): string {
  const words = [
    ...(status === 'enabled' ? [health.status] : []),
    ...(health.waiting ? [`${health.waiting} waiting`] : []),
  ];
  return words.join(', ');
}

/** Returns `failing since …; 12 deliveries wait; next probe …`. */
export function healthText({ status, since, next_probe_at, waiting, draining }: DestinationHealthObject): string {
  return [
    since === null ? status : `${status} since ${shownTime(since)}`,
    ...(waiting ? [`${plural(waiting, 'delivery', 'deliveries')} ${waiting === 1 ? 'waits' : 'wait'}`] : []),
    ...(next_probe_at === null ? [] : [`next probe ${shownTime(next_probe_at)}`]),
    ...(draining
      ? [`sending waiting deliveries: estimated ${draining.sent} of ${draining.total}, ${draining.per_second} a second`]
      : []),
  ].join('; ');
}

/** Returns the command that sends what a destination missed while it was disabled, and before that while it failed. */
export const recoverHint = ({ id, missed_since }: EventDestinationObject): string =>
  `waybill destinations recover ${id} --since ${missed_since ?? '1d'} --status failed,not_sent`;
