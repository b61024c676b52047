/** The parts of a Query of rows that are sorted by event key: bounds of the key, filters. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CreatedRange } from '../../core/event/ports.ts';
import { eventKeyAt } from '../../core/ids.ts';
import type { Cursor } from '../../core/page.ts';
import type { Item } from './item.ts';

export interface RangeRead {
  readonly forward: boolean;
  /** Rows to read. */
  readonly limit: number;
  /** `LastEvaluatedKey` of the read before. */
  readonly from: Item | undefined;
}

/**
 * Returns the bounds of a BETWEEN on the event key, both inclusive; undefined when the range is empty.
 * @param published unix milliseconds
 */
export function keyBounds(
  { startingAfter, endingBefore }: Cursor,
  published: { readonly from?: number | undefined; readonly until?: number | undefined } = {},
): { readonly low: string; readonly high: string } | undefined {
  // The characters of keys sort after '!', so no key is between a key and that key followed by '!'.
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
