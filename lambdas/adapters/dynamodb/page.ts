/** Reads pages of rows sorted by event key, before or after a cursor, with as many reads as a page needs. */
import { InvalidFieldsError } from '../../core/errors.ts';
import type { Cursor, Page } from '../../core/page.ts';

/** Reads after which an incomplete page is returned. Bounds the cost of a filter that matches few rows. */
const MAX_READS = 40;
/** Reads after which a page that must not be empty fails. */
const MAX_READS_FOR_ANY = 1000;
/** Rows of one read of all shards with a filter, which may drop most of them. */
const READ_AHEAD = 500;

export interface PageQuery extends Cursor {
  readonly limit: number;
  /** Whether a filter, of DynamoDB or of the reader, may drop rows. */
  readonly filtered: boolean;
  /** Smallest number of rows of one read. */
  readonly readAtLeast?: number;
  /** Whether a page may be empty although `hasMore` is true. */
  readonly mayBeEmpty?: boolean | undefined;
}

export interface Batch<T> {
  readonly items: readonly T[];
  readonly isAtEnd: boolean;
  /** Event key up to which the list was read. */
  readonly reached?: string | undefined;
}

/** Reads the next part of a list, about as many rows as it is asked for. */
export type ReadNext<T> = (rows: number) => Promise<Batch<T>>;

/**
 * Returns a page, newest first, also with `endingBefore`: then it is the page next to the cursor.
 * @param start starts to read, oldest first when `forward` is true
 * @throws InvalidFieldsError when the page must not be empty and very many rows contain no match
 */
export async function pageOf<T>(query: PageQuery, start: (forward: boolean) => ReadNext<T>): Promise<Page<T>> {
  const { limit, filtered, readAtLeast = 1 } = query;
  const forward = query.endingBefore !== undefined;
  const next = start(forward);
  const found: T[] = [];
  let batch: Batch<T>;
  // Reads one item more than the limit, which shows whether there are more.
  for (let reads = 1; ; reads++) {
    batch = await next(filtered ? READ_AHEAD : Math.max(readAtLeast, limit + 1 - found.length));
    found.push(...batch.items);
    if (batch.isAtEnd || found.length > limit) break;
    if (reads >= MAX_READS && (query.mayBeEmpty || found.length > 0)) break;
    if (reads >= MAX_READS_FOR_ANY) throw tooMuchToSearch(reads * READ_AHEAD);
  }
  const items = found.slice(0, limit);
  const hasMore = found.length > limit || !batch.isAtEnd;
  const reached = found.length > limit || batch.isAtEnd ? undefined : batch.reached;
  return { items: forward ? items.reverse() : items, hasMore, ...(reached === undefined ? {} : { reached }) };
}

const tooMuchToSearch = (rows: number): InvalidFieldsError =>
  new InvalidFieldsError(
    `created: none of the ${rows} events that were read matches. Set created[gte] to limit the range.`,
    { param: 'created' },
  );
