/** Recoveries: what callers ask, and a recovery as the API shows it. */
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

/** Deliveries a second. */
export const RECOVERY_RATE = { default: 10, max: 100 } as const;

const types = z.array(eventTypePattern).min(1).max(20);

export const recoverSchema = z.strictObject({
  since: moment.describe('Events published from this time on; at most 30 days ago.'),
  until: moment.optional().describe('Events published before this time. Now when left out, or when it is to come.'),
  statuses: z
    .array(z.enum(MISSED))
    .min(1)
    .max(MISSED.length)
    .optional()
    .meta({ description: 'How they were missed.', default: ['failed'] }),
  types: types.optional().describe('Events of these types, exact or `invoice.*`; of all when left out.'),
  dry_run: flag.optional().meta({ description: 'Count, and send nothing.', default: false }),
  rate: wholeNumber(1, RECOVERY_RATE.max)
    .optional()
    .meta({ description: 'Deliveries a second.', default: RECOVERY_RATE.default }),
});

export const listRecoveriesSchema = z.strictObject({
  limit: pageLimit(V2_PAGE),
  page: line(4000).optional().describe('Of a `next_page_url` or `previous_page_url`.'),
});
/** What a page token of the list carries. */
export const listRecoveriesFilters = z.strictObject({});

const time = z.iso.datetime();

const range = {
  object: z.literal('event_destination_recovery'),
  destination: z.string(),
  livemode: z.boolean(),
  since: time,
  until: time,
  statuses: z.array(z.enum(MISSED)),
  types: z.array(z.string()).nullable().describe('Null for all.'),
};

const recoveryFields = z.object({
  id: z.string(),
  ...range,
  dry_run: z.literal(false),
  rate: z.int().describe('Deliveries a second.'),
  status: z
    .enum(RECOVERY_STATUSES)
    .describe('`succeeded`: everything was sent, which does not mean that the endpoint took it: see `failed`.'),
  reason: z.enum(STOP_REASONS).nullable().describe('Why it was stopped.'),
  progress: z.number().min(0).max(1).describe('How much of the time range has been sent.'),
  sent: z.int().describe('Deliveries handed to the queue.'),
  delivered: z.int().describe('Attempts of these that got through.'),
  failed: z.int().describe('Attempts of these that failed; scheduled retries go on.'),
  skipped: z
    .int()
    .describe('Without an attempt: delivered in some other way meanwhile, or to a destination disabled by then.'),
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
    count: z.int().describe('Deliveries that would be made.'),
    counts: counts.describe('By how they were missed.'),
    complete: z.boolean().describe('False when there was not enough time to look at all: there may be more.'),
  })
  .meta({ id: 'event_destination_recovery_dry_run' });
export type RecoveryDryRunObject = z.infer<typeof recoveryDryRunObject>;

const shown = (ms: number): string => new Date(ms).toISOString();

const rangeOf = ({ since, until, statuses, types }: RecoveryRange) => ({
  since: shown(since),
  until: shown(until),
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
  created: shown(recovery.created),
  finished: recovery.finished === undefined ? null : shown(recovery.finished),
});

export const toDryRunObject = (
  destination: { readonly id: string; readonly mode: 'live' | 'sandbox' },
  asked: RecoveryRange,
  { counts, complete }: DryRun,
): RecoveryDryRunObject => ({
  id: null,
  object: 'event_destination_recovery',
  destination: destination.id,
  livemode: destination.mode === 'live',
  ...rangeOf(asked),
  dry_run: true,
  count: Object.values(counts).reduce((sum, count) => sum + count, 0),
  counts: { ...counts },
  complete,
});
