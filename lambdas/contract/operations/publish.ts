/** `POST /v1/events` and `/v1/events/batch`: apart from the rest, for they are all that the publish function has. */
import * as z from 'zod';
import { v1ErrorObject } from '../error-object.ts';
import { eventObject } from '../event-object.ts';
import { operation } from '../operation.ts';
import { publishBatchSchema, publishSchema } from '../publish.ts';

const tag = 'Events';

export const publishEvent = operation({
  id: 'publishEvent',
  method: 'POST',
  path: '/v1/events',
  tag,
  summary: 'Publish an event',
  description:
    'A 200 means that the event is stored and will be delivered at least once to each destination it matches.',
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
    'Each stands for itself: `data` has, in the order sent, the event or what is wrong with it. The status is 200 when at least one was taken.',
  access: 'events:publish',
  body: publishBatchSchema,
  response: z.object({
    data: z.array(z.union([eventObject, v1ErrorObject])).describe('In the order sent.'),
    failed: z.int().describe('How many were not taken.'),
  }),
  idempotency: 'seed',
});
