import { bytesAsString } from '../contract/publish/payload-limits.ts';
import type { Page } from '../core/page.ts';

/** Bytes of data in one response, as a JSON string: 1 MB below what a function can return is left for everything else. */
const MAX_PAGE_BYTES = 5 * 1024 * 1024;

const bytesOf = (value: unknown): number => bytesAsString(JSON.stringify(value));

/** Whether it can be the large part of an answer. */
export const fitsAnswer = (value: unknown): boolean => bytesOf(value) <= MAX_PAGE_BYTES;

/**
 * The part of a page next to its cursor that fits an answer; at least one item, which always does.
 * @param largeOf the part of an item that can be large
 * @param fromEnd whether the cursor is at the page's end
 */
export function withinAnswer<T>(page: Page<T>, largeOf: (item: T) => unknown, fromEnd: boolean): Page<T> {
  const nearestFirst = fromEnd ? page.items.toReversed() : page.items;
  let bytes = 0;
  const tooMany = nearestFirst.findIndex((item) => {
    bytes += bytesOf(largeOf(item));
    return bytes > MAX_PAGE_BYTES;
  });
  if (tooMany < 0) return page;
  const kept = nearestFirst.slice(0, Math.max(1, tooMany));
  return { items: fromEnd ? kept.reverse() : kept, hasMore: true };
}
