/** Deliveries: what readers ask, and a delivery as the API shows it. */
import * as z from 'zod';
import type { Attempt, Delivery } from '../core/delivery.ts';
import { UNMATCHED_REASONS } from '../core/unmatched.ts';
import { queriedTypes } from './event.ts';
import { accountId, idText, line, moment, queryList, wholeNumber } from './fields.ts';
import { V2_PAGE } from './lists.ts';

const filters = {
  status: z.enum(['pending', 'delivered', 'failed']).optional(),
  types: queriedTypes.optional(),
  /** By the time of publishing. */
  created: z
    .strictObject({ gt: moment.optional(), gte: moment.optional(), lt: moment.optional(), lte: moment.optional() })
    .optional(),
  /** Id of an event. */
  event: idText.optional(),
};

export const listDeliveriesSchema = z.strictObject({
  ...filters,
  limit: wholeNumber(1, V2_PAGE.max).optional(),
  page: line(8000).optional(),
});

/** What a page token of the list carries: the bounds of `created` as unix milliseconds. */
export const listDeliveriesFilters = z.strictObject({
  status: filters.status,
  types: queryList(line(200), 100).optional(),
  from: z.int().optional(),
  until: z.int().optional(),
});
export type DeliveryFilters = z.infer<typeof listDeliveriesFilters>;

/** `account`: whose event it is, where the platform's destination takes other accounts' events. */
export const getDeliverySchema = z.strictObject({ account: accountId.optional() });

const time = z.iso.datetime();
const headers = z.record(z.string(), z.string());

export const attemptObject = z.object({
  number: z.int(),
  trigger: z.enum(['automatic', 'manual']),
  started_at: time,
  duration_ms: z.number(),
  succeeded: z.boolean(),
  http_status: z.int().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Milliseconds of each phase that took place. */
  timing: z.object({
    dns: z.number().optional(),
    connect: z.number().optional(),
    tls: z.number().optional(),
    first_byte: z.number().optional(),
  }),
  /** As they were sent. */
  request_headers: headers,
  response_headers: headers,
  /** The first 1 KB. */
  response_excerpt: z.string(),
  response_truncated: z.boolean(),
});
export type AttemptObject = z.infer<typeof attemptObject>;

export const deliveryObject = z.object({
  object: z.literal('event_delivery'),
  destination: z.string(),
  event: z.string(),
  event_type: z.string(),
  /** Whose event it is. */
  account: z.string(),
  livemode: z.boolean(),
  /** When the event was published. */
  created: time,
  status: z.enum(['pending', 'delivered', 'failed']),
  failure_reason: z.string().nullable(),
  attempt_count: z.int(),
  /** Null while never attempted. */
  first_attempt_at: time.nullable(),
  last_attempt_at: time.nullable(),
  /** Null once settled, and while the queue is about to make the first attempt. */
  next_attempt_at: time.nullable(),
});
export type DeliveryObject = z.infer<typeof deliveryObject>;

export const deliveryDetailObject = deliveryObject.extend({
  /** Oldest first; of very many the newest. */
  attempts: z.array(attemptObject),
  /** When it will be tried if each try fails, `next_attempt_at` first; without the few percent of jitter. */
  planned_attempts: z.array(time),
});
export type DeliveryDetailObject = z.infer<typeof deliveryDetailObject>;

const shown = (ms: number): string => new Date(ms).toISOString();
const orNull = (ms: number | undefined): string | null => (ms === undefined ? null : shown(ms));

/** @param publishedAt unix milliseconds */
export const toDeliveryObject = (delivery: Delivery, publishedAt: number): DeliveryObject => ({
  object: 'event_delivery',
  destination: delivery.destinationId,
  event: delivery.eventId,
  event_type: delivery.eventType,
  account: delivery.account,
  livemode: delivery.mode === 'live',
  created: shown(publishedAt),
  status: delivery.status,
  failure_reason: delivery.failureReason ?? null,
  attempt_count: delivery.attemptCount,
  first_attempt_at: orNull(delivery.firstAttemptAt),
  last_attempt_at: orNull(delivery.attempts.at(-1)?.startedAt),
  next_attempt_at: delivery.status === 'pending' ? orNull(delivery.nextAttemptAt) : null,
});

/** @param planned unix milliseconds of the attempts to come */
export const toDeliveryDetailObject = (
  delivery: Delivery,
  publishedAt: number,
  planned: readonly number[],
): DeliveryDetailObject => ({
  ...toDeliveryObject(delivery, publishedAt),
  attempts: delivery.attempts.map(toAttemptObject),
  planned_attempts: planned.map(shown),
});

const toAttemptObject = (attempt: Attempt): AttemptObject => ({
  number: attempt.number,
  trigger: attempt.trigger,
  started_at: shown(attempt.startedAt),
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

/** What became of an event at one destination. */
export const eventDestinationOutcome = z.object({
  object: z.literal('event_destination_outcome'),
  destination: z.string(),
  /** Null for a destination that was deleted, or is in the other mode. */
  destination_name: z.string().nullable(),
  matched: z.boolean(),
  /** Why it did not match; null when it did. */
  reason: z.enum(UNMATCHED_REASONS).nullable(),
  /** The reason in words. */
  explanation: z.string().nullable(),
  delivery: deliveryDetailObject.nullable(),
});
export type EventDestinationOutcome = z.infer<typeof eventDestinationOutcome>;
