/** Deliveries: the requests, and the delivery objects. */
import * as z from 'zod';
import type { Attempt, Delivery } from '../../core/delivery/delivery.ts';
import { NOT_SENT_REASONS } from '../../core/destination/not-sent-reason.ts';
import { momentRange, queriedTypes } from '../event/event.ts';
import { accountId, idText, line, queryList } from '../fields.ts';
import { pageLimit, V2_PAGE } from '../lists.ts';
import { timeOrNull, timeText } from '../times.ts';

const filters = {
  status: z.enum(['pending', 'delivered', 'failed']).optional(),
  types: queriedTypes.optional(),
  created: momentRange.optional().describe('When the event was published.'),
  event: idText.optional().describe('Id of an event.'),
};

export const listDeliveriesSchema = z.strictObject({
  ...filters,
  limit: pageLimit(V2_PAGE),
  page: line(8000).optional().describe('The page token of a `next_page_url` or `previous_page_url`.'),
});

/** The filters in a page token of the list. The bounds of `created` are unix milliseconds. */
export const listDeliveriesFilters = z.strictObject({
  status: filters.status,
  types: queryList(line(200), 100).optional(),
  from: z.int().optional(),
  until: z.int().optional(),
});
export type DeliveryFilters = z.infer<typeof listDeliveriesFilters>;

export const DELIVERY_INCLUDABLE = ['body'] as const;

export const getDeliverySchema = z.strictObject({
  include: queryList(z.enum(DELIVERY_INCLUDABLE), 10)
    .optional()
    .describe(
      'Fields to return that are null otherwise. The body contains the event, so it requires the scope `events:read`.',
    ),
  account: accountId
    .optional()
    .describe(
      'The account of the event, when the destination belongs to the platform and takes events of other accounts.',
    ),
});

const time = z.iso.datetime();
const headers = z.record(z.string(), z.string());

export const attemptObject = z
  .object({
    number: z.int().describe('1 for the first attempt.'),
    trigger: z.enum(['automatic', 'manual']),
    started_at: time,
    duration_ms: z.number(),
    succeeded: z.boolean(),
    http_status: z.int().nullable().describe('Null when there was no response.'),
    error: z.object({ code: z.string(), message: z.string() }).nullable().describe('Null when the attempt succeeded.'),
    timing: z
      .object({
        dns: z.number().optional(),
        connect: z.number().optional(),
        tls: z.number().optional(),
        first_byte: z.number().optional(),
      })
      .describe('Duration of each phase that took place, milliseconds.'),
    request_headers: headers.describe('The headers that were sent.'),
    response_headers: headers,
    response_excerpt: z.string().describe('The first 1 KB of the response body.'),
    response_truncated: z.boolean().describe('Whether the response body was longer.'),
  })
  .meta({ id: 'event_delivery_attempt' });
export type AttemptObject = z.infer<typeof attemptObject>;

export const deliveryObject = z
  .object({
    object: z.literal('event_delivery'),
    destination: z.string().describe('Id of the destination.'),
    event: z.string().describe('Id of the event.'),
    event_type: z.string(),
    account: z.string().describe('The account of the event.'),
    livemode: z.boolean(),
    created: time.describe('When the event was published.'),
    status: z.enum(['pending', 'delivered', 'failed']),
    failure_reason: z.string().nullable(),
    failure_detail: z
      .string()
      .nullable()
      .describe('A description of the reason. For `render_failed`, the downgrade of the catalog that failed.'),
    waiting: z
      .boolean()
      .describe(
        'Whether the delivery waits without attempts, because the destination fails or has more deliveries than its `delivery_limits` permit. It is attempted as a probe, after a probe succeeded, or in its turn.',
      ),
    attempt_count: z.int(),
    first_attempt_at: time.nullable().describe('Null before the first attempt.'),
    last_attempt_at: time.nullable(),
    next_attempt_at: time
      .nullable()
      .describe(
        'Null when the delivery is delivered or failed, and while the first attempt is in the queue. For a waiting delivery, the next probe of its destination, or null when it waits for its turn.',
      ),
  })
  .meta({ id: 'event_delivery' });
export type DeliveryObject = z.infer<typeof deliveryObject>;

export const deliveryDetailObject = deliveryObject
  .extend({
    attempts: z
      .array(attemptObject)
      .describe('Oldest first. When there are too many attempts to store, only the newest ones.'),
    planned_attempts: z
      .array(time)
      .describe(
        'Times of the next attempts if all of them fail, starting with `next_attempt_at`, without jitter. Empty for a waiting delivery.',
      ),
  })
  .meta({ id: 'event_delivery_with_attempts' });
export type DeliveryDetailObject = z.infer<typeof deliveryDetailObject>;

export const deliveryWithBodyObject = deliveryDetailObject
  .extend({
    body: z
      .string()
      .nullable()
      .describe(
        'The exact request body that an attempt made now would send. For an EventBridge destination, the detail of the entry. Null unless included.',
      ),
    body_error: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .describe(
        'Why a requested body is null: `render_failed` with the downgrade of the catalog that fails, `event_expired`, or `payload_too_large` when the body does not fit the response.',
      ),
  })
  .meta({ id: 'event_delivery_with_body' });
export type DeliveryBody = Pick<z.infer<typeof deliveryWithBodyObject>, 'body' | 'body_error'>;

/** Times that a delivery object needs besides the row, unix milliseconds. */
export interface DeliveryTimes {
  readonly publishedAt: number;
  /** The next probe of the destination; undefined without one. */
  readonly probeAt: number | undefined;
}

export const toDeliveryObject = (delivery: Delivery, { publishedAt, probeAt }: DeliveryTimes): DeliveryObject => ({
  object: 'event_delivery',
  destination: delivery.destinationId,
  event: delivery.eventId,
  event_type: delivery.eventType,
  account: delivery.account,
  livemode: delivery.mode === 'live',
  created: timeText(publishedAt),
  status: delivery.status,
  failure_reason: delivery.failureReason ?? null,
  failure_detail: delivery.failureDetail ?? null,
  waiting: isWaiting(delivery),
  attempt_count: delivery.attemptCount,
  first_attempt_at: timeOrNull(delivery.firstAttemptAt),
  last_attempt_at: timeOrNull(delivery.attempts.at(-1)?.startedAt),
  next_attempt_at:
    delivery.status === 'pending' ? timeOrNull(isWaiting(delivery) ? probeAt : delivery.nextAttemptAt) : null,
});

const isWaiting = ({ status, waiting }: Delivery): boolean => status === 'pending' && waiting === true;

/** Converts a delivery with its attempts. @param planned unix milliseconds of the planned attempts */
export const toDeliveryDetailObject = (
  delivery: Delivery,
  times: DeliveryTimes,
  planned: readonly number[],
): DeliveryDetailObject => ({
  ...toDeliveryObject(delivery, times),
  attempts: delivery.attempts.map(toAttemptObject),
  planned_attempts: planned.map(timeText),
});

const toAttemptObject = (attempt: Attempt): AttemptObject => ({
  number: attempt.number,
  trigger: attempt.trigger,
  started_at: timeText(attempt.startedAt),
  duration_ms: attempt.durationMs,
  succeeded: attempt.ok,
  http_status: attempt.httpStatus ?? null,
  error: attempt.error ? { ...attempt.error } : null,
  timing: { ...attempt.timing },
  request_headers: { ...attempt.requestHeaders },
  response_headers: { ...attempt.responseHeaders },
  response_excerpt: attempt.responseExcerpt,
  response_truncated: attempt.responseTruncated,
});

/** The outcome of an event for one destination. */
export const eventDestinationOutcome = z
  .object({
    object: z.literal('event_destination_outcome'),
    destination: z.string().describe('Id of the destination.'),
    destination_name: z
      .string()
      .nullable()
      .describe('Null for a deleted destination and for a destination in the other mode.'),
    matched: z.boolean(),
    reason: z.enum(NOT_SENT_REASONS).nullable().describe('Why the event was not sent. Null when it matched.'),
    explanation: z.string().nullable().describe('A description of the reason.'),
    delivery: deliveryDetailObject.nullable().describe('Null when the event was not sent.'),
  })
  .meta({ id: 'event_destination_outcome' });
export type EventDestinationOutcome = z.infer<typeof eventDestinationOutcome>;
