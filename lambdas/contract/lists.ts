/** The two list shapes of the API. */

/** v1: newest first; the next page is asked for with the last id as `starting_after`. */
export interface V1List<T> {
  readonly object: 'list';
  /** Path of the list. */
  readonly url: string;
  readonly has_more: boolean;
  readonly data: readonly T[];
}

/** v2: the urls are relative, and null where there is no such page. */
export interface V2List<T> {
  readonly data: readonly T[];
  readonly next_page_url: string | null;
  readonly previous_page_url: string | null;
}

export const V2_PAGE = { default: 20, max: 100 } as const;
export const V1_PAGE = { default: 10, max: 100 } as const;
