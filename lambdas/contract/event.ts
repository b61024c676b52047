/** `/v1/events`: what readers ask. */
import * as z from 'zod';
import { eventTypePattern, idText, queryList, wholeNumber } from './fields.ts';
import { V1_PAGE } from './lists.ts';

/** Types one query may name, as with Stripe. */
export const MAX_QUERIED_TYPES = 20;

export const queriedTypes = queryList(eventTypePattern, MAX_QUERIED_TYPES);

export const listEventsSchema = z
  .strictObject({
    limit: wholeNumber(1, V1_PAGE.max).optional(),
    starting_after: idText.optional(),
    ending_before: idText.optional(),
    /** Exact, or `invoice.*`. */
    type: eventTypePattern.optional(),
    types: queriedTypes.optional(),
  })
  .refine(({ starting_after, ending_before }) => starting_after === undefined || ending_before === undefined, {
    path: ['ending_before'],
    error: 'should not be given together with starting_after.',
  })
  .refine(({ type, types }) => type === undefined || types === undefined, {
    path: ['types'],
    error: 'should not be given together with type.',
  });
