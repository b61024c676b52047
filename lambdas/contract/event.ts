/** Events: what readers ask, and when they ask for one to be sent again. */
import * as z from 'zod';
import type { CreatedRange } from '../core/ports.ts';
import { accountId, eventTypePattern, flag, idText, line, moment, queryList, wholeNumber } from './fields.ts';
import { V1_PAGE, V2_PAGE } from './lists.ts';

/** Types one query may name, as with Stripe. */
export const MAX_QUERIED_TYPES = 20;

export const queriedTypes = queryList(eventTypePattern, MAX_QUERIED_TYPES);

/** Bounds in time, unix milliseconds. */
export const momentRange = z.strictObject({
  gt: moment.optional(),
  gte: moment.optional(),
  lt: moment.optional(),
  lte: moment.optional(),
});

export const listEventsSchema = z
  .strictObject({
    limit: wholeNumber(1, V1_PAGE.max).optional(),
    starting_after: idText.optional(),
    ending_before: idText.optional(),
    /** Exact, or `invoice.*`. */
    type: eventTypePattern.optional(),
    types: queriedTypes.optional(),
    /** When it happened: a moment, or bounds. */
    created: z.union([momentRange, moment]).optional(),
    /** False: pending or failed at one destination at least. True: delivered to each it goes to. */
    delivery_success: flag.optional(),
  })
  .refine(({ starting_after, ending_before }) => starting_after === undefined || ending_before === undefined, {
    path: ['ending_before'],
    error: 'should not be given together with starting_after.',
  })
  .refine(({ type, types }) => type === undefined || types === undefined, {
    path: ['types'],
    error: 'should not be given together with type.',
  });

export const listCoreEventsSchema = z.strictObject({
  limit: wholeNumber(1, V2_PAGE.max).optional(),
  page: line(8000).optional(),
  types: queriedTypes.optional(),
  /** Id of the object the event is about. */
  object_id: idText.optional(),
  created: momentRange.optional(),
});

/** What a page token of the list carries: the bounds of `created` as unix seconds. */
export const listCoreEventsFilters = z.strictObject({
  types: queriedTypes.optional(),
  object_id: idText.optional(),
  from: z.int().optional(),
  until: z.int().optional(),
});
export type CoreEventFilters = z.infer<typeof listCoreEventsFilters>;

export const retryEventSchema = z.strictObject({
  /** Where to send it again: an event destination by either of its ids, `ed_…` or `we_…`. */
  webhook_endpoint: idText.optional(),
  /** Whose event it is, where the platform's destination takes other accounts' events. */
  account: accountId.optional(),
  /** Set by the Stripe CLI: to the terminals that listen. */
  for_stripecli: flag.optional(),
});

/** Events say when they happened in whole seconds: both bounds inclusive. */
export function createdRange(asked: z.output<typeof momentRange> | number | undefined): CreatedRange {
  if (asked === undefined) return {};
  if (typeof asked === 'number') return { from: Math.ceil(asked / 1000), until: Math.floor(asked / 1000) };
  const { gt, gte, lt, lte } = asked;
  const from = latest(
    gte === undefined ? undefined : Math.ceil(gte / 1000),
    gt === undefined ? undefined : Math.floor(gt / 1000) + 1,
  );
  const until = earliest(
    lte === undefined ? undefined : Math.floor(lte / 1000),
    lt === undefined ? undefined : Math.ceil(lt / 1000) - 1,
  );
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}

/** The bound that lets through less; undefined when neither is given. */
export const latest = (...times: (number | undefined)[]) =>
  given(times).reduce<number | undefined>((a, b) => Math.max(a ?? b, b), undefined);
export const earliest = (...times: (number | undefined)[]) =>
  given(times).reduce<number | undefined>((a, b) => Math.min(a ?? b, b), undefined);
const given = (times: (number | undefined)[]): number[] => times.filter((time) => time !== undefined);
