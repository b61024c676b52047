/** Orders destinations by the severity of their issues. */
import type { Destination } from '../api/types.ts';
import { errorRateOf, failuresOf, type Health } from './health.ts';

export interface DestinationHealth {
  readonly destination: Destination;
  readonly health: Health;
}

/** Whether Waybill disabled the destination, and not a user. */
export const isDisabledByPlatform = ({ status_details }: Pick<Destination, 'status_details'>): boolean =>
  status_details !== null && status_details.disabled.reason !== 'user';

/** Whether the destination fails, failed within the range of its metrics, or was disabled by the platform. */
export const needsAttention = ({ destination, health }: DestinationHealth): boolean =>
  health.state === 'failing' ||
  health.state === 'degraded' ||
  health.state === 'recovered' ||
  isDisabledByPlatform(destination);

const rank = ({ destination, health }: DestinationHealth): number => {
  if (isDisabledByPlatform(destination)) return 0;
  // A user disabled it, so the failures are expected.
  if (destination.status === 'disabled') return 4;
  return { failing: 1, degraded: 2, recovered: 3, healthy: 5, idle: 6 }[health.state];
};

/** Sorts by state, then by failures of the last 24 hours, then by error rate. */
export const bySeverity = <T extends DestinationHealth>(healths: readonly T[]): T[] =>
  [...healths].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      failuresOf(b.health.today) - failuresOf(a.health.today) ||
      (errorRateOf(b.health.all) ?? 0) - (errorRateOf(a.health.all) ?? 0) ||
      a.destination.name.localeCompare(b.destination.name),
  );
