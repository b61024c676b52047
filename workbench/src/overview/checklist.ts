/** Chooses the next steps for an account. */
import type { Destination } from '../api/types.ts';
import type { Health } from '../health/health.ts';
import { isDisabledByPlatform } from '../health/severity.ts';

export interface State {
  readonly destinations: readonly Destination[];
  /** Health of the destinations that are loaded so far. */
  readonly healths: readonly { readonly destination: Destination; readonly health: Health }[];
  /** Destinations with failed deliveries. */
  readonly missing: readonly Destination[];
}

export type StepName = 'create' | 'deliver' | 'failing' | 'disabled' | 'recover';

export interface Step {
  readonly name: StepName;
  readonly done: boolean;
  /** The destinations concerned; for `deliver`, the one to send a ping to. */
  readonly destinations: readonly Destination[];
}

/** The first steps remain until an event is delivered. Steps about an issue remain until it is fixed. */
export function stepsFor({ destinations, healths, missing }: State): Step[] {
  const delivered = healths.some(({ health }) => health.all.delivered > 0 || health.lastSuccess !== undefined);
  const enabled = destinations.filter(({ status }) => status === 'enabled');
  const failing = healths
    .filter(({ destination, health }) => destination.status === 'enabled' && health.state === 'failing')
    .map(({ destination }) => destination);
  const disabled = destinations.filter(isDisabledByPlatform);
  const steps: Step[] = delivered
    ? []
    : [
        { name: 'create', done: destinations.length > 0, destinations: [] },
        { name: 'deliver', done: false, destinations: enabled.slice(0, 1) },
      ];
  if (failing.length > 0) steps.push({ name: 'failing', done: false, destinations: failing });
  if (disabled.length > 0) steps.push({ name: 'disabled', done: false, destinations: disabled });
  // A failing destination has to be fixed first, or the recovered deliveries fail again.
  const ready = missing.filter((one) => one.status === 'enabled' && !failing.some(({ id }) => id === one.id));
  if (ready.length > 0) steps.push({ name: 'recover', done: false, destinations: ready });
  return steps;
}
