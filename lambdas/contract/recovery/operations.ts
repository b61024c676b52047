/** `/v2/core/event_destinations/{id}/recover` and `…/recoveries` */
import * as z from 'zod';
import { destinationPath } from '../destination/event-destination.ts';
import { v2ListOf } from '../lists.ts';
import { operation } from '../operation.ts';
import { listRecoveriesSchema, recoverSchema, recoveryDryRunObject, recoveryObject } from './recovery.ts';

const tag = 'Recoveries';
const path = `${destinationPath}/{id}/recoveries`;

export const recoverEventDestination = operation({
  id: 'recoverEventDestination',
  method: 'POST',
  path: `${destinationPath}/{id}/recover`,
  tag,
  summary: 'Recover the events that an event destination missed',
  description:
    'Resends missed events in the background, oldest first, at most `rate` per second. `statuses` selects which events count as ' +
    'missed: `failed`; `pending`, which were attempted and wait for a retry (the retry stays scheduled); `unattempted`, which ' +
    'matched the destination but have had no attempt for 3 minutes; and `not_sent`, which were published after the destination ' +
    'was created and did not match it then, because it was disabled or selected other types, but match it now.\n\n' +
    'Only one recovery runs for a destination at a time. A request for the same range returns the running recovery; a request ' +
    'for another range returns a 409. `dry_run` counts for up to 15 seconds and sends nothing.',
  access: 'deliveries:retry',
  body: recoverSchema,
  response: z.discriminatedUnion('dry_run', [recoveryObject, recoveryDryRunObject]),
});

export const listRecoveries = operation({
  id: 'listRecoveries',
  method: 'GET',
  path,
  tag,
  summary: 'List the recoveries of an event destination',
  description: 'Returns recoveries, newest first. A recovery is stored for 30 days after it ended.',
  access: 'destinations:read',
  query: listRecoveriesSchema,
  response: v2ListOf(recoveryObject),
});

export const getRecovery = operation({
  id: 'getRecovery',
  method: 'GET',
  path: `${path}/{recovery}`,
  tag,
  summary: 'Retrieve a recovery',
  access: 'destinations:read',
  response: recoveryObject,
});

export const stopRecovery = operation({
  id: 'stopRecovery',
  method: 'POST',
  path: `${path}/{recovery}/stop`,
  tag,
  summary: 'Stop a recovery',
  description:
    'Stops scheduling deliveries. Deliveries that are already in the queue, at most two minutes of them, are still made. A ' +
    'recovery that has ended is returned unchanged.',
  access: 'deliveries:retry',
  response: recoveryObject,
});
