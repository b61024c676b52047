/** The rules of the ingest bus: which events to publish, and how to read them. */
import * as z from 'zod';
import { accountId, eventTypeName } from '../fields.ts';

/**
 * The fields of an event that a pattern can name. EventBridge checks their values when the rule is created.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
const matchers = z.array(z.unknown()).min(1);
const pattern = z
  .strictObject({
    source: matchers.optional(),
    'detail-type': matchers.optional(),
    detail: z.record(z.string(), z.unknown()).optional(),
    account: matchers.optional(),
    region: matchers.optional(),
    resources: matchers.optional(),
  })
  .refine((one) => Object.keys(one).length > 0, 'should name at least one field of the event, such as source');

/** Dots separate the names of nested fields. */
const fieldPath = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){0,9}$/,
    'should be the path of a field of detail, such as tenant.account_id',
  );

export const ingestRuleSchema = z
  .strictObject({
    /** Which events the rule publishes. Defaults to all. */
    pattern: pattern.optional(),
    /** The mode of events that do not state `detail.livemode`. */
    livemode: z.boolean().default(true),
    /** `request`: `detail` has the shape of the body of `POST /v1/events`. `object`: `detail` is the object that the event is about. */
    detail: z.enum(['request', 'object']).default('request'),
    /** Type of the events. Defaults to the type in `detail`, and then to `detail-type`. */
    type: eventTypeName.optional(),
    /** The account of events that do not state `account` in a request. Defaults to the account of the platform. */
    account: accountId.optional(),
    /** The field of `detail` that has the id of the account. */
    accountField: fieldPath.optional(),
  })
  .refine(({ detail, accountField }) => accountField === undefined || detail === 'object', {
    path: ['accountField'],
    message: 'should be used with detail: "object". A request has the field account',
  })
  .refine(({ account, accountField }) => account === undefined || accountField === undefined, {
    path: ['accountField'],
    message: 'should not be used together with account',
  });

export type IngestRule = z.output<typeof ingestRuleSchema>;

/** What the function needs of a rule. The pattern is for EventBridge. */
export interface IngestReading extends Omit<IngestRule, 'pattern' | 'livemode'> {
  /** Absent for an event that arrived without a rule. It has to state its mode. */
  readonly livemode?: boolean;
}
