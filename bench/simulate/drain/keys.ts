/** Event keys of a backlog: the n-th delivery has a key that contains n, so that keys need no memory. */
import { eventKeyAt } from '../../../lambdas/core/ids.ts';

/** Letters of a ULID after its time. */
const RANDOM_LENGTH = 16;

export interface KeyRange {
  readonly count: number;
  /** When the first event was published, unix milliseconds. */
  readonly from: number;
  /** Events that were published in a millisecond. */
  readonly perMillisecond: number;
}

/** Returns the key of the n-th delivery, 0 for the oldest. Keys are in the order of their numbers. */
export function keyOf(n: number, { from, perMillisecond }: KeyRange): string {
  return eventKeyAt(from + Math.floor(n / perMillisecond)) + String(n).padStart(RANDOM_LENGTH, '0');
}

/** Returns the number in a key. */
export const numberOf = (key: string): number => Number(key.slice(-RANDOM_LENGTH));

/** Returns the number of the first delivery whose key is greater than a key or a bound of keys. */
export function firstAfter(bound: string, range: KeyRange): number {
  let [low, high] = [0, range.count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyOf(middle, range) > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}
