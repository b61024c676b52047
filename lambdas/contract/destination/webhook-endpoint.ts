/** `/v1/webhook_endpoints`: the older view of event destinations that are webhook endpoints and take snapshots. */
import * as z from 'zod';
import type { WebhookDestination } from '../../core/destination/types/webhook/destination.ts';
import { webhookEndpointId } from '../../core/ids.ts';
import { endpointUrl } from '../destination-types/webhook.ts';
import { apiVersionName, flag, lines, metadataKey, metadataValue, queryList } from '../fields.ts';
import { oneCursor, v1Page } from '../lists.ts';
import { enabledEvents, fewKeys } from './event-destination.ts';

const description = lines(1000).optional();
const expand = queryList(z.string(), 100)
  .optional()
  .describe('SDKs send it with any call; nothing here can be expanded.');

/** A form cannot say null: an empty text takes away. */
const metadata = z
  .preprocess((value) => (value === '' ? {} : value), z.record(metadataKey, metadataValue).refine(...fewKeys))
  .optional();
const metadataChanges = z
  .preprocess(
    (value) => (value === '' ? null : value),
    z.record(metadataKey, metadataValue.transform((text) => (text === '' ? null : text)).nullable()).nullable(),
  )
  .optional();

export const createWebhookEndpointSchema = z.strictObject({
  url: endpointUrl,
  enabled_events: enabledEvents,
  api_version: apiVersionName
    .optional()
    .describe(
      "The version that events are in, one of the catalog's where it has any. When left out: the account's default, else the catalog's.",
    ),
  connect: flag.optional().describe("True: events of other accounts instead of the own one's. For the platform."),
  description,
  metadata,
  expand,
});

export const updateWebhookEndpointSchema = z.strictObject({
  url: endpointUrl.optional(),
  enabled_events: enabledEvents.optional(),
  description,
  disabled: flag.optional(),
  metadata: metadataChanges,
  expand,
});

export const getWebhookEndpointSchema = z.strictObject({ expand });

export const listWebhookEndpointsSchema = z
  .strictObject({
    ...v1Page,
    expand,
  })
  .refine(...oneCursor);

export const webhookEndpointObject = z
  .object({
    id: z.string().describe('The `ed_…` id of the same destination with another prefix.'),
    object: z.literal('webhook_endpoint'),
    api_version: z.string().nullable(),
    application: z.null(),
    created: z.int().describe('Unix seconds.'),
    description: z.string().nullable(),
    enabled_events: z.array(z.string()),
    livemode: z.boolean(),
    metadata: z.record(z.string(), z.string()),
    secret: z.string().optional().describe('Told when it is created only.'),
    status: z.enum(['enabled', 'disabled']),
    url: z.string(),
  })
  .meta({ id: 'webhook_endpoint' });
export type WebhookEndpointObject = z.infer<typeof webhookEndpointObject>;

export const deletedWebhookEndpointObject = z.object({
  id: z.string(),
  object: z.literal('webhook_endpoint'),
  deleted: z.literal(true),
});

/** @param secret only at the moment it is made */
export const toWebhookEndpointObject = (destination: WebhookDestination, secret?: string): WebhookEndpointObject => ({
  id: webhookEndpointId(destination.id),
  object: 'webhook_endpoint',
  api_version: destination.snapshotApiVersion,
  application: null,
  created: Math.floor(destination.created / 1000),
  description: destination.description || null,
  enabled_events: [...destination.enabledEvents],
  livemode: destination.mode === 'live',
  metadata: { ...destination.metadata },
  ...(secret === undefined ? {} : { secret }),
  status: destination.status,
  url: destination.webhookEndpoint.url,
});
