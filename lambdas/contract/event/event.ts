/** Requests to read events, and to resend an event. */
import * as z from 'zod';
import type { CreatedRange } from '../../core/event/ports.ts';
import { accountId, apiVersionName, eventTypePattern, flag, idText, line, moment, queryList } from '../fields.ts';
import { oneCursor, pageLimit, V2_PAGE, v1Page } from '../lists.ts';

/** Maximum number of types in one query. The same as Stripe's limit. */
export const MAX_QUERIED_TYPES = 20;

export const queriedTypes = queryList(eventTypePattern, MAX_QUERIED_TYPES).describe(
  'Event types, or groups such as `invoice.*`.',
);

/** Bounds in time, unix milliseconds. */
export const momentRange = z.strictObject({
  gt: moment.optional(),
  gte: moment.optional(),
  lt: moment.optional(),
  lte: moment.optional(),
});

const objectId = idText.optional().describe('Id of the object the event is about.');

export const listEventsSchema = z
  .strictObject({
    ...v1Page,
    type: eventTypePattern.optional().describe('One event type, or a group such as `invoice.*`.'),
    types: queriedTypes.optional(),
    object_id: objectId,
    created: z
      .union([momentRange, moment], 'should be a time, or bounds in time such as created[gte].')
      .optional()
      .describe('When the event happened: a time, or bounds.'),
    delivery_success: flag
      .optional()
      .describe(
        'If false, return events that are pending or failed for at least one destination. If true, return events that were delivered to every matching destination.',
      ),
  })
  .refine(...oneCursor)
  .refine(({ type, types }) => type === undefined || types === undefined, {
    path: ['types'],
    error: 'should not be given together with type.',
  });

export const getEventSchema = z.strictObject({
  api_version: apiVersionName
    .optional()
    .describe(
      'Renders the event as a destination that is pinned to this version receives it. The event is returned as it was published when this is omitted or is a newer version.',
    ),
});

export const listCoreEventsSchema = z.strictObject({
  limit: pageLimit(V2_PAGE),
  page: line(8000).optional().describe('The page token of a `next_page_url` or `previous_page_url`.'),
  types: queriedTypes.optional(),
  object_id: objectId,
  created: momentRange.optional().describe('When the event happened.'),
});

/** The filters in a page token of the list. The bounds of `created` are unix seconds. */
export const listCoreEventsFilters = z.strictObject({
  types: queriedTypes.optional(),
  object_id: idText.optional(),
  from: z.int().optional(),
  until: z.int().optional(),
});
export type CoreEventFilters = z.infer<typeof listCoreEventsFilters>;

export const retryEventSchema = z.strictObject({
  webhook_endpoint: idText.optional().meta({
    description: 'The event destination to resend to, by either of its ids, `ed_…` or `we_…`.',
    examples: ['ed_01KF1HZMR00000000000000001'],
  }),
  account: accountId
    .optional()
    .describe(
      'The account of the event, when the destination belongs to the platform and takes events of other accounts.',
    ),
  for_stripecli: flag.optional().describe('Set by the Stripe CLI to resend to listening terminals.'),
});

/** Converts bounds in unix milliseconds to inclusive bounds in whole unix seconds, the precision of events. */
export function createdRange(requested: z.output<typeof momentRange> | number | undefined): CreatedRange {
  if (requested === undefined) return {};
  if (typeof requested === 'number') return { from: Math.ceil(requested / 1000), until: Math.floor(requested / 1000) };
  const { gt, gte, lt, lte } = requested;
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

/** Return the narrower bound, or undefined when no bound is given. */
export const latest = (...times: (number | undefined)[]) =>
  given(times).reduce<number | undefined>((a, b) => Math.max(a ?? b, b), undefined);
export const earliest = (...times: (number | undefined)[]) =>
  given(times).reduce<number | undefined>((a, b) => Math.min(a ?? b, b), undefined);
const given = (times: (number | undefined)[]): number[] => times.filter((time) => time !== undefined);
