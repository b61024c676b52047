/** Divides the duration of an attempt into phases. */
import type { Attempt } from '../../api/types.ts';

export const PHASES = ['dns', 'connect', 'tls', 'first_byte', 'rest'] as const;
export type Phase = (typeof PHASES)[number];

export interface PhaseTime {
  readonly phase: Phase;
  readonly ms: number;
  /** Share of the total duration, 0 to 1. */
  readonly share: number;
}

/**
 * Returns the measured phases in order. `rest` is the remaining time: sending, reading the response, waiting for a
 * response that did not come. Returns an empty list when no phase was measured.
 */
export function phasesOf({ timing, duration_ms }: Pick<Attempt, 'timing' | 'duration_ms'>): PhaseTime[] {
  const measured = PHASES.flatMap((phase) => {
    const ms = phase === 'rest' ? undefined : timing[phase];
    return ms === undefined ? [] : [{ phase, ms: Math.max(0, ms) }];
  });
  if (measured.length === 0) return [];
  const sum = measured.reduce((all, { ms }) => all + ms, 0);
  const rest = Math.round((duration_ms - sum) * 10) / 10;
  const all: { phase: Phase; ms: number }[] = rest > 0 ? [...measured, { phase: 'rest', ms: rest }] : measured;
  const total = Math.max(duration_ms, sum);
  return all.map((one) => ({ ...one, share: total === 0 ? 0 : one.ms / total }));
}

/** A response without a connect phase means that an open connection was reused. */
export const reusedConnection = ({ timing }: Pick<Attempt, 'timing'>): boolean =>
  timing.first_byte !== undefined && timing.connect === undefined;
