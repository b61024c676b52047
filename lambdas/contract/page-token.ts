/**
 * Page tokens of v2 lists: opaque to the caller, they carry the place in the list and the filters of the first request,
 * so that later pages cannot be asked with others. They grant nothing: every read is made for the caller's own tenant.
 */
import * as z from 'zod';
import { InvalidFieldsError } from '../core/errors.ts';
import type { Page } from '../core/page.ts';
import type { V2List } from './lists.ts';

const PREFIX = 'page_';

export interface Place {
  /** Only what comes after this id in the list. */
  readonly after?: string | undefined;
  /** Only what comes before this id in the list, next to it. */
  readonly before?: string | undefined;
}

const id = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/);
const token = z.strictObject({
  list: z.string(),
  after: id.optional(),
  before: id.optional(),
  filters: z.unknown(),
});

/**
 * @param list path of the list the token must belong to
 * @throws InvalidFieldsError when it is not a token of that list
 */
export function readPageToken<S extends z.ZodType>(
  list: string,
  text: string,
  filters: S,
): Place & { filters: z.output<S> } {
  const read = token.safeParse(decode(text));
  const known = read.success && read.data.list === list ? filters.safeParse(read.data.filters) : undefined;
  if (!read.success || !known?.success) {
    throw new InvalidFieldsError('page: should be the page of a next_page_url or previous_page_url of this list.', {
      param: 'page',
    });
  }
  const { after, before } = read.data;
  return {
    filters: known.data,
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
  };
}

function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text.slice(PREFIX.length), 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** A page and the way to its neighbours. `filters` must read back through the schema of `readPageToken`. */
export function v2List<T>(
  list: string,
  page: {
    items: readonly T[];
    idOf: (item: T) => string;
    limit: number;
    filters: unknown;
    hasNext: boolean;
    hasPrevious: boolean;
    /** Where the next page begins when that is not behind the last item. */
    next?: string | undefined;
    /** Where the previous page ends when that is not before the first item. */
    previous?: string | undefined;
  },
): V2List<T> {
  const url = (place: Place): string => {
    const text = JSON.stringify({ list, ...place, filters: page.filters });
    return `${list}?limit=${page.limit}&page=${PREFIX}${Buffer.from(text).toString('base64url')}`;
  };
  const [first, last] = [page.items[0], page.items.at(-1)];
  const after = page.next ?? (last && page.idOf(last));
  const before = page.previous ?? (first && page.idOf(first));
  return {
    data: [...page.items],
    next_page_url: page.hasNext && after !== undefined ? url({ after }) : null,
    previous_page_url: page.hasPrevious && before !== undefined ? url({ before }) : null,
  };
}

/** What v2List is told of a page's neighbours. Who comes from one knows that there is one in its direction. */
export const neighbours = ({ hasMore, reached }: Page<unknown>, { after, before }: Place) =>
  before === undefined
    ? { hasNext: hasMore, hasPrevious: after !== undefined, next: reached }
    : { hasNext: true, hasPrevious: hasMore, previous: reached };
