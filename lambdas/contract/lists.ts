/** The two list shapes of the API. */
import * as z from 'zod';
import { idText, wholeNumber } from './fields.ts';

/** v2: the urls are relative, and null where there is no such page. */
export interface V2List<T> {
  readonly data: T[];
  readonly next_page_url: string | null;
  readonly previous_page_url: string | null;
}

export const V2_PAGE = { default: 20, max: 100 } as const;
export const V1_PAGE = { default: 10, max: 100 } as const;

/** How many entries a page is asked to have. */
export const pageLimit = (page: typeof V1_PAGE | typeof V2_PAGE) =>
  wholeNumber(1, page.max).optional().meta({ description: 'Most entries on a page.', default: page.default });

/** What every v1 list may be asked; to be refined by `oneCursor`. */
export const v1Page = {
  limit: pageLimit(V1_PAGE),
  starting_after: idText.optional().describe('The page after this id: what is older.'),
  ending_before: idText.optional().describe('The page before this id: what is newer, and next to it.'),
};

interface V1Cursors {
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
}

/** A page is next to one id: arguments of `refine`. */
export const oneCursor: [(query: V1Cursors) => boolean, { path: string[]; error: string }] = [
  ({ starting_after, ending_before }) => starting_after === undefined || ending_before === undefined,
  { path: ['ending_before'], error: 'should not be given together with starting_after.' },
];

export const v1ListOf = <T extends z.ZodType>(item: T) =>
  z.object({
    object: z.literal('list'),
    url: z.string().describe('Path of the list.'),
    has_more: z.boolean().describe('Whether there are more in the direction asked for.'),
    data: z.array(item),
  });

export const v2ListOf = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    next_page_url: z.string().nullable().describe('Relative; null on the last page.'),
    previous_page_url: z.string().nullable().describe('Relative; null on the first page.'),
  });

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
