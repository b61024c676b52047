/** `POST /v1/events` and `/v1/events/batch`: the requests. */
import * as z from 'zod';
import { InvalidFieldsError, PayloadTooLargeError } from '../../core/errors.ts';
import { MAX_EVENT_BYTES } from '../../core/event/event.ts';
import { isAlwaysThin } from '../../core/event/event-body.ts';
import { MAX_EVENT_ID_LENGTH } from '../../core/ids.ts';
import type { PublishRequest } from '../../core/publish/ports.ts';
import { accountId, apiVersionName, eventTypeName, idText, line, wholeNumber } from '../fields.ts';
import { jsonObject } from '../json-object.ts';
import { parse } from '../parse.ts';
import { MAX_BODY_BYTES } from './payload-limits.ts';

/** Maximum number of events in one batch. */
export const MAX_BATCH_EVENTS = 100;

/** One event to publish. */
export const publishSchema = z
  .strictObject({
    type: eventTypeName
      .refine(
        (type) => !isAlwaysThin(type),
        'should not begin with v2.core., which is reserved for events of Waybill itself.',
      )
      .describe('Destinations select events by type. Types that begin with `v2.core.` are reserved.'),
    data: z
      .strictObject({
        object: jsonObject.meta({
          description: 'The object that the event is about.',
          examples: [{ id: 'in_1', object: 'invoice', status: 'paid' }],
        }),
        previous_attributes: jsonObject.optional().describe('The former values of the fields that changed.'),
      })
      .describe(`Delivered to destinations unchanged. The event can have up to ${MAX_EVENT_BYTES} bytes of JSON.`),
    account: accountId
      .optional()
      .describe('The account that the event belongs to. Defaults to the account of the call.'),
    api_version: apiVersionName
      .optional()
      .describe(
        'The API version of `data`. It must be in the catalog, unless the catalog has no versions. Defaults to the default version of the catalog.',
      ),
    created: wholeNumber(0, 253_402_300_799).optional().describe('Unix seconds. Defaults to the current time.'),
    related_object: z
      .strictObject({ id: idText, type: idText, url: line(2000) })
      .optional()
      .describe('The object that thin events refer to.'),
    id: z
      .string()
      .max(MAX_EVENT_ID_LENGTH)
      .regex(/^evt_[A-Za-z0-9_-]+$/, 'should be evt_ followed by letters, digits, _ or -.')
      .optional()
      .describe('Your own id for the event. Publishing again with the same id returns the same event.'),
  })
  .meta({ id: 'publish_event' });

/** Each event is checked separately, so that an invalid event does not fail the others. The OpenAPI document has its schema. */
const uncheckedEvent = z.unknown().meta({ $ref: '#/$defs/publish_event' });

export const publishBatchSchema = z.strictObject({
  events: z.array(uncheckedEvent).min(1).max(MAX_BATCH_EVENTS),
});

/** Converts an event of the API to a publish request. @throws PayloadTooLargeError over MAX_EVENT_BYTES of JSON */
export function toPublishRequest(event: z.output<typeof publishSchema>): PublishRequest {
  const { data, api_version, related_object, account, created, id, type } = event;
  if (Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES) {
    throw new PayloadTooLargeError(`The event should have at most ${MAX_EVENT_BYTES} bytes of JSON.`, {
      param: 'data',
    });
  }
  const { object, previous_attributes } = data;
  return {
    type,
    data: previous_attributes === undefined ? { object } : { object, previous_attributes },
    ...(account === undefined ? {} : { account }),
    ...(api_version === undefined ? {} : { apiVersion: api_version }),
    ...(created === undefined ? {} : { created }),
    ...(related_object === undefined ? {} : { relatedObject: related_object }),
    ...(id === undefined ? {} : { id }),
  };
}

/** Parses one event. @throws InvalidFieldsError naming the field, PayloadTooLargeError */
export const parsePublishRequest = (body: unknown): PublishRequest => toPublishRequest(parse(publishSchema, body));

/**
 * Parses each event of a batch separately. Returns, in order, the request or the error, which names the field from the batch
 * (`events[3].type`).
 * @throws PayloadTooLargeError when the events together are too large for the response
 */
export function parsePublishBatch({
  events,
}: z.output<typeof publishBatchSchema>): (PublishRequest | InvalidFieldsError | PayloadTooLargeError)[] {
  // The response contains the events, and numbers may be longer than in the request (1e20).
  if (Buffer.byteLength(JSON.stringify(events)) > MAX_BODY_BYTES) {
    throw new PayloadTooLargeError(`events: should have at most ${MAX_BODY_BYTES} bytes of JSON in total.`, {
      param: 'events',
    });
  }
  return events.map((event, index) => {
    try {
      return parsePublishRequest(event);
    } catch (error) {
      const at = `events[${index}]`;
      if (error instanceof PayloadTooLargeError)
        return new PayloadTooLargeError(`${at}: ${error.message}`, { param: at });
      if (!(error instanceof InvalidFieldsError)) throw error;
      if (error.param === undefined)
        return new InvalidFieldsError(`${at}: ${error.message}`, { param: at, cause: error });
      return new InvalidFieldsError(`${at}.${error.message}`, { param: `${at}.${error.param}`, cause: error });
    }
  });
}
