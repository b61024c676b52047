/** Converts metrics to bars and an error rate. */
import type { Metrics } from '../api/types.ts';

type Counts = Pick<Metrics['totals'], 'attempts' | 'delivered' | 'errors'>;

/** Attempts and failures, events that could not be rendered included. */
export interface Tries {
  readonly total: number;
  readonly failed: number;
}

/** Counts attempts, plus events that could not be rendered as failures. */
export function triesOf({ attempts, delivered, errors }: Counts): Tries {
  const unrendered = errors.render_failed ?? 0;
  return { total: attempts + unrendered, failed: attempts - delivered + unrendered };
}

/** Returns 0 to 1; undefined without attempts. */
export const errorRate = ({ total, failed }: Tries): number | undefined => (total === 0 ? undefined : failed / total);

/** One hour or one day. */
export interface Bar extends Tries {
  /** RFC 3339. */
  readonly start: string;
}

export interface Series extends Tries {
  readonly bars: readonly Bar[];
  /** The newest bar with the most failures; undefined without failures. */
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

/** Heights of the two parts of a bar. */
export interface Heights {
  readonly succeeded: number;
  readonly failed: number;
}

/** Minimum height of a part, so that one failure among thousands is visible. */
const MIN_HEIGHT = 2;

/** @param height of the highest bar */
export function heightsOf({ bars }: Pick<Series, 'bars'>, height: number): Heights[] {
  const peak = Math.max(0, ...bars.map(({ total }) => total));
  const scaled = (count: number) => (count === 0 ? 0 : Math.max(MIN_HEIGHT, (count / peak) * height));
  return bars.map(({ total, failed }) => {
    const failedHeight = scaled(failed);
    return { failed: failedHeight, succeeded: Math.min(scaled(total - failed), height - failedHeight) };
  });
}
