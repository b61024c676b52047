/** The two list shapes of the API. */
import * as z from 'zod';

/** v2: the urls are relative, and null where there is no such page. */
export interface V2List<T> {
  readonly data: T[];
  readonly next_page_url: string | null;
  readonly previous_page_url: string | null;
}

export const V2_PAGE = { default: 20, max: 100 } as const;
export const V1_PAGE = { default: 10, max: 100 } as const;

export const v1ListOf = <T extends z.ZodType>(item: T) =>
  z.object({ object: z.literal('list'), url: z.string(), has_more: z.boolean(), data: z.array(item) });

export const v2ListOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next_page_url: z.string().nullable(), previous_page_url: z.string().nullable() });

/**
 * v1: newest first; the next page is asked for with the last id as `starting_after`.
 * @param url path of the list
 */
export const v1List = <T>(url: string, data: T[], has_more: boolean) => ({
  object: 'list' as const,
  url,
  has_more,
  data,
});
