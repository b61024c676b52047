/** `POST /v1/events` and `POST /v1/events/batch`. */
import type { V1ErrorObject } from '../contract/error-object.ts';
import { type EventObject, toEventObject } from '../contract/event/event-object.ts';
import * as operations from '../contract/publish/operations.ts';
import { parsePublishBatch, toPublishRequest } from '../contract/publish/publish.ts';
import { WaybillError } from '../core/errors.ts';
import type { WaybillEvent } from '../core/event/event.ts';
import type { PublishRequest } from '../core/publish/ports.ts';
import {
  type Publisher,
  type PublishPorts,
  type PublishResult,
  type PublishSettings,
  publishEvents,
} from '../core/publish/publish.ts';
import { type ApiRequest, implement, type Route } from '../middleware/api-request.ts';
import { errorResponse } from '../middleware/errors.ts';

export const publishRoutes = (settings: PublishSettings, ports: PublishPorts): Route[] => [
  implement(operations.publishEvent, async (request) => {
    const [result] = await publishEvents([toPublishRequest(request.body)], publisherOf(request), settings, ports);
    return { body: bodyOf(eventOf(result), request) };
  }),
  implement(operations.publishEvents, async (request) => {
    const parsed = parsePublishBatch(request.body);
    const valid = parsed.filter((one): one is PublishRequest => !(one instanceof WaybillError));
    const published = (await publishEvents(valid, publisherOf(request), settings, ports)).values();
    const results = parsed.map((one) => (one instanceof WaybillError ? { error: one } : published.next().value));
    return batchAnswer(results as PublishResult[], request);
  }),
];

const publisherOf = ({ auth, requestId, idempotencyKey, seed, shards }: ApiRequest): Publisher => ({
  ...auth.tenant,
  platform: auth.platform,
  request: { id: requestId, idempotency_key: idempotencyKey },
  seed,
  shards,
  repeatable: idempotencyKey !== null,
});

function eventOf(result: PublishResult | undefined): WaybillEvent {
  if (result && 'event' in result) return result.event;
  throw result?.error ?? new WaybillError('Publishing returned no result.');
}

const bodyOf = (event: WaybillEvent, { auth }: ApiRequest): EventObject =>
  toEventObject(event, { pendingWebhooks: event.destinations.length, viewer: auth.tenant.account });

/**
 * Returns each event or its error, in the order sent. The status is 200 when at least one was published, else that of a
 * retryable error if there is one: a repeat does not change the others.
 */
function batchAnswer(results: readonly PublishResult[], request: ApiRequest) {
  const errors = results.flatMap((result) => ('error' in result ? [result.error] : []));
  const data = results.map((result) =>
    'error' in result ? (errorResponse(result.error, 'v1').body as V1ErrorObject) : bodyOf(result.event, request),
  );
  const body = { data, failed: errors.length };
  if (errors.length < results.length) return { body };
  const { status, headers } = errorResponse(errors.find(({ retryable }) => retryable) ?? errors[0], 'v1');
  return { status, headers, body };
}
