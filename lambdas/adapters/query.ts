/** Walking a sort key newest first, from either side of a cursor, until a page is full. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Page } from '../core/ports.ts';

export interface Cursor {
  /** Keys greater than this, exclusive. */
  readonly after?: string;
  /** Keys less than this, exclusive. */
  readonly before?: string;
}

export interface RangeRead {
  readonly forward: boolean;
  readonly cursor: Cursor;
  readonly limit: number;
}

interface Range<T> {
  readonly items: readonly T[];
  /** Sort key at which DynamoDB stopped; undefined at the end of the partition. */
  readonly last: string | undefined;
}

/** Reads a filtered page may take before it answers short of its limit: bounds the cost of a filter that fits little. */
const MAX_READS = 40;
/** Rows a read looks at when a filter may throw most of them away. */
const READ_AHEAD = 500;

/**
 * A page, newest first. With `endingBefore` it is the page next to the cursor, still newest first.
 * One more item than the limit is sought, which tells whether there is more.
 */
export async function pageOf<T>(
  query: {
    readonly limit: number;
    readonly startingAfter?: string;
    readonly endingBefore?: string;
    readonly types?: readonly string[] | undefined;
  },
  read: (range: RangeRead) => Promise<Range<T>>,
): Promise<Page<T>> {
  const forward = query.endingBefore !== undefined;
  let at = forward ? query.endingBefore : query.startingAfter;
  const found: T[] = [];
  let ended = false;
  for (let reads = 0; reads < MAX_READS && found.length <= query.limit; reads++) {
    const cursor: Cursor = at === undefined ? {} : forward ? { after: at } : { before: at };
    const limit = query.types ? READ_AHEAD : query.limit + 1 - found.length;
    const { items, last } = await read({ forward, cursor, limit });
    found.push(...items);
    ended = last === undefined;
    if (last === undefined) break;
    at = last;
  }
  const items = found.slice(0, query.limit);
  return { items: forward ? items.reverse() : items, hasMore: found.length > query.limit || !ended };
}

/** Filter on the attribute `#type`: exact types and `group.*` patterns; undefined when all are wanted. */
export function typeFilter(
  types: readonly string[] | undefined,
): { readonly expression: string; readonly values: Record<string, AttributeValue> } | undefined {
  if (!types || types.length === 0 || types.includes('*')) return undefined;
  const values: Record<string, AttributeValue> = {};
  const terms = types.map((type, index) => {
    const name = `:type${index}`;
    const group = type.endsWith('.*');
    values[name] = { S: group ? type.slice(0, -1) : type };
    return group ? `begins_with(#type, ${name})` : `#type = ${name}`;
  });
  return { expression: `(${terms.join(' OR ')})`, values };
}
