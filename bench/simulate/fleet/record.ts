/** What a simulated fleet does, by minute, and in total. */

import { FAILS_AT } from '../assumptions.ts';

/** How the values of a minute become one: their sum, or their largest. Units are in the names. */
const MEASURES = {
  attempts: 'sum',
  /** Attempts at the destinations that fail. */
  failingAttempts: 'sum',
  /** Attempts at the destinations with delivery limits. */
  limitedAttempts: 'sum',
  /** Writes of the deliveries table, write units. */
  tableWrites: 'sum',
  /** Writes of slots, positions and leases in the control table. */
  controlWrites: 'sum',
  /** Entries added to the due list and removed from it. */
  dueListWrites: 'sum',
  /** Invocation-seconds of the event sources. */
  invocationSeconds: 'sum',
  /** Messages of the queue that has the most in flight. */
  inFlight: 'max',
  /** Visible messages of both queues. */
  queued: 'max',
  dueList: 'max',
  waiting: 'max',
  openCircuits: 'max',
  /** Seconds by which healthy first attempts started late. */
  healthyWait: 'max',
  /** Seconds by which other attempts started late, while the circuit was closed. */
  lateness: 'max',
  /** Seconds by which the sweep of the due list was late. */
  sweepLag: 'max',
  /** Seconds for which a drained delivery, or one of a slow destination that responds, waited in the slow lane. */
  drainLag: 'max',
  /** Seconds of the longest run of the sweep over a shard of the watch list. */
  watchSeconds: 'max',
  /** Destinations that a run had no time for. */
  skippedVisits: 'max',
  /** Seconds by which the oldest delivery that has waited too long is late to fail. */
  expiryLag: 'max',
} as const;

export type Measure = keyof typeof MEASURES;

type Series = Readonly<Record<Measure, Float64Array>>;

/** Seconds of the close-up around the start of the failures. */
export const CLOSE_UP = { from: FAILS_AT, to: FAILS_AT + 600 };

const emptySeries = (length: number): Series =>
  Object.fromEntries(Object.keys(MEASURES).map((name) => [name, new Float64Array(length)])) as unknown as Series;

export class Recording {
  readonly #minutes: Series;
  readonly #closeUp = emptySeries(CLOSE_UP.to - CLOSE_UP.from);

  constructor(seconds: number) {
    this.#minutes = emptySeries(Math.ceil(seconds / 60));
  }

  add(measure: Measure, second: number, value: number): void {
    addTo(this.#minutes[measure], Math.floor(second / 60), value, MEASURES[measure]);
    if (second < CLOSE_UP.from || second >= CLOSE_UP.to) return;
    addTo(this.#closeUp[measure], second - CLOSE_UP.from, value, MEASURES[measure]);
  }

  /** Returns the values by minute. */
  minutes(measure: Measure): Float64Array {
    return this.#minutes[measure];
  }

  /** Returns the values by second, from `CLOSE_UP.from` to `CLOSE_UP.to`. */
  closeUp(measure: Measure): Float64Array {
    return this.#closeUp[measure];
  }

  sum(measure: Measure): number {
    return this.#minutes[measure].reduce((sum, value) => sum + value, 0);
  }

  max(measure: Measure): number {
    return this.#minutes[measure].reduce((max, value) => Math.max(max, value), 0);
  }

  last(measure: Measure): number {
    return this.#minutes[measure].at(-1) ?? 0;
  }
}

function addTo(series: Float64Array, index: number, value: number, kind: 'sum' | 'max'): void {
  const before = series[index];
  if (before === undefined) return;
  series[index] = kind === 'sum' ? before + value : Math.max(before, value);
}
