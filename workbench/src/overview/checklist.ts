/** What there is to do next, by how things are. Pure. */
import type { Destination } from '../api/types.ts';
import type { Health } from '../health/health.ts';
import { isCutOff } from '../health/severity.ts';

export interface State {
  readonly destinations: readonly Destination[];
  /** Those that are known so far. */
  readonly healths: readonly { readonly destination: Destination; readonly health: Health }[];
  /** Destinations with deliveries that ended as failed. */
  readonly missing: readonly Destination[];
}

export type StepName = 'create' | 'deliver' | 'failing' | 'cut_off' | 'recover';

export interface Step {
  readonly name: StepName;
  readonly done: boolean;
  /** What it is about: those that fail, or the one to send to. */
  readonly destinations: readonly Destination[];
}

/** The first steps stay, with a tick, until something was delivered; what is wrong is there while it is. */
export function stepsFor({ destinations, healths, missing }: State): Step[] {
  const delivered = healths.some(({ health }) => health.all.delivered > 0 || health.lastSuccess !== undefined);
  const enabled = destinations.filter(({ status }) => status === 'enabled');
  const failing = healths
    .filter(({ destination, health }) => destination.status === 'enabled' && health.state === 'failing')
    .map(({ destination }) => destination);
  const cutOff = destinations.filter(isCutOff);
  const steps: Step[] = delivered
    ? []
    : [
        { name: 'create', done: destinations.length > 0, destinations: [] },
        { name: 'deliver', done: false, destinations: enabled.slice(0, 1) },
      ];
  if (failing.length > 0) steps.push({ name: 'failing', done: false, destinations: failing });
  if (cutOff.length > 0) steps.push({ name: 'cut_off', done: false, destinations: cutOff });
  // What fails has to be mended first: what is sent to it again fails again.
  const ready = missing.filter((one) => one.status === 'enabled' && !failing.some(({ id }) => id === one.id));
  if (ready.length > 0) steps.push({ name: 'recover', done: false, destinations: ready });
  return steps;
}
