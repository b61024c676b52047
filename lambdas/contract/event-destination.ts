/** `/v2/core/event_destinations`: what callers send. */
import * as z from 'zod';
import type { EventsFrom } from '../core/destination.ts';
import {
  apiVersionName,
  eventTypePattern,
  line,
  lines,
  METADATA_LIMITS,
  metadataKey,
  metadataValue,
  queryList,
  wholeNumber,
} from './fields.ts';
import { V2_PAGE } from './lists.ts';

export const INCLUDABLE = ['webhook_endpoint.signing_secret', 'webhook_endpoint.url'] as const;
export type Includable = (typeof INCLUDABLE)[number];

/** Types and patterns one destination may list. */
export const MAX_ENABLED_EVENTS = 300;

const include = queryList(z.enum(INCLUDABLE), 10).optional();
const name = line(255);
const description = lines(1000);
const enabledEvents = z.array(eventTypePattern).min(1).max(MAX_ENABLED_EVENTS);
const url = line(4096);

/** The spellings before they were given an `@` are taken as well. */
const EVENTS_FROM: Record<string, EventsFrom> = {
  '@self': '@self',
  self: '@self',
  '@accounts': '@accounts',
  other_accounts: '@accounts',
};
const eventsFrom = z
  .array(z.enum(['@self', '@accounts', 'self', 'other_accounts']).transform((spelt) => EVENTS_FROM[spelt] ?? '@self'))
  .min(1)
  .max(4);

const withinLimit = (metadata: object): boolean => Object.keys(metadata).length <= METADATA_LIMITS.keys;
const tooMany = `should have at most ${METADATA_LIMITS.keys} keys.`;
const metadata = z.record(metadataKey, metadataValue).refine(withinLimit, tooMany);

const busArn = line(1600);
const roleArn = line(600);
const awsAccountId = z.string().regex(/^\d{12}$/, 'should be an AWS account id, 12 digits.');
const awsRegion = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'should be an AWS region such as eu-west-1.');

const base = {
  name,
  description: description.optional(),
  event_payload: z.enum(['snapshot', 'thin']),
  enabled_events: enabledEvents,
  events_from: eventsFrom.optional(),
  snapshot_api_version: apiVersionName.optional(),
  metadata: metadata.optional(),
  include,
};

const notOfType = (type: string) => z.undefined(`is not part of a destination of type ${type}.`).optional();

/** The type decides which of the two targets is asked for. */
export const createDestinationSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      ...base,
      type: z.literal('webhook_endpoint'),
      webhook_endpoint: z.strictObject({ url }),
      amazon_eventbridge: notOfType('webhook_endpoint'),
    }),
    z.strictObject({
      ...base,
      type: z.literal('amazon_eventbridge'),
      amazon_eventbridge: z.strictObject({
        aws_account_id: awsAccountId,
        aws_region: awsRegion,
        event_bus_arn: busArn.optional(),
        role_arn: roleArn.optional(),
      }),
      webhook_endpoint: notOfType('amazon_eventbridge'),
    }),
  ],
  {
    error: ({ input }) => {
      const type = (input as { type?: unknown } | undefined)?.type;
      if (type === undefined) return 'is required: "webhook_endpoint" or "amazon_eventbridge".';
      if (type === 'azure_event_grid') {
        return 'azure_event_grid is not supported here; use "webhook_endpoint" or "amazon_eventbridge".';
      }
      return 'should be "webhook_endpoint" or "amazon_eventbridge".';
    },
  },
);

const immutable = z.undefined('cannot be changed after creation; create another destination instead.').optional();

export const updateDestinationSchema = z.strictObject({
  name: name.optional(),
  description: description.nullable().optional(),
  enabled_events: enabledEvents.optional(),
  /** A null value deletes the key, others are merged. */
  metadata: z.record(metadataKey, metadataValue.nullable()).refine(withinLimit, tooMany).optional(),
  webhook_endpoint: z.strictObject({ url: url.optional() }).optional(),
  amazon_eventbridge: z
    .strictObject({
      event_bus_arn: busArn.optional(),
      role_arn: roleArn.nullable().optional(),
      aws_account_id: immutable,
      aws_region: immutable,
    })
    .optional(),
  include,
  type: immutable,
  event_payload: immutable,
  events_from: immutable,
  snapshot_api_version: immutable,
});

export const getDestinationSchema = z.strictObject({ include });

const limit = wholeNumber(1, V2_PAGE.max).optional();

export const listDestinationsSchema = z.strictObject({ limit, page: line(4000).optional(), include });
/** What a page token of the list carries. */
export const listDestinationsFilters = z.strictObject({ include });

/** Longest time an old secret goes on signing, seconds. */
export const MAX_SECRET_OVERLAP = 86_400;

export const rollSecretSchema = z.strictObject({
  expires_in: wholeNumber(0, MAX_SECRET_OVERLAP).optional(),
  include,
});

export const destinationPath = '/v2/core/event_destinations';
