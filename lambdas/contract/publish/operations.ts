/** `POST /v1/events` and `/v1/events/batch`, the operations of the publish function. */
import * as z from 'zod';
import { v1ErrorObject } from '../error-object.ts';
import { eventObject } from '../event/event-object.ts';
import { operation } from '../operation.ts';
import { publishBatchSchema, publishSchema } from './publish.ts';

const tag = 'Events';

export const publishEvent = operation({
  id: 'publishEvent',
  method: 'POST',
  path: '/v1/events',
  tag,
  summary: 'Publish an event',
  description:
    'After a 200 the event is stored and will be delivered at least once to each matching destination. After a 503 `unavailable`, publish the event again with the same id or idempotency key. A repeat does not store a second event.',
  access: 'events:publish',
  body: publishSchema,
  response: eventObject,
  idempotency: 'seed',
});

export const publishEvents = operation({
  id: 'publishEvents',
  method: 'POST',
  path: '/v1/events/batch',
  tag,
  summary: 'Publish up to 100 events',
  description:
    'Each event succeeds or fails independently. `data` contains each event or its error, in the order of the request. The status is 200 when at least one event was published, so check `failed`. An error of type `api_error` is retryable: publish that event again with the same id, or repeat the whole call with the same idempotency key. A call can make up to 3,200 deliveries (events × destinations). A larger call returns an error with `param: events`, and nothing is stored.',
  access: 'events:publish',
  body: publishBatchSchema,
  response: z.object({
    data: z.array(z.union([eventObject, v1ErrorObject])).describe('In the order of the request.'),
    failed: z.int().describe('Number of events that were not published.'),
  }),
  idempotency: 'seed',
});
