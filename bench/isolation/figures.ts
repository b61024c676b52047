/** What the runs of the isolation bench show, and whether it meets the targets. */
import { median } from '../processor-time.ts';
import { DETECTION_SECONDS, type Measured } from './run.ts';

/** p99 after the first seconds, in relation to that of the run without. */
export const MAX_RATIO = 1.3;
/** Latest arrival of an event of the first seconds, milliseconds. */
export const MAX_FIRST_MS = 5_000;

/** Figures of a run, milliseconds. Infinity: the event has not arrived. */
export interface Figures {
  readonly arrived: { readonly p50: number; readonly p99: number };
  readonly accepted: { readonly p50: number; readonly p99: number };
  /** Latest arrival of an event that was published in the first seconds. */
  readonly latestOfFirst: number;
  /** Events that were accepted and have not arrived. */
  readonly lost: number;
}

export const percentiles = (all: readonly number[]) => {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
};

export function figuresOf(run: readonly Measured[]): Figures {
  const arrivals = ({ arrived = Number.POSITIVE_INFINITY }: Measured) => arrived;
  const { true: first = [], false: rest = [] } = Object.groupBy(run, ({ at }) => String(at < DETECTION_SECONDS * 1000));
  return {
    arrived: percentiles(rest.map(arrivals)),
    accepted: percentiles(rest.map(({ accepted }) => accepted)),
    latestOfFirst: Math.max(...first.map(arrivals)),
    lost: run.filter(({ arrived }) => arrived === undefined).length,
  };
}

/** A row of the table. */
export interface Compared {
  readonly row: Readonly<Record<string, number>>;
  /** The targets that are missed. */
  readonly misses: readonly string[];
}

/** Compares the medians of the rounds of a bad endpoint with those of the rounds without it. */
export function compare(without: readonly Figures[], beside: readonly Figures[]): Compared {
  const pair = (figure: (of: Figures) => number) => {
    const [before = 0, after = 0] = [without, beside].map((rounds) => median(rounds.map(figure)));
    return { before: rounded(before), after: rounded(after), ratio: Number((after / before).toFixed(2)) };
  };
  const p50 = pair((of) => of.arrived.p50);
  const p99 = pair((of) => of.arrived.p99);
  const accepted = pair((of) => of.accepted.p99);
  const latest = rounded(Math.max(...beside.map(({ latestOfFirst }) => latestOfFirst)));
  const lost = beside.reduce((sum, of) => sum + of.lost, 0);
  const above = (what: string, ratio: number) =>
    ratio <= MAX_RATIO ? [] : [`p99 ${what} is ${ratio} of that without; target ${MAX_RATIO}`];
  return {
    row: {
      'p50 without': p50.before,
      p50: p50.after,
      'p99 without': p99.before,
      p99: p99.after,
      ratio: p99.ratio,
      '2xx p99 without': accepted.before,
      '2xx p99': accepted.after,
      '2xx ratio': accepted.ratio,
      'latest of first': latest,
      lost,
    },
    misses: [
      ...above('until the arrival', p99.ratio),
      ...above('until the response to the publisher', accepted.ratio),
      ...(latest <= MAX_FIRST_MS
        ? []
        : [
            `the latest of the first ${DETECTION_SECONDS} s arrived after ${latest} ms (Infinity: not at all); target ${MAX_FIRST_MS}`,
          ]),
      ...(lost === 0 ? [] : [`${lost} events had not arrived a minute after the last one was published`]),
    ],
  };
}

const rounded = (ms: number): number => Number(ms.toFixed(1));
