import type { Page } from '../core/ports.ts';

/**
 * Bytes of data in one answer. A function's answer may have 6 MB, and the body is a string in it: every quote counts twice.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_PAGE_BYTES = 5 * 1024 * 1024;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(JSON.stringify(value)));

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
