import { bytesAsString } from '../contract/publish/payload-limits.ts';
import type { Page } from '../core/page.ts';

/** Maximum size of the data in one response, bytes as a JSON string: 1 MB less than a function can return. */
const MAX_PAGE_BYTES = 5 * 1024 * 1024;

const bytesOf = (value: unknown): number => bytesAsString(JSON.stringify(value));

/** Returns whether a value fits a response. */
export const fitsResponse = (value: unknown): boolean => bytesOf(value) <= MAX_PAGE_BYTES;

/**
 * Returns the items of a page next to its cursor that fit a response, at least one. One item always fits.
 * @param largeOf returns the part of an item that can be large
 * @param fromEnd whether the cursor is at the end of the page
 */
export function withinResponse<T>(page: Page<T>, largeOf: (item: T) => unknown, fromEnd: boolean): Page<T> {
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
