/** `/v2/core/event_destinations`: what callers send. */
import * as z from 'zod';
import type { EventsFrom } from '../../core/destination/destination.ts';
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
} from '../fields.ts';
import { pageLimit, V2_PAGE } from '../lists.ts';

export const INCLUDABLE = ['webhook_endpoint.signing_secret', 'webhook_endpoint.url'] as const;
export type Includable = (typeof INCLUDABLE)[number];

/** Types and patterns one destination may list. */
export const MAX_ENABLED_EVENTS = 300;

const include = queryList(z.enum(INCLUDABLE), 10)
  .optional()
  .describe('Fields to answer that are null otherwise. The secret is told only by the call that makes it.');
const name = line(255).meta({ examples: ['Orders'] });
const description = lines(1000);
export const enabledEvents = z
  .array(eventTypePattern)
  .min(1)
  .max(MAX_ENABLED_EVENTS)
  .meta({
    description:
      'Event types, groups such as `invoice.*`, or `*`. A thin destination cannot take `*`, nor name a type of which the catalog says that it has no thin form.',
    examples: [['invoice.paid', 'customer.*']],
  });
export const endpointUrl = line(4096).meta({
  description: 'Where events are posted to. In live mode it has to be https.',
  examples: ['https://example.com/webhooks'],
});

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
  .max(4)
  .describe(
    '`@self`: events of the account itself, which is what it gets when this is left out. `@accounts`: events of other accounts, for the platform. `self` and `other_accounts` are older spellings.',
  );

/** Metadata has only so many keys: arguments of `refine`. */
export const fewKeys: [(metadata: object) => boolean, string] = [
  (metadata) => Object.keys(metadata).length <= METADATA_LIMITS.keys,
  `should have at most ${METADATA_LIMITS.keys} keys.`,
];
const metadata = z
  .record(metadataKey, metadataValue)
  .refine(...fewKeys)
  .meta({ description: 'Whatever you want to keep with it.', maxProperties: METADATA_LIMITS.keys });

const busArn = line(1600).describe('ARN of the bus; the default bus of that account and region when left out.');
const roleArn = line(600).describe(
  "ARN of a role to assume, with the destination's id as external id. Without one the bus policy has to let the platform in.",
);
const awsAccountId = z
  .string()
  .regex(/^\d{12}$/, 'should be an AWS account id, 12 digits.')
  .describe('AWS account of the bus. The account that the platform runs in is refused, unless the platform permits it.')
  .meta({ examples: ['123456789012'] });
const awsRegion = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'should be an AWS region such as eu-west-1.')
  .meta({ examples: ['eu-west-1'] });

const base = {
  name,
  description: description.optional(),
  event_payload: z
    .enum(['snapshot', 'thin'])
    .describe('`snapshot`: events with their data. `thin`: only what happened to which object, to be fetched.'),
  enabled_events: enabledEvents,
  events_from: eventsFrom.optional(),
  snapshot_api_version: apiVersionName
    .optional()
    .describe(
      "The version that snapshots are in, one of the catalog's where it has any. When left out: the account's default, else the catalog's.",
    ),
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
      webhook_endpoint: z.strictObject({ url: endpointUrl }),
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
  metadata: z
    .record(metadataKey, metadataValue.nullable())
    .refine(...fewKeys)
    .optional()
    .meta({ description: 'A null value deletes the key, others are merged.', maxProperties: METADATA_LIMITS.keys }),
  webhook_endpoint: z.strictObject({ url: endpointUrl.optional() }).optional(),
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

export const listDestinationsSchema = z.strictObject({
  limit: pageLimit(V2_PAGE),
  page: line(4000).optional().describe('Of a `next_page_url` or `previous_page_url`.'),
  include,
});
/** What a page token of the list carries. */
export const listDestinationsFilters = z.strictObject({ include });

/** Longest time an old secret goes on signing, seconds. */
export const MAX_SECRET_OVERLAP = 86_400;

export const rollSecretSchema = z.strictObject({
  expires_in: wholeNumber(0, MAX_SECRET_OVERLAP).optional().meta({
    description: 'Seconds for which the secrets before it go on signing.',
    default: MAX_SECRET_OVERLAP,
  }),
  include,
});

export const destinationPath = '/v2/core/event_destinations';
