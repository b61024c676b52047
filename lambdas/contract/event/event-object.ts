/** An event as the API shows it: `event` of v1 with its data, `v2.core.event` without. */
import * as z from 'zod';
import type { WaybillEvent } from '../../core/event/event.ts';
import { type BodyOptions, snapshotBody } from '../../core/event/event-body.ts';

const jsonObject = z.record(z.string(), z.unknown());

const request = z.object({ id: z.string().nullable(), idempotency_key: z.string().nullable() });

export const eventObject = z
  .object({
    id: z.string(),
    object: z.literal('event'),
    account: z.string().optional().describe('Whose event it is, where that is not the account that reads it.'),
    api_version: z.string().describe('The version that `data` is in.'),
    created: z.int().describe('Unix seconds.'),
    data: z.object({
      object: jsonObject.describe('What the event is about, as it was published or in the version that was asked for.'),
      previous_attributes: jsonObject.optional().describe('What changed, as it was before.'),
    }),
    livemode: z.boolean(),
    pending_webhooks: z.int().describe('Destinations that have not got it yet.'),
    request: request.nullable().describe('The request that published it; null for events of the ingest bus.'),
    type: z.string(),
    schema_warnings: z
      .array(z.object({ pointer: z.string().describe('JSON pointer; empty for the whole.'), message: z.string() }))
      .optional()
      .describe("Where `data.object` did not fit its type's schema when it was published, at most ten places."),
    uncatalogued: z
      .literal(true)
      .optional()
      .describe('The catalog had event types when it was published, and not this one.'),
  })
  .meta({ id: 'event' });
export type EventObject = z.infer<typeof eventObject>;

/** What endpoints receive, and what only the API tells. */
export const toEventObject = (event: WaybillEvent, options: BodyOptions): EventObject => ({
  ...snapshotBody(event, options),
  ...(event.warnings ? { schema_warnings: event.warnings.map((one) => ({ ...one })) } : {}),
  ...(event.uncatalogued ? { uncatalogued: true } : {}),
});

export const thinEventObject = z
  .object({
    id: z.string(),
    object: z.literal('v2.core.event'),
    context: z.string().optional().describe('Whose event it is, where that is not the account that reads it.'),
    created: z.iso.datetime(),
    livemode: z.boolean(),
    reason: z
      .object({ type: z.literal('request'), request })
      .nullable()
      .describe('What made it happen.'),
    related_object: z
      .object({ id: z.string(), type: z.string(), url: z.string() })
      .nullable()
      .describe('What the event is about; fetch it for its present state.'),
    type: z.string(),
  })
  .meta({ id: 'v2.core.event' });
export type ThinEventObject = z.infer<typeof thinEventObject>;

/** As it is fetched: with what the pushed one leaves out. */
export const coreEventObject = thinEventObject
  .extend({
    data: z.object({ object: jsonObject, previous_attributes: jsonObject.optional() }),
    snapshot_event: z.string().optional().describe('Id of the `event` object of the same event.'),
  })
  .meta({ id: 'v2.core.event_with_data' });
