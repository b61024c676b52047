/** `/v2/core/event_destinations`: the requests. */
import * as z from 'zod';
import { DESTINATION_TYPES, type DestinationType, type EventsFrom } from '../../core/destination/destination.ts';
import { CONTRACTS, type Contracts, eachType, INCLUDABLE } from '../destination-types/by-type.ts';
import {
  apiVersionName,
  eventTypePattern,
  immutable,
  line,
  lines,
  METADATA_LIMITS,
  metadataKey,
  metadataValue,
  queryList,
  wholeNumber,
} from '../fields.ts';
import { pageLimit, V2_PAGE } from '../lists.ts';
import { deliveryLimitsField } from './delivery-limits.ts';

/** Maximum number of type patterns of a destination. */
export const MAX_ENABLED_EVENTS = 300;

const include = queryList(z.enum(INCLUDABLE), 10)
  .optional()
  .describe(
    'Fields to return that are null otherwise. The signing secret is returned only by the call that generates it.',
  );
const name = line(255).meta({ examples: ['Orders'] });
const description = lines(1000);
export const enabledEvents = z
  .array(eventTypePattern)
  .min(1)
  .max(MAX_ENABLED_EVENTS)
  .meta({
    description:
      'Event types, groups such as `invoice.*`, or `*`. A destination for thin events cannot select `*`, or name a type that has `thin: false` in the catalog. `v2.core.health.*` selects the events about the health of the other destinations.',
    examples: [['invoice.paid', 'customer.*']],
  });
/** Older SDKs write the values without `@`. */
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
    '`@self` selects events of the account of the destination, and is the default. `@accounts` selects events of other accounts, for the platform. `self` and `other_accounts` are older names of these values.',
  );

/** Arguments of `refine` that limit the number of metadata keys. */
export const fewKeys: [(metadata: object) => boolean, string] = [
  (metadata) => Object.keys(metadata).length <= METADATA_LIMITS.keys,
  `should have at most ${METADATA_LIMITS.keys} keys.`,
];
const metadata = z
  .record(metadataKey, metadataValue)
  .refine(...fewKeys)
  .meta({ description: 'Key-value pairs of your own.', maxProperties: METADATA_LIMITS.keys });

const base = {
  name,
  description: description.optional(),
  event_payload: z
    .enum(['snapshot', 'thin'])
    .describe('`snapshot` sends events with their data. `thin` sends only ids, and the receiver fetches the data.'),
  enabled_events: enabledEvents,
  events_from: eventsFrom.optional(),
  snapshot_api_version: apiVersionName
    .optional()
    .describe(
      'The API version of snapshot events. It must be in the catalog, unless the catalog has no versions. Defaults to the default version of the account, and then of the catalog.',
    ),
  metadata: metadata.optional(),
  delivery_limits: deliveryLimitsField.describe(
    'Limits of the deliveries to the destination. Events that exceed them are delivered later. Null: no limits.',
  ),
  include,
};

const baseObject = z.strictObject(base);

/** A create request of one type, before (`z.input`) or after it was parsed. */
type OfType<T extends DestinationType, Base, Settings> = Base & { type: T } & { [K in T]: Settings } & {
  [K in Exclude<DestinationType, T>]?: undefined;
};
type CreateInput = {
  [T in DestinationType]: OfType<T, z.input<typeof baseObject>, z.input<Contracts[T]['create']>>;
}[DestinationType];
type CreateOutput = {
  [T in DestinationType]: OfType<T, z.output<typeof baseObject>, z.output<Contracts[T]['create']>>;
}[DestinationType];

const createSchemaOf = (type: DestinationType) =>
  z.strictObject({
    ...base,
    type: z.literal(type),
    [type]: CONTRACTS[type].create,
    ...Object.fromEntries(
      DESTINATION_TYPES.filter((other) => other !== type).map((other) => [
        other,
        z.undefined(`is not a field of a destination of type ${type}.`).optional(),
      ]),
    ),
  });

const TYPE_NAMES = DESTINATION_TYPES.map((type) => `"${type}"`).join(' or ');

/** The type decides which field with settings is required. The static type is stated: the schema is made in a loop. */
export const createDestinationSchema = z.discriminatedUnion(
  'type',
  DESTINATION_TYPES.map(createSchemaOf) as unknown as [ReturnType<typeof createSchemaOf>],
  {
    error: ({ input }) => {
      const type = (input as { type?: unknown } | undefined)?.type;
      if (type === undefined) return `is required. Send ${TYPE_NAMES}.`;
      if (type === 'azure_event_grid') return `should be ${TYPE_NAMES}. azure_event_grid is not supported.`;
      return `should be ${TYPE_NAMES}.`;
    },
  },
) as unknown as z.ZodType<CreateOutput, CreateInput>;

export const updateDestinationSchema = z.strictObject({
  name: name.optional(),
  description: description.nullable().optional(),
  enabled_events: enabledEvents.optional(),
  metadata: z
    .record(metadataKey, metadataValue.nullable())
    .refine(...fewKeys)
    .optional()
    .meta({
      description: 'Merged into the existing metadata. A null value deletes its key.',
      maxProperties: METADATA_LIMITS.keys,
    }),
  delivery_limits: deliveryLimitsField.describe(
    'Limits of the deliveries to the destination. An omitted limit keeps its value, null removes it. Null instead of the object removes both.',
  ),
  ...eachType<{ [T in DestinationType]: z.ZodOptional<Contracts[T]['update']> }>((type) =>
    CONTRACTS[type].update.optional(),
  ),
  include,
  type: immutable,
  event_payload: immutable,
  events_from: immutable,
  snapshot_api_version: immutable,
});

export const getDestinationSchema = z.strictObject({ include });

export const listDestinationsSchema = z.strictObject({
  limit: pageLimit(V2_PAGE),
  page: line(4000).optional().describe('The page token of a `next_page_url` or `previous_page_url`.'),
  include,
});
/** The filters in a page token of the list. */
export const listDestinationsFilters = z.strictObject({ include });

/** Maximum time for which a former signing secret continues to sign, seconds. */
export const MAX_SECRET_OVERLAP = 86_400;

export const rollSecretSchema = z.strictObject({
  expires_in: wholeNumber(0, MAX_SECRET_OVERLAP).optional().meta({
    description: 'Time for which the former secrets continue to sign in addition to the new one, seconds.',
    default: MAX_SECRET_OVERLAP,
  }),
  include,
});

export const destinationPath = '/v2/core/event_destinations';
