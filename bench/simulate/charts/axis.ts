/** Scales and ticks of the axes. */

export interface Axis {
  readonly label: string;
  /** Smallest and largest value. */
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  /** Returns the share of the axis at which a value is, 0 to 1. */
  readonly at: (value: number) => number;
}

/** Returns a round step that divides `range` into at most `count` parts. */
function roundStep(range: number, count: number): number {
  const rough = range / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10;
  return step * power;
}

/** Returns an axis from 0 to a round number that is at least `max`. */
export function linearAxis(label: string, max: number, step = roundStep(Math.max(max, 1e-9), 6)): Axis {
  const to = Math.max(1, Math.ceil(max / step - 1e-9)) * step;
  const ticks = Array.from({ length: Math.round(to / step) + 1 }, (_, index) => index * step);
  return { label, from: 0, to, ticks, at: (value) => value / to };
}

/** Returns an axis over the powers of ten from 1 to at least `max`. Values below 1 are at its start. */
export function logAxis(label: string, max: number): Axis {
  const powers = Math.max(1, Math.ceil(Math.log10(Math.max(max, 1)) - 1e-9));
  const ticks = Array.from({ length: powers + 1 }, (_, power) => 10 ** power);
  return { label, from: 1, to: 10 ** powers, ticks, at: (value) => Math.log10(Math.max(value, 1)) / powers };
}

const UNITS: readonly (readonly [number, string])[] = [
  [1e9, ' billion'],
  [1e6, ' million'],
];

/** Formats a number for a tick: `10,000`, `2.5 million`. */
export function formatTick(value: number): string {
  const [size, unit] = UNITS.find(([least]) => value >= least) ?? [1, ''];
  return `${Number((value / size).toPrecision(3)).toLocaleString('en-US')}${unit}`;
}
