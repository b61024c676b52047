/** Bounds that a simulation has to keep. A broken one makes the command fail. */

export interface Check {
  readonly what: string;
  readonly ok: boolean;
  /** The measured value and its bound. */
  readonly detail: string;
}

/** Returns a check that a value is at most a bound. */
export const atMost = (what: string, value: number, bound: number, unit: string): Check => ({
  what,
  ok: value <= bound,
  detail: `${rounded(value)} of at most ${rounded(bound)} ${unit}`,
});

export const equal = (what: string, value: number, expected: number): Check => ({
  what,
  ok: Math.abs(value - expected) <= Math.abs(expected) * 1e-6,
  detail: `${rounded(value)}, expected ${rounded(expected)}`,
});

const rounded = (value: number): string => Number(value.toFixed(2)).toLocaleString('en-US');

/** Prints checks. @returns whether all bounds are kept */
export function printChecks(checks: readonly Check[]): boolean {
  for (const { what, ok, detail } of checks) console.log(`  ${ok ? 'ok    ' : 'BROKEN'} ${what}: ${detail}`);
  return checks.every(({ ok }) => ok);
}
