/** What a destination's metrics say, as numbers to show: bars, and a rate of errors. */
import type { Metrics } from '../api/types.ts';

type Counts = Pick<Metrics['totals'], 'attempts' | 'delivered' | 'errors'>;

/** How many tries there were, and how many of them went wrong. */
export interface Tries {
  readonly total: number;
  readonly failed: number;
}

/** Attempts, and what ended without one because its event could not be rendered: that went wrong as well. */
export function triesOf({ attempts, delivered, errors }: Counts): Tries {
  const unrendered = errors.render_failed ?? 0;
  return { total: attempts + unrendered, failed: attempts - delivered + unrendered };
}

/** 0 to 1; undefined where nothing was tried. */
export const errorRate = ({ total, failed }: Tries): number | undefined => (total === 0 ? undefined : failed / total);

/** One hour, or one day. */
export interface Bar extends Tries {
  /** RFC 3339. */
  readonly start: string;
}

export interface Series extends Tries {
  readonly bars: readonly Bar[];
  /** The bar with the most failures, the newest of several; undefined where nothing failed. */
  readonly worst: Bar | undefined;
}

export function seriesOf({ totals, data }: Pick<Metrics, 'totals' | 'data'>): Series {
  const bars = data.map((one) => ({ start: one.start, ...triesOf(one) }));
  const worst = bars.reduce<Bar | undefined>(
    (most, bar) => (bar.failed > 0 && bar.failed >= (most?.failed ?? 0) ? bar : most),
    undefined,
  );
  return { ...triesOf(totals), bars, worst };
}

/** Heights of a bar's two parts. */
export interface Heights {
  readonly succeeded: number;
  readonly failed: number;
}

/** What there is one of among thousands is still seen. */
const LEAST = 2;

/** @param height of the highest bar */
export function heightsOf({ bars }: Pick<Series, 'bars'>, height: number): Heights[] {
  const peak = Math.max(0, ...bars.map(({ total }) => total));
  const scaled = (count: number) => (count === 0 ? 0 : Math.max(LEAST, (count / peak) * height));
  return bars.map(({ total, failed }) => {
    const red = scaled(failed);
    return { failed: red, succeeded: Math.min(scaled(total - failed), height - red) };
  });
}
