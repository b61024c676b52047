/** Lists, page by page, as one sequence. */
import type { Query } from '../../lambdas/contract/query-text.ts';
import { UsageError } from '../errors.ts';
import type { Api } from './client.ts';

/** Most entries on a page of the API. */
const PAGE = 100;

interface V1Page<T> {
  readonly data: readonly T[];
  readonly has_more: boolean;
}

interface V2Page<T> {
  readonly data: readonly T[];
  readonly next_page_url: string | null;
}

/** @param max entries at most, `Infinity` for all */
export async function* v1Items<T extends { readonly id: string }>(
  api: Api,
  path: string,
  query: Query,
  max: number,
): AsyncGenerator<T> {
  let after: string | undefined;
  for (let left = max; left > 0; ) {
    const page = await api.get<V1Page<T>>(path, { ...query, limit: Math.min(left, PAGE), starting_after: after });
    yield* page.data;
    left -= page.data.length;
    after = page.data.at(-1)?.id;
    if (!page.has_more || after === undefined) return;
  }
}

/** @param max entries at most, `Infinity` for all */
export async function* v2Items<T>(api: Api, path: string, query: Query, max: number): AsyncGenerator<T> {
  let left = max;
  let page = await api.get<V2Page<T>>(path, { ...query, limit: Math.min(left, PAGE) });
  for (;;) {
    yield* page.data.slice(0, left);
    left -= page.data.length;
    // A page may be empty although there is a next one.
    if (left <= 0 || page.next_page_url === null) return;
    page = await api.get<V2Page<T>>(page.next_page_url);
  }
}

/** How many entries `--limit` and `--all` ask for. @throws UsageError */
export function entriesAsked({ limit, all }: { limit?: string; all?: boolean }): number {
  if (all) {
    if (limit !== undefined)
      throw new UsageError('--limit and --all say different things.', { next: 'Give one of them.' });
    return Number.POSITIVE_INFINITY;
  }
  const count = Number(limit ?? 20);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--limit should be a whole number from 1 on, got "${limit}".`);
}
