/** `/v2/core/event_destinations`: what callers send. */
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
        z.undefined(`is not part of a destination of type ${type}.`).optional(),
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
      if (type === undefined) return `is required: ${TYPE_NAMES}.`;
      if (type === 'azure_event_grid') return `azure_event_grid is not supported here; use ${TYPE_NAMES}.`;
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
    .meta({ description: 'A null value deletes the key, others are merged.', maxProperties: METADATA_LIMITS.keys }),
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
