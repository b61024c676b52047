/** What hurts most, first. */
import type { Destination } from '../api/types.ts';
import { errorRateOf, failuresOf, type Health } from './health.ts';

export interface Patient {
  readonly destination: Destination;
  readonly health: Health;
}

/** Disabled by the platform, not by a person: events are lost without anybody having meant it. */
export const isCutOff = ({ status_details }: Pick<Destination, 'status_details'>): boolean =>
  status_details !== null && status_details.disabled.reason !== 'user';

/** Whether there is something to look at: it fails, failed within what is known, or was cut off. */
export const isTroubled = ({ destination, health }: Patient): boolean =>
  health.state === 'failing' || health.state === 'unsteady' || health.state === 'recovered' || isCutOff(destination);

const rank = ({ destination, health }: Patient): number => {
  if (isCutOff(destination)) return 0;
  // What a person switched off fails on purpose, or is being looked at.
  if (destination.status === 'disabled') return 4;
  return { failing: 1, unsteady: 2, recovered: 3, healthy: 5, quiet: 6 }[health.state];
};

/** By kind of trouble; then by how much failed in the last 24 hours, then by share. */
export const byPain = (patients: readonly Patient[]): Patient[] =>
  [...patients].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      failuresOf(b.health.today) - failuresOf(a.health.today) ||
      (errorRateOf(b.health.all) ?? 0) - (errorRateOf(a.health.all) ?? 0) ||
      a.destination.name.localeCompare(b.destination.name),
  );
