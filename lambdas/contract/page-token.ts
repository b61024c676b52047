/**
 * Page tokens of v2 lists. A token is opaque to the caller. It contains a cursor and the filters of the first request, so that
 * all pages have the same filters. It grants nothing: every read is limited to the tenant of the caller.
 */
import * as z from 'zod';
import { InvalidFieldsError } from '../core/errors.ts';
import type { Page } from '../core/page.ts';
import type { V2List } from './lists.ts';

const PREFIX = 'page_';

/** Limits a page to the entries after an id, or to those directly before an id. */
export interface PageCursor {
  readonly after?: string | undefined;
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
 * Reads a page token.
 * @param list path of the list that the token must belong to
 * @throws InvalidFieldsError when it is not a token of that list
 */
export function readPageToken<S extends z.ZodType>(
  list: string,
  text: string,
  filters: S,
): PageCursor & { filters: z.output<S> } {
  const read = token.safeParse(decode(text));
  const known = read.success && read.data.list === list ? filters.safeParse(read.data.filters) : undefined;
  if (!read.success || !known?.success) {
    throw new InvalidFieldsError(
      'page: should be the page parameter of a next_page_url or previous_page_url of this list.',
      {
        param: 'page',
      },
    );
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

/** Builds a v2 list with the URLs of the neighbouring pages. `filters` must fit the schema passed to `readPageToken`. */
export function v2List<T>(
  list: string,
  page: {
    items: readonly T[];
    idOf: (item: T) => string;
    limit: number;
    filters: unknown;
    hasNext: boolean;
    hasPrevious: boolean;
    /** Cursor of the next page when it is not the last item. */
    next?: string | undefined;
    /** Cursor of the previous page when it is not the first item. */
    previous?: string | undefined;
  },
): V2List<T> {
  const url = (cursor: PageCursor): string => {
    const text = JSON.stringify({ list, ...cursor, filters: page.filters });
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

/** Returns the neighbours of a page for {@link v2List}. A request with a cursor came from a neighbour, so that one exists. */
export const neighbours = ({ hasMore, reached }: Page<unknown>, { after, before }: PageCursor) =>
  before === undefined
    ? { hasNext: hasMore, hasPrevious: after !== undefined, next: reached }
    : { hasNext: true, hasPrevious: hasMore, previous: reached };
