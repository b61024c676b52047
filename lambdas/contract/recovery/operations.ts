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
  summary: 'Resend what an event destination missed',
  description:
    'In the background, oldest first, no faster than `rate`. `statuses` says what counts as missed: `failed`; `pending`, ' +
    'attempted and waiting for a retry, which stays planned; `unattempted`, meant for the destination and not tried for 3 ' +
    'minutes; `not_sent`, published since the destination was created, not meant for it then because it was disabled or ' +
    'selected other types, and selected by it now. The last two look at events of its own account only, also where it ' +
    "takes other accounts' events.\n\n" +
    'One recovery runs for a destination at a time. Asking for the same range again meanwhile answers the one that runs; ' +
    'asking for another is a 409. `dry_run` counts for up to 15 seconds and starts nothing.',
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
  description: 'Newest first. They are kept for 30 days after they ended.',
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
    'Nothing more is scheduled; what is in the queue already, at most two minutes of it, still goes out. One that has ' +
    'ended is answered as it is.',
  access: 'deliveries:retry',
  response: recoveryObject,
});
