/** Pages of v1 lists that are short enough to be read at once. */
import { V1_PAGE } from '../contract/lists.ts';
import { InvalidFieldsError } from '../core/errors.ts';
import type { Page } from '../core/page.ts';

interface V1Query {
  readonly limit?: number | undefined;
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
}

/**
 * Cuts a page out of a list.
 * @param all in the order of the list
 * @param fits selects the items of the page. A cursor can be any item of the list
 * @throws InvalidFieldsError when the list has no item with the id of a cursor
 */
export function pageOfAll<T>(
  all: readonly T[],
  { limit = V1_PAGE.default, starting_after, ending_before }: V1Query,
  { idOf, noun, fits = () => true }: { idOf: (item: T) => string; noun: string; fits?: (item: T) => boolean },
): Page<T> {
  const indexOf = (param: 'starting_after' | 'ending_before', id: string): number => {
    const index = all.findIndex((item) => idOf(item) === id);
    if (index < 0) throw new InvalidFieldsError(`${param}: No such ${noun}: '${id}'.`, { param });
    return index;
  };
  if (ending_before !== undefined) {
    const before = all.slice(0, indexOf('ending_before', ending_before)).filter(fits);
    return { items: before.slice(-limit), hasMore: before.length > limit };
  }
  const from = starting_after === undefined ? 0 : indexOf('starting_after', starting_after) + 1;
  const after = all.slice(from).filter(fits);
  return { items: after.slice(0, limit), hasMore: after.length > limit };
}
