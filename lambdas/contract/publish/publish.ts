/** `POST /v1/events` and `/v1/events/batch`: what a publisher sends. */
import * as z from 'zod';
import { InvalidFieldsError, PayloadTooLargeError } from '../../core/errors.ts';
import { MAX_EVENT_BYTES } from '../../core/event/event.ts';
import { MAX_EVENT_ID_LENGTH } from '../../core/ids.ts';
import type { PublishRequest } from '../../core/publish/request.ts';
import { accountId, apiVersionName, eventTypeName, idText, line, wholeNumber } from '../fields.ts';
import { jsonObject } from '../json-object.ts';
import { parse } from '../parse.ts';
import { MAX_BODY_BYTES } from './payload-limits.ts';

/** Most events in one batch. */
export const MAX_BATCH_EVENTS = 100;

const OWN_TYPES = 'v2.core.';

/** One event to publish. */
export const publishSchema = z
  .strictObject({
    type: eventTypeName
      .refine(
        (type) => !type.startsWith(OWN_TYPES),
        `should not begin with ${OWN_TYPES}: those are the platform's own.`,
      )
      .describe(`Destinations choose by it. What begins with \`${OWN_TYPES}\` is the platform's own.`),
    data: z
      .strictObject({
        object: jsonObject.meta({
          description: 'What the event is about.',
          examples: [{ id: 'in_1', object: 'invoice', status: 'paid' }],
        }),
        previous_attributes: jsonObject.optional().describe('What changed, as it was before.'),
      })
      .describe(`Passed on to destinations as it came; the event has up to ${MAX_EVENT_BYTES} bytes of JSON.`),
    account: accountId.optional().describe('Whose event it is; the account of the call when left out.'),
    api_version: apiVersionName
      .optional()
      .describe(
        "The version that `data` is in, one of the catalog's where it has any; the catalog's default when left out.",
      ),
    created: wholeNumber(0, 253_402_300_799).optional().describe('Unix seconds; now when left out.'),
    related_object: z
      .strictObject({ id: idText, type: idText, url: line(2000) })
      .optional()
      .describe('What thin events point to.'),
    id: z
      .string()
      .max(MAX_EVENT_ID_LENGTH)
      .regex(/^evt_[A-Za-z0-9_-]+$/, 'should be evt_ followed by letters, digits, _ or -.')
      .optional()
      .describe('An id of your own: an event that is published again under it is the same event.'),
  })
  .meta({ id: 'publish_event' });

/** Checked by itself, so that one that is wrong does not stop the others. The document says what it should be. */
const uncheckedEvent = z.unknown().meta({ $ref: '#/$defs/publish_event' });

export const publishBatchSchema = z.strictObject({
  events: z.array(uncheckedEvent).min(1).max(MAX_BATCH_EVENTS),
});

/** @throws PayloadTooLargeError over MAX_EVENT_BYTES of JSON */
export function toPublishRequest(event: z.output<typeof publishSchema>): PublishRequest {
  const { data, api_version, related_object, account, created, id, type } = event;
  if (Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES) {
    throw new PayloadTooLargeError(`An event may have up to ${MAX_EVENT_BYTES} bytes of JSON.`, { param: 'data' });
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

/** @throws InvalidFieldsError naming the field, PayloadTooLargeError */
export const parsePublishRequest = (body: unknown): PublishRequest => toPublishRequest(parse(publishSchema, body));

/**
 * Each event of a batch on its own, in order: the request, or what is wrong with it, its fields named from the batch
 * (`events[3].type`).
 * @throws PayloadTooLargeError when they are too large together to be returned
 */
export function parsePublishBatch({
  events,
}: z.output<typeof publishBatchSchema>): (PublishRequest | InvalidFieldsError | PayloadTooLargeError)[] {
  // The response contains the events, and numbers may be longer than in the request (1e20).
  if (Buffer.byteLength(JSON.stringify(events)) > MAX_BODY_BYTES) {
    throw new PayloadTooLargeError(`events: may have up to ${MAX_BODY_BYTES} bytes of JSON together.`, {
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
