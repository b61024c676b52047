/** The destinations of a run: create, validate, list and delete them. */
import { ApiError } from '../../api-client/api-error.ts';
import type { Client } from '../../api-client/client.ts';
import { v2Items } from '../../api-client/pages.ts';
import { DESTINATIONS, destinationPath } from '../../api-client/paths.ts';
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import { type Connection, RUN_METADATA, type RunContext } from '../run-context.ts';
import { type Passed, passed } from '../steps.ts';

export interface Destination {
  readonly id: string;
  /** `whsec_…` */
  readonly secret: string;
}

/** @param settings of the type of the destination */
export async function createDestination(
  { id, made }: RunContext,
  { api, persistent }: Connection,
  eventType: string,
  settings: object,
): Promise<EventDestinationObject> {
  const created = await api.post<EventDestinationObject>(DESTINATIONS, {
    name: `Smoke test ${id}`,
    event_payload: 'snapshot',
    enabled_events: [eventType],
    metadata: { [RUN_METADATA]: id },
    include: ['webhook_endpoint.signing_secret'],
    ...settings,
  });
  made.add(`destination ${created.id}`, () => deleteDestination(persistent, created.id));
  return created;
}

export async function createWebhook(
  run: RunContext,
  connection: Connection,
  eventType: string,
  url: string,
): Promise<Passed<Destination>> {
  const settings = { type: 'webhook_endpoint', webhook_endpoint: { url } };
  const { id, status, webhook_endpoint } = await createDestination(run, connection, eventType, settings);
  const secret = webhook_endpoint?.signing_secret ?? '';
  if (!secret.startsWith('whsec_')) throw new Error(`The response of the create call has no signing secret.`);
  if (status !== 'enabled') throw new Error(`${id} is ${status}.`);
  return passed(id, { id, secret });
}

/** The validate call accepts a good request, and names the field of a bad one. */
export async function validate({ api }: Connection, url: string): Promise<Passed<true>> {
  const check = (endpoint: string) =>
    api.post<{ valid: boolean; error: { param: string | null; message: string } | null }>(`${DESTINATIONS}/validate`, {
      name: 'Smoke test',
      type: 'webhook_endpoint',
      event_payload: 'snapshot',
      enabled_events: ['*'],
      webhook_endpoint: { url: endpoint },
    });
  const good = await check(url);
  if (!good.valid) throw new Error(`A valid request is refused: ${good.error?.message}`);
  const bad = await check('ftp://example.com');
  if (bad.valid || bad.error?.param !== 'webhook_endpoint.url') throw new Error('A URL with ftp: is not refused.');
  return passed('accepts a valid request, refuses another and names its field');
}

/** Returns the destinations of all runs in this account. */
export async function smokeDestinations(api: Client): Promise<EventDestinationObject[]> {
  const found: EventDestinationObject[] = [];
  for await (const one of v2Items<EventDestinationObject>(api, DESTINATIONS, {}, Number.POSITIVE_INFINITY))
    if (RUN_METADATA in one.metadata) found.push(one);
  return found;
}

export async function deleteDestination(api: Client, id: string): Promise<void> {
  try {
    await api.delete(destinationPath(id));
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  }
}
