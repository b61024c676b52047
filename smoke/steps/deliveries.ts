/** Publishing, and what arrives at the endpoint of the run. */
import { destinationPath, EVENTS, eventTypePath } from '../../api-client/paths.ts';
import type { EventTypeObject } from '../../lambdas/contract/catalog/catalog.ts';
import type { AttemptObject, DeliveryBody, DeliveryDetailObject } from '../../lambdas/contract/delivery/delivery.ts';
import type { EventObject } from '../../lambdas/contract/event/event-object.ts';
import type { Receiver } from '../receivers/receiver.ts';
import type { Connection, RunContext } from '../run-context.ts';
import { type ReceivedRequest, verifiedEvent } from '../signatures.ts';
import { type Passed, passed } from '../steps.ts';
import { eventually } from '../waiting.ts';
import type { Destination } from './destinations.ts';

/** Type of the event that a run publishes, unless `--event-type` names one. */
export const EVENT_TYPE = 'waybill.smoke';

/** @param matching number of destinations of this run that select the event */
export async function publish(
  { id, options: { eventType } }: RunContext,
  { api, own }: Connection,
  matching: number,
): Promise<Passed<string>> {
  const event =
    eventType === undefined
      ? { type: EVENT_TYPE, data: { object: { id: `smoke_${id}`, object: 'smoke_test' } } }
      : await exampleOf(own, eventType);
  const published = await api.post<EventObject>(EVENTS, event);
  const { pending_webhooks: pending } = published;
  if (pending < matching)
    throw new Error(`${published.id} goes to ${pending} destinations, but ${matching} of this run select its type.`);
  return passed(`${published.id}, ${published.type}, to ${pending} destinations`, published.id);
}

async function exampleOf(own: Connection['own'], type: string): Promise<object> {
  const { example, api_version } = await own.get<EventTypeObject>(eventTypePath(type));
  if (example === null) throw new Error(`The catalog has no example of ${type}.`);
  return { type, data: { object: example }, ...(api_version && { api_version }) };
}

/** Sends a ping to a destination, and waits for it. */
export async function ping(
  run: RunContext,
  connection: Connection,
  receiver: Receiver,
  destination: Destination,
): Promise<Passed<true>> {
  const event = await connection.api.post<{ id: string }>(`${destinationPath(destination.id)}/ping`);
  return arrives(run, connection, receiver, destination, event.id);
}

/** Waits until an event is delivered, and checks the request that the endpoint received. */
export async function arrives(
  { limits }: RunContext,
  { api }: Connection,
  receiver: Receiver,
  { id, secret }: Destination,
  event: string,
): Promise<Passed<true>> {
  const record = () => api.get<DeliveryDetailObject>(deliveryPath(id, event));
  const delivered = await eventually(async () => {
    const delivery = await record();
    return delivery.status === 'delivered' ? delivery : undefined;
  }, limits);
  if (!delivered) throw new Error(`${event} was not delivered in time: ${summaryOf(await record())}`);
  const last = delivered.attempts.at(-1) as AttemptObject;
  const request = receiver.received
    ? await eventually(async () => (await receiver.received?.(event))?.[0], limits)
    : await recordedRequest(api, id, event, last);
  if (!request) throw new Error(`${event} is recorded as delivered, but did not arrive at ${receiver.description}.`);
  const { id: arrived } = verifiedEvent(request, secret);
  if (arrived !== event) throw new Error(`${arrived} arrived instead of ${event}.`);
  return passed(`${event} in ${Math.round(last.duration_ms)} ms, HTTP ${last.http_status}, both signatures are valid`);
}

export const deliveryPath = (destination: string, event: string): string =>
  `${destinationPath(destination)}/deliveries/${encodeURIComponent(event)}`;

/** Returns the request that the platform has sent, by its own record. */
async function recordedRequest(
  api: Connection['api'],
  destination: string,
  event: string,
  { request_headers: headers }: AttemptObject,
): Promise<ReceivedRequest> {
  const { body, body_error } = await api.get<DeliveryBody>(deliveryPath(destination, event), { include: ['body'] });
  if (body === null) throw new Error(`The request body of ${event} cannot be read: ${body_error?.message}`);
  return { headers, body };
}

export function summaryOf({ status, attempts, failure_reason }: DeliveryDetailObject): string {
  const last = attempts.at(-1);
  const result = last && (last.error?.message ?? `HTTP ${last.http_status}`);
  return [status, failure_reason, result && `attempt ${last.number}: ${result}`, !last && 'no attempt was made']
    .filter(Boolean)
    .join(', ');
}
