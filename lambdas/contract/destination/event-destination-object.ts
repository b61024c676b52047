/** The event destination object of the API. */
import * as z from 'zod';
import { DESTINATION_TYPES, type Destination, type DestinationType } from '../../core/destination/destination.ts';
import { missedSince } from '../../core/destination/missed-since.ts';
import { CONTRACTS, type Contracts, contractOf, eachType } from '../destination-types/by-type.ts';
import type { DestinationView } from '../destination-types/type-contract.ts';
import { timeOrNull, timeText } from '../times.ts';
import { deliveryLimitsObject, toDeliveryLimitsObject } from './delivery-limits.ts';
import { destinationHealthObject, type HealthView, toDestinationHealthObject } from './destination-health-object.ts';

const time = z.iso.datetime();

export const eventDestinationObject = z
  .object({
    id: z.string(),
    object: z.literal('v2.core.event_destination'),
    created: time,
    updated: time,
    name: z.string(),
    description: z.string(),
    type: z.enum(DESTINATION_TYPES),
    event_payload: z.enum(['snapshot', 'thin']),
    enabled_events: z.array(z.string()),
    events_from: z.array(z.enum(['@self', '@accounts'])),
    livemode: z.boolean(),
    metadata: z.record(z.string(), z.string()),
    snapshot_api_version: z.string().nullable().describe('Null for thin events.'),
    status: z.enum(['enabled', 'disabled']),
    status_details: z
      .object({
        disabled: z.object({ reason: z.enum(['user', 'no_aws_event_source_exists', 'gone', 'failing']) }),
      })
      .nullable()
      .describe(
        'Why the destination is disabled: by a call (`user`), because the event bus does not exist (`no_aws_event_source_exists`), because the endpoint returned a 410 (`gone`), or because it kept failing (`failing`).',
      ),
    health: destinationHealthObject,
    missed_since: time
      .nullable()
      .describe(
        'Start of the time in which the destination missed events because it is or was disabled. Send it as `since` to the recover call after you enable the destination. Null if it was never disabled, or was recovered since.',
      ),
    delivery_limits: deliveryLimitsObject,
    ...eachType<{ [T in DestinationType]: z.ZodOptional<Contracts[T]['object']> }>((type) =>
      CONTRACTS[type].object.optional(),
    ),
  })
  .meta({ id: 'v2.core.event_destination' });
export type EventDestinationObject = z.infer<typeof eventDestinationObject>;

export const eventDestinationValidation = z.object({
  object: z.literal('v2.core.event_destination_validation'),
  valid: z.boolean().describe('Whether the request is valid.'),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      param: z.string().nullable().describe('The invalid field, such as `webhook_endpoint.url`.'),
    })
    .nullable()
    .describe('The error that the create call would return. Null when the request is valid.'),
});

export function toEventDestinationObject(
  destination: Destination,
  view: DestinationView & HealthView,
): EventDestinationObject {
  const { disabledReason, status } = destination;
  const missed = missedSince(destination, view.now);
  return {
    id: destination.id,
    object: 'v2.core.event_destination',
    created: timeText(destination.created),
    updated: timeText(destination.updated),
    name: destination.name,
    description: destination.description,
    type: destination.type,
    event_payload: destination.eventPayload,
    enabled_events: [...destination.enabledEvents],
    events_from: [...destination.eventsFrom],
    livemode: destination.mode === 'live',
    metadata: { ...destination.metadata },
    snapshot_api_version: destination.snapshotApiVersion,
    status,
    status_details: status === 'disabled' ? { disabled: { reason: disabledReason ?? 'user' } } : null,
    health: toDestinationHealthObject(destination, view),
    missed_since: timeOrNull(missed),
    delivery_limits: toDeliveryLimitsObject(destination.deliveryLimits),
    ...{ [destination.type]: contractOf(destination.type).toObject(destination, view) },
  };
}
