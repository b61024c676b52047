/** The two list shapes of the API. */
import * as z from 'zod';
import { idText, wholeNumber } from './fields.ts';

/** A v2 list. The URLs are relative, and null when there is no such page. */
export interface V2List<T> {
  readonly data: T[];
  readonly next_page_url: string | null;
  readonly previous_page_url: string | null;
}

export const V2_PAGE = { default: 20, max: 100 } as const;
export const V1_PAGE = { default: 10, max: 100 } as const;

/** The `limit` parameter of a list. */
export const pageLimit = (page: typeof V1_PAGE | typeof V2_PAGE) =>
  wholeNumber(1, page.max)
    .optional()
    .meta({ description: 'Maximum number of entries on a page.', default: page.default });

/** The parameters of every v1 list. Refine the schema with {@link oneCursor}. */
export const v1Page = {
  limit: pageLimit(V1_PAGE),
  starting_after: idText.optional().describe('Return the entries after this id, which are older.'),
  ending_before: idText.optional().describe('Return the entries directly before this id, which are newer.'),
};

interface V1Cursors {
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
}

/** Arguments of `refine`: a request names at most one cursor. */
export const oneCursor: [(query: V1Cursors) => boolean, { path: string[]; error: string }] = [
  ({ starting_after, ending_before }) => starting_after === undefined || ending_before === undefined,
  { path: ['ending_before'], error: 'should not be given together with starting_after.' },
];

export const v1ListOf = <T extends z.ZodType>(item: T) =>
  z.object({
    object: z.literal('list'),
    url: z.string().describe('Path of the list.'),
    has_more: z.boolean().describe('Whether there are more entries in the requested direction.'),
    data: z.array(item),
  });

export const v2ListOf = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    next_page_url: z.string().nullable().describe('Relative; null on the last page.'),
    previous_page_url: z.string().nullable().describe('Relative; null on the first page.'),
  });

/**
 * Builds a v1 list. Lists are newest first; the last id is the `starting_after` of the next page.
 * @param url path of the list
 */
export const v1List = <T>(url: string, data: T[], has_more: boolean) => ({
  object: 'list' as const,
  url,
  has_more,
  data,
});
