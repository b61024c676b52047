/** Recoveries: the requests, and the recovery objects. */
import * as z from 'zod';
import type { DryRun } from '../../core/recovery/dry-run.ts';
import {
  MISSED,
  type Missed,
  progressOf,
  RECOVERY_STATUSES,
  type Recovery,
  type RecoveryRange,
  resultsOf,
  STOP_REASONS,
} from '../../core/recovery/recovery.ts';
import { eventTypePattern, flag, line, moment, wholeNumber } from '../fields.ts';
import { pageLimit, V2_PAGE } from '../lists.ts';
import { timeOrNull, timeText } from '../times.ts';

/** Deliveries per second. */
export const RECOVERY_RATE = { default: 10, max: 100 } as const;

const types = z.array(eventTypePattern).min(1).max(20);

export const recoverSchema = z.strictObject({
  since: moment.describe('Recover events published at or after this time, at most 30 days ago.'),
  until: moment
    .optional()
    .describe(
      'Recover events published before this time. Defaults to the current time, also when it is in the future.',
    ),
  statuses: z
    .array(z.enum(MISSED))
    .min(1)
    .max(MISSED.length)
    .optional()
    .meta({ description: 'Which events count as missed.', default: ['failed'] }),
  types: types
    .optional()
    .describe('Recover only these event types, such as `invoice.paid` or `invoice.*`. Defaults to all types.'),
  dry_run: flag.optional().meta({ description: 'Count the missed events without sending them.', default: false }),
  rate: wholeNumber(1, RECOVERY_RATE.max).optional().meta({
    description: 'Deliveries per second, at most the `delivery_limits.per_second` of the destination.',
    default: RECOVERY_RATE.default,
  }),
});

export const listRecoveriesSchema = z.strictObject({
  limit: pageLimit(V2_PAGE),
  page: line(4000).optional().describe('The page token of a `next_page_url` or `previous_page_url`.'),
});
/** The filters in a page token of the list. */
export const listRecoveriesFilters = z.strictObject({});

const time = z.iso.datetime();

const range = {
  object: z.literal('event_destination_recovery'),
  destination: z.string(),
  livemode: z.boolean(),
  since: time,
  until: time,
  statuses: z.array(z.enum(MISSED)),
  types: z.array(z.string()).nullable().describe('Null for all types.'),
};

const recoveryFields = z.object({
  id: z.string(),
  ...range,
  dry_run: z.literal(false),
  rate: z.int().describe('Deliveries per second.'),
  status: z
    .enum(RECOVERY_STATUSES)
    .describe('`succeeded` means that all missed events were sent. See `failed` for attempts that did not succeed.'),
  reason: z.enum(STOP_REASONS).nullable().describe('Why the recovery was stopped.'),
  progress: z.number().min(0).max(1).describe('Part of the time range that has been sent, 0 to 1.'),
  sent: z.int().describe('Deliveries that were sent to the queue.'),
  delivered: z.int().describe('Deliveries of these whose attempt succeeded.'),
  failed: z.int().describe('Deliveries of these whose attempt failed. Scheduled retries continue.'),
  skipped: z
    .int()
    .describe(
      'Deliveries of these without an attempt: they were delivered otherwise meanwhile, or the destination was disabled.',
    ),
  created: time,
  finished: time.nullable(),
});
export const recoveryObject = recoveryFields.meta({ id: 'event_destination_recovery' });
export type RecoveryObject = z.infer<typeof recoveryObject>;

const counts = z.object(Object.fromEntries(MISSED.map((one) => [one, z.int()])) as Record<Missed, z.ZodInt>);

export const recoveryDryRunObject = z
  .object({
    id: z.null(),
    ...range,
    dry_run: z.literal(true),
    count: z.int().describe('Number of deliveries that the recovery would make.'),
    counts: counts.describe('The count for each status.'),
    complete: z.boolean().describe('False when the count reached its time limit, so that there can be more.'),
  })
  .meta({ id: 'event_destination_recovery_dry_run' });
export type RecoveryDryRunObject = z.infer<typeof recoveryDryRunObject>;

const rangeOf = ({ since, until, statuses, types }: RecoveryRange) => ({
  since: timeText(since),
  until: timeText(until),
  statuses: [...statuses],
  types: types ? [...types] : null,
});

export const toRecoveryObject = (recovery: Recovery): RecoveryObject => ({
  id: recovery.id,
  object: 'event_destination_recovery',
  destination: recovery.destinationId,
  livemode: recovery.mode === 'live',
  ...rangeOf(recovery),
  dry_run: false,
  rate: recovery.rate,
  status: recovery.status,
  reason: recovery.reason ?? null,
  progress: Math.round(progressOf(recovery) * 1000) / 1000,
  sent: recovery.sent,
  ...resultsOf(recovery),
  created: timeText(recovery.created),
  finished: timeOrNull(recovery.finished),
});

export const toDryRunObject = (
  destination: { readonly id: string; readonly mode: 'live' | 'sandbox' },
  requested: RecoveryRange,
  { counts, complete }: DryRun,
): RecoveryDryRunObject => ({
  id: null,
  object: 'event_destination_recovery',
  destination: destination.id,
  livemode: destination.mode === 'live',
  ...rangeOf(requested),
  dry_run: true,
  count: Object.values(counts).reduce((sum, count) => sum + count, 0),
  counts: { ...counts },
  complete,
});
