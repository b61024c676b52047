/** Walking a sort key newest first, from either side of a cursor, until a page is full. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidFieldsError } from '../../core/errors.ts';
import type { CreatedRange } from '../../core/event/ports.ts';
import { eventKeyAt } from '../../core/ids.ts';
import type { Cursor, Page } from '../../core/page.ts';
import type { Item } from './item.ts';

export interface RangeRead {
  readonly forward: boolean;
  /** Rows to look at. */
  readonly limit: number;
  /** Where the read before stopped. */
  readonly from: Item | undefined;
}

interface Range<T> {
  readonly items: readonly T[];
  /** `LastEvaluatedKey`: where DynamoDB stopped; undefined at the end. */
  readonly last: Item | undefined;
}

/** Reads a page may take before it answers short of its limit: bounds the cost of a filter that fits little. */
const MAX_READS = 40;
/** Reads after which a page that may not be empty gives up. */
const MAX_READS_FOR_ANY = 1000;
/** Rows a read looks at when a filter may throw most of them away. */
const READ_AHEAD = 500;

export interface PageQuery extends Cursor {
  readonly limit: number;
  /** Whether rows may be thrown away, by DynamoDB or after it. */
  readonly filtered: boolean;
  /** For lists whose clients take an empty page with more behind it. */
  readonly mayBeEmpty?: boolean | undefined;
}

/**
 * A page, newest first. With `endingBefore` it is the page next to the cursor, still newest first.
 * One more item than the limit is sought, which tells whether there is more.
 * @throws InvalidFieldsError when nothing fits among very many rows and the page may not be empty
 */
export async function pageOf<T>(query: PageQuery, read: (range: RangeRead) => Promise<Range<T>>): Promise<Page<T>> {
  const { limit, filtered } = query;
  const forward = query.endingBefore !== undefined;
  const found: T[] = [];
  let from: Item | undefined;
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
    `created: nothing that fits is among the ${rows} looked at. Give a time from which on to look, created[gte].`,
    { param: 'created' },
  );

/**
 * Bounds of a BETWEEN on the event's key, both inclusive; undefined when nothing can lie between.
 * @param published unix milliseconds
 */
export function keyBounds(
  { startingAfter, endingBefore }: Cursor,
  published: { readonly from?: number | undefined; readonly until?: number | undefined } = {},
): { readonly low: string; readonly high: string } | undefined {
  // Keys are of one length: the smallest that follows one is itself and a character.
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

/** The greatest event key below a bound: one character less, and the highest digits after. */
const justBelow = (key: string): string =>
  key.slice(0, -1) + String.fromCharCode(key.charCodeAt(key.length - 1) - 1) + 'Z'.repeat(26);

/** A Query over the event keys of one partition: of a table by the name of its partition key, or of an index. */
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

/** What a Query adds for its filters; each part is empty when nothing is filtered. */
export interface Filter {
  readonly expressions: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** Filter on the attribute `type`: exact types and `group.*` patterns; nothing when all are wanted. */
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

/** Filter on the attribute `created`, unix seconds. */
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

/** The filters of one Query, all of which a row has to pass. */
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
