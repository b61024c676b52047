/**
 * Collects what messages of a batch write or send to the same service, so that items that come together share a request. An item
 * waits COLLECT_MS at most, and not for the messages of its batch that take longer.
 */
import type { StartTimer } from '../clock.ts';

/** Longest time that an item waits for others, milliseconds. */
export const COLLECT_MS = 100;

export interface Collector<T, R> {
  /** Adds an item. @returns its result */
  add(item: T): Promise<R>;
  /** Handles the collected items now: no other item can come soon. */
  flush(): void;
}

/**
 * @param handle returns a result for each item, in the same order. When it throws, each item gets the error
 * @param waitMs longest time that an item waits for others, milliseconds
 */
export function createCollector<T, R>(
  handle: (items: readonly T[]) => Promise<readonly R[]>,
  startTimer: StartTimer,
  waitMs = COLLECT_MS,
): Collector<T, R> {
  let items: T[] = [];
  let handled = Promise.withResolvers<readonly R[]>();
  let cancel = () => {};

  const flush = (): void => {
    cancel();
    if (items.length === 0) return;
    handled.resolve(handle(items));
    items = [];
    handled = Promise.withResolvers();
  };

  return {
    async add(item) {
      if (items.length === 0) cancel = startTimer(waitMs, flush);
      const index = items.push(item) - 1;
      const results = await handled.promise;
      return results[index] as R;
    },
    flush,
  };
}
