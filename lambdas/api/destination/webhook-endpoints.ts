/** Maps `/v1/webhook_endpoints` to event destinations. */
import type * as z from 'zod';
import type {
  createWebhookEndpointSchema,
  listWebhookEndpointsSchema,
  updateWebhookEndpointSchema,
} from '../../contract/destination/webhook-endpoint.ts';
import { V1_PAGE } from '../../contract/lists.ts';
import type { Destination } from '../../core/destination/destination.ts';
import type { DestinationDraft } from '../../core/destination/rules.ts';
import { isWebhook, type WebhookDestination } from '../../core/destination/types/webhook/destination.ts';
import { InvalidFieldsError, NotFoundError } from '../../core/errors.ts';
import { destinationIdOf } from '../../core/ids.ts';
import type { Page } from '../../core/page.ts';
import type { Tenant } from '../../core/tenant.ts';
import type { ApiContext } from '../context.ts';
import type { RequestedChanges } from './destinations.ts';

/** Maximum length of the name of a destination, characters. */
const MAX_NAME = 255;

/** Returns a name for a webhook endpoint of v1, which has none: the first line of the description, or the host. */
function nameFrom(description: string, url: string): string {
  const [line = ''] = description.split('\n');
  const host = URL.canParse(url) ? new URL(url).host : '';
  return (line.replaceAll('\t', ' ').trim() || host || 'Webhook endpoint').slice(0, MAX_NAME).toWellFormed();
}

export const draftOf = (request: z.output<typeof createWebhookEndpointSchema>): DestinationDraft => ({
  name: nameFrom(request.description ?? '', request.url),
  description: request.description ?? '',
  eventPayload: 'snapshot',
  enabledEvents: request.enabled_events,
  eventsFrom: request.connect ? ['@accounts'] : ['@self'],
  snapshotApiVersion: request.api_version,
  metadata: request.metadata ?? {},
  target: { type: 'webhook_endpoint', settings: { url: request.url } },
});

export const changesOf = (request: z.output<typeof updateWebhookEndpointSchema>): RequestedChanges => ({
  targets: { webhook_endpoint: { url: request.url } },
  enabledEvents: request.enabled_events,
  description: request.description,
  metadata: request.metadata,
  disabled: request.disabled,
});

/** Names of v1 fields, by their name in the rules of destinations. */
const V1_NAMES: Record<string, string> = {
  'webhook_endpoint.url': 'url',
  events_from: 'connect',
  snapshot_api_version: 'api_version',
};

/** Rewrites the name of an invalid field to its name in v1. */
export async function withV1Names<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    const name = error instanceof InvalidFieldsError ? V1_NAMES[error.param ?? ''] : undefined;
    if (!(error instanceof InvalidFieldsError) || name === undefined) throw error;
    const message = error.message.replace(`${error.param}:`, `${name}:`);
    throw new InvalidFieldsError(message, { param: name, cause: error });
  }
}

/** Returns whether v1 shows a destination: a webhook endpoint for snapshot events. */
const isShown = (destination: Destination): destination is WebhookDestination =>
  isWebhook(destination) && destination.eventPayload === 'snapshot';

/** Reads a webhook endpoint. @throws NotFoundError */
export async function findWebhookEndpoint(
  { ports }: ApiContext,
  tenant: Tenant,
  id: string,
): Promise<WebhookDestination> {
  const found = id.startsWith('we_') ? await ports.destinations.get(tenant, destinationIdOf(id)) : undefined;
  if (found && isShown(found)) return found;
  throw new NotFoundError(`No such webhook endpoint: '${id}'.`, { param: 'id' });
}

/** Narrows the result of a call to a webhook endpoint. @throws Error for another type, which cannot happen: a type never changes */
export function webhookOf(destination: Destination): WebhookDestination {
  if (!isWebhook(destination)) throw new Error(`destination ${destination.id} is not a webhook endpoint`);
  return destination;
}

/** Lists webhook endpoints, newest first. An account has few, so all are read and the page is a part of them. */
export async function listWebhookEndpoints(
  { ports }: ApiContext,
  tenant: Tenant,
  query: z.output<typeof listWebhookEndpointsSchema>,
): Promise<Page<WebhookDestination>> {
  const { limit = V1_PAGE.default, starting_after, ending_before } = query;
  const all = (await ports.destinations.list(tenant)).filter(isShown).reverse();
  if (ending_before !== undefined) {
    const newer = all.filter(({ id }) => id > destinationIdOf(ending_before));
    return { items: newer.slice(-limit), hasMore: newer.length > limit };
  }
  const older = starting_after === undefined ? all : all.filter(({ id }) => id < destinationIdOf(starting_after));
  return { items: older.slice(0, limit), hasMore: older.length > limit };
}
