/** Where the time of an attempt went. */
import type { Attempt } from '../../api/types.ts';

export const PHASES = ['dns', 'connect', 'tls', 'first_byte', 'rest'] as const;
export type Phase = (typeof PHASES)[number];

export interface PhaseTime {
  readonly phase: Phase;
  readonly ms: number;
  /** Of the whole, 0 to 1. */
  readonly share: number;
}

/**
 * The phases that took place, in their order; what no phase explains (sending, reading the answer, waiting for one that
 * never came) is the rest. Empty where no phase was measured: then there is the duration alone.
 */
export function phasesOf({ timing, duration_ms }: Pick<Attempt, 'timing' | 'duration_ms'>): PhaseTime[] {
  const measured = PHASES.flatMap((phase) => {
    const ms = phase === 'rest' ? undefined : timing[phase];
    return ms === undefined ? [] : [{ phase, ms: Math.max(0, ms) }];
  });
  if (measured.length === 0) return [];
  const sum = measured.reduce((total, { ms }) => total + ms, 0);
  const rest = Math.round((duration_ms - sum) * 10) / 10;
  const all: { phase: Phase; ms: number }[] = rest > 0 ? [...measured, { phase: 'rest', ms: rest }] : measured;
  const whole = Math.max(duration_ms, sum);
  return all.map((one) => ({ ...one, share: whole === 0 ? 0 : one.ms / whole }));
}

/** An answer came and no connection was opened for it: one that was kept was used again. */
export const usedKeptConnection = ({ timing }: Pick<Attempt, 'timing'>): boolean =>
  timing.first_byte !== undefined && timing.connect === undefined;
