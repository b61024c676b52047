/** The event objects: `event` of v1 with its data, `v2.core.event` without. */
import * as z from 'zod';
import type { WaybillEvent } from '../../core/event/event.ts';
import { type BodyOptions, snapshotBody } from '../../core/event/event-body.ts';

const jsonObject = z.record(z.string(), z.unknown());

const request = z.object({ id: z.string().nullable(), idempotency_key: z.string().nullable() });

export const eventObject = z
  .object({
    id: z.string(),
    object: z.literal('event'),
    account: z.string().optional().describe('The account of the event, when it is not the account of the call.'),
    api_version: z.string().describe('The API version of `data`.'),
    created: z.int().describe('Unix seconds.'),
    data: z.object({
      object: jsonObject.describe(
        'The object that the event is about, as it was published or in the requested version.',
      ),
      previous_attributes: jsonObject.optional().describe('The former values of the fields that changed.'),
    }),
    livemode: z.boolean(),
    pending_webhooks: z.int().describe('Number of matching destinations that the event was not yet delivered to.'),
    request: request.nullable().describe('The request that published the event. Null for events from the ingest bus.'),
    type: z.string(),
    schema_warnings: z
      .array(
        z.object({ pointer: z.string().describe('JSON pointer. Empty for the whole object.'), message: z.string() }),
      )
      .optional()
      .describe('Where `data.object` did not match the schema of its type when it was published. At most ten entries.'),
    uncatalogued: z
      .literal(true)
      .optional()
      .describe('The event type was not in the catalog when the event was published.'),
  })
  .meta({ id: 'event' });
export type EventObject = z.infer<typeof eventObject>;

/** Returns the body that endpoints receive, with the fields that only the API returns. */
export const toEventObject = (event: WaybillEvent, options: BodyOptions): EventObject => ({
  ...snapshotBody(event, options),
  ...(event.warnings ? { schema_warnings: event.warnings.map((one) => ({ ...one })) } : {}),
  ...(event.uncatalogued ? { uncatalogued: true } : {}),
});

export const thinEventObject = z
  .object({
    id: z.string(),
    object: z.literal('v2.core.event'),
    context: z.string().optional().describe('The account of the event, when it is not the account of the call.'),
    created: z.iso.datetime(),
    livemode: z.boolean(),
    reason: z
      .object({ type: z.literal('request'), request })
      .nullable()
      .describe('What caused the event.'),
    related_object: z
      .object({ id: z.string(), type: z.string(), url: z.string() })
      .nullable()
      .describe('The object that the event is about. Fetch it to get its current state.'),
    type: z.string(),
  })
  .meta({ id: 'v2.core.event' });
export type ThinEventObject = z.infer<typeof thinEventObject>;

/** The v2 event that the API returns: a thin event with its data. */
export const coreEventObject = thinEventObject
  .extend({
    data: z.object({ object: jsonObject, previous_attributes: jsonObject.optional() }),
    snapshot_event: z.string().optional().describe('Id of the `event` object of the same event.'),
  })
  .meta({ id: 'v2.core.event_with_data' });
