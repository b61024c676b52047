/** `POST /v1/events` and `/v1/events/batch`: apart from the rest, for they are all that the publish function has. */
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
    'A 200 means that the event is stored and will be delivered at least once to each destination it matches. After a 503 `unavailable`, publish it again with the same id or idempotency key: a repeat stores no second event.',
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
    'Each succeeds or fails independently: `data` has, in the order sent, the event or its error. The status is 200 when at least one was published: check `failed`. An error of type `api_error` is retryable: publish that event again with the same id, or the whole call with the same idempotency key. One call makes up to 3,200 deliveries (events × destinations); a larger one is refused with `param: events`, and nothing is stored.',
  access: 'events:publish',
  body: publishBatchSchema,
  response: z.object({
    data: z.array(z.union([eventObject, v1ErrorObject])).describe('In the order sent.'),
    failed: z.int().describe('How many were not taken.'),
  }),
  idempotency: 'seed',
});
