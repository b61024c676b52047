/** Reads pages of rows sorted by event key, before or after a cursor, with as many queries as a page needs. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidFieldsError } from '../../core/errors.ts';
import type { CreatedRange } from '../../core/event/ports.ts';
import { eventKeyAt } from '../../core/ids.ts';
import type { Cursor, Page } from '../../core/page.ts';
import type { Item } from './item.ts';

export interface RangeRead {
  readonly forward: boolean;
  /** Rows to read. */
  readonly limit: number;
  /** `LastEvaluatedKey` of the read before. */
  readonly from: Item | undefined;
}

interface Range<T> {
  readonly items: readonly T[];
  /** `LastEvaluatedKey`; undefined at the end. */
  readonly last: Item | undefined;
}

/** Reads after which an incomplete page is returned. Bounds the cost of a filter that matches few rows. */
const MAX_READS = 40;
/** Reads after which a page that must not be empty fails. */
const MAX_READS_FOR_ANY = 1000;
/** Rows of one read with a filter, which may drop most of them. */
const READ_AHEAD = 500;

export interface PageQuery extends Cursor {
  readonly limit: number;
  /** Whether a filter, of DynamoDB or of the reader, may drop rows. */
  readonly filtered: boolean;
  /** Whether a page may be empty although `hasMore` is true. */
  readonly mayBeEmpty?: boolean | undefined;
}

/**
 * Returns a page, newest first, also with `endingBefore`: then it is the page next to the cursor.
 * @throws InvalidFieldsError when the page must not be empty and very many rows contain no match
 */
export async function pageOf<T>(query: PageQuery, read: (range: RangeRead) => Promise<Range<T>>): Promise<Page<T>> {
  const { limit, filtered } = query;
  const forward = query.endingBefore !== undefined;
  const found: T[] = [];
  let from: Item | undefined;
  // Reads one item more than the limit, which shows whether there are more.
  for (let reads = 1; ; reads++) {
    const { items, last } = await read({
      forward,
      limit: filtered ? READ_AHEAD : limit + 1 - found.length,
      from,
    });
    found.push(...items);
    from = last;
    if (last === undefined || found.length > limit) break;
    if (reads >= MAX_READS && (query.mayBeEmpty || found.length > 0)) break;
    if (reads >= MAX_READS_FOR_ANY) throw tooMuchToSearch(reads * READ_AHEAD);
  }
  const items = found.slice(0, limit);
  const hasMore = found.length > limit || from !== undefined;
  const reached = found.length > limit ? undefined : from?.event_id?.S;
  return { items: forward ? items.reverse() : items, hasMore, ...(reached === undefined ? {} : { reached }) };
}

const tooMuchToSearch = (rows: number): InvalidFieldsError =>
  new InvalidFieldsError(
    `created: none of the ${rows} events that were read matches. Set created[gte] to limit the range.`,
    { param: 'created' },
  );

/**
 * Returns the bounds of a BETWEEN on the event key, both inclusive; undefined when the range is empty.
 * @param published unix milliseconds
 */
export function keyBounds(
  { startingAfter, endingBefore }: Cursor,
  published: { readonly from?: number | undefined; readonly until?: number | undefined } = {},
): { readonly low: string; readonly high: string } | undefined {
  // All keys have the same length, so no key is between a key and that key with one more character.
  const lows = [
    endingBefore === undefined ? 'e' : `${endingBefore}!`,
    published.from === undefined ? 'e' : eventKeyAt(published.from),
  ];
  const highs = [
    startingAfter === undefined ? 'f' : justBelow(startingAfter),
    published.until === undefined ? 'f' : justBelow(eventKeyAt(published.until)),
  ];
  const [low, high] = [lows.sort().at(-1) as string, highs.sort()[0] as string];
  return low > high ? undefined : { low, high };
}

/** Returns a bound just below a key: its last character is one less, followed by the highest digits. */
const justBelow = (key: string): string =>
  key.slice(0, -1) + String.fromCharCode(key.charCodeAt(key.length - 1) - 1) + 'Z'.repeat(26);

/** Returns the input of a Query over the event keys of one partition of a table or an index. @param name of its partition key */
export const keyQuery = (
  [name, value]: readonly [name: string, value: string],
  { low, high }: { readonly low: string; readonly high: string },
  filter: ReturnType<typeof filterOf>,
  { forward, limit, from }: RangeRead,
) => ({
  KeyConditionExpression: `${name} = :partition AND event_id BETWEEN :low AND :high`,
  ...filter.query,
  ExpressionAttributeValues: {
    ':partition': { S: value },
    ':low': { S: low },
    ':high': { S: high },
    ...filter.values,
  },
  ScanIndexForward: forward,
  Limit: limit,
  ...(from ? { ExclusiveStartKey: from } : {}),
});

/** Parts of the filter of a Query. All are empty without a filter. */
export interface Filter {
  readonly expressions: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** Returns a filter on the attribute `type` by exact types and `group.*` patterns; an empty one for all types. */
export function typeFilter(types: readonly string[] | undefined): Filter {
  if (!types || types.length === 0 || types.includes('*')) return { expressions: [], names: {}, values: {} };
  const values: Record<string, AttributeValue> = {};
  const terms = types.map((type, index) => {
    const name = `:type${index}`;
    const group = type.endsWith('.*');
    values[name] = { S: group ? type.slice(0, -1) : type };
    return group ? `begins_with(#type, ${name})` : `#type = ${name}`;
  });
  return { expressions: [`(${terms.join(' OR ')})`], names: { '#type': 'type' }, values };
}

/** Returns a filter on the attribute `created`, unix seconds. */
export function createdFilter({ from, until }: CreatedRange): Filter {
  const bounds: [string, string, number | undefined][] = [
    ['created >= :created_from', ':created_from', from],
    ['created <= :created_until', ':created_until', until],
  ];
  const given = bounds.filter(([, , bound]) => bound !== undefined);
  return {
    expressions: given.map(([expression]) => expression),
    names: {},
    values: Object.fromEntries(given.map(([, name, bound]) => [name, { N: String(bound) }])),
  };
}

/** Combines filters, all of which a row has to match. */
export function filterOf(...filters: readonly Filter[]) {
  const expressions = filters.flatMap((filter) => filter.expressions);
  const names = Object.assign({}, ...filters.map((filter) => filter.names)) as Record<string, string>;
  return {
    filtered: expressions.length > 0,
    values: Object.assign({}, ...filters.map((filter) => filter.values)) as Record<string, AttributeValue>,
    query: {
      ...(expressions.length > 0 ? { FilterExpression: expressions.join(' AND ') } : {}),
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    },
  };
}
