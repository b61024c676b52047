/** An event as the API shows it: `event` of v1 with its data, `v2.core.event` without. */
import * as z from 'zod';

const jsonObject = z.record(z.string(), z.unknown());

export const eventObject = z.object({
  id: z.string(),
  object: z.literal('event'),
  /** Whose event it is, where that is not the account that reads it. */
  account: z.string().optional(),
  api_version: z.string(),
  /** Unix seconds. */
  created: z.int(),
  data: z.object({ object: jsonObject, previous_attributes: jsonObject.optional() }),
  livemode: z.boolean(),
  /** Destinations that have not got it yet. */
  pending_webhooks: z.int(),
  request: z.object({ id: z.string().nullable(), idempotency_key: z.string().nullable() }).nullable(),
  type: z.string(),
});
export type EventObject = z.infer<typeof eventObject>;

export const thinEventObject = z.object({
  id: z.string(),
  object: z.literal('v2.core.event'),
  /** Whose event it is, where that is not the account that reads it. */
  context: z.string().optional(),
  created: z.iso.datetime(),
  livemode: z.boolean(),
  reason: z
    .object({
      type: z.literal('request'),
      request: z.object({ id: z.string().nullable(), idempotency_key: z.string().nullable() }),
    })
    .nullable(),
  related_object: z.object({ id: z.string(), type: z.string(), url: z.string() }).nullable(),
  type: z.string(),
});
export type ThinEventObject = z.infer<typeof thinEventObject>;
