/** `POST /v1/events` and `POST /v1/events/batch`. */
import { parsePublishBatch, parsePublishRequest } from '../contract/publish.ts';
import { WaybillError } from '../core/errors.ts';
import type { JsonObject, WaybillEvent } from '../core/event.ts';
import { snapshotBody } from '../core/event-body.ts';
import {
  type Publisher,
  type PublishPorts,
  type PublishResult,
  type PublishSettings,
  publishEvents,
} from '../core/publish.ts';
import type { PublishRequest } from '../core/publish-request.ts';
import type { ApiRequest, Route } from '../middleware/api-request.ts';
import { errorAnswer } from '../middleware/errors.ts';

export function publishRoutes(settings: PublishSettings, ports: PublishPorts): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/events',
      handler: async (request) => {
        const [result] = await publishEvents(
          [parsePublishRequest(request.body)],
          publisherOf(request),
          settings,
          ports,
        );
        return { body: bodyOf(eventOf(result), request) };
      },
    },
    {
      method: 'POST',
      path: '/v1/events/batch',
      handler: async (request) => {
        const parsed = parsePublishBatch(request.body);
        const valid = parsed.filter((one): one is PublishRequest => !(one instanceof WaybillError));
        const published = (await publishEvents(valid, publisherOf(request), settings, ports)).values();
        const results = parsed.map((one) => (one instanceof WaybillError ? { error: one } : published.next().value));
        return batchAnswer(results as PublishResult[], request);
      },
    },
  ];
}

const publisherOf = ({ auth, requestId, idempotencyKey }: ApiRequest): Publisher => ({
  ...auth.tenant,
  platform: auth.platform,
  request: { id: requestId, idempotency_key: idempotencyKey },
});

function eventOf(result: PublishResult | undefined): WaybillEvent {
  if (result && 'event' in result) return result.event;
  throw result?.error ?? new WaybillError('Publishing gave no result.');
}

const bodyOf = (event: WaybillEvent, { auth }: ApiRequest): JsonObject =>
  snapshotBody(event, { pendingWebhooks: event.destinations.length, viewer: auth.tenant.account });

/** Each event, or what is wrong with it, in the order sent. 200 when at least one was taken, else the first error's. */
function batchAnswer(results: readonly PublishResult[], request: ApiRequest) {
  const errors = results.flatMap((result) => ('error' in result ? [result.error] : []));
  const data = results.map((result) =>
    'error' in result ? errorAnswer(result.error, 'v1').body : bodyOf(result.event, request),
  );
  const status = errors.length < results.length ? 200 : (errors[0]?.status ?? 400);
  return { status, body: { data, failed: errors.length } };
}
