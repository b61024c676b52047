/** Lists of the API, read page by page. */
import type { Query } from '../lambdas/contract/query-text.ts';
import type { Client } from './client.ts';

/** Maximum of the API. */
const PAGE_SIZE = 100;

/** The next page starts after the last id. */
export interface V1Page<T> {
  readonly data: T[];
  readonly has_more: boolean;
}

export interface V2Page<T> {
  readonly data: T[];
  readonly next_page_url: string | null;
  readonly previous_page_url: string | null;
}

/** @param max most entries, `Infinity` for all */
export async function* v1Items<T extends { readonly id: string }>(
  client: Pick<Client, 'get'>,
  path: string,
  query: Query,
  max: number,
): AsyncGenerator<T> {
  let after: string | undefined;
  for (let left = max; left > 0; ) {
    const page = await client.get<V1Page<T>>(path, {
      ...query,
      limit: Math.min(left, PAGE_SIZE),
      starting_after: after,
    });
    yield* page.data;
    left -= page.data.length;
    after = page.data.at(-1)?.id;
    if (!page.has_more || after === undefined) return;
  }
}

/** @param max most entries, `Infinity` for all */
export async function* v2Items<T>(
  client: Pick<Client, 'get'>,
  path: string,
  query: Query,
  max: number,
): AsyncGenerator<T> {
  let left = max;
  let page = await client.get<V2Page<T>>(path, { ...query, limit: Math.min(left, PAGE_SIZE) });
  for (;;) {
    yield* page.data.slice(0, left);
    left -= page.data.length;
    // A page may be empty although there is a next one.
    if (left <= 0 || page.next_page_url === null) return;
    page = await client.get<V2Page<T>>(page.next_page_url);
  }
}

/** Returns the page token of a `next_page_url` or `previous_page_url`; undefined when there is no such page. */
export const pageToken = (url: string | null): string | undefined =>
  url === null ? undefined : (new URL(url, 'http://page').searchParams.get('page') ?? undefined);
