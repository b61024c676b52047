/** `/v1/event_types` and `/v1/api_versions`: the requests, and the objects of the catalog. */
import * as z from 'zod';
import { type ApiVersion, CHECK_MODES, type JsonSchema } from '../../core/catalog/catalog.ts';
import { isAlwaysThin } from '../../core/event/event-body.ts';
import { apiVersionName, eventTypeName, eventTypePattern, flag, line, lines, queryList } from '../fields.ts';
import { jsonObject } from '../json-object.ts';
import { oneCursor, v1Page } from '../lists.ts';

export const eventTypesPath = '/v1/event_types';
export const apiVersionsPath = '/v1/api_versions';

/** Versions are ordered by name, so in the catalog a name is a date. */
export const datedVersion = apiVersionName.regex(
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[a-z0-9]+)?$/,
  'should be a date such as 2026-01-01.',
);

const jsonSchema = z
  .custom<JsonSchema>(
    (value) => typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value)),
    'should be a JSON Schema: an object, true or false.',
  )
  .meta({ type: ['object', 'boolean'] });

/** A form has no null, so an empty text also removes the value. */
export const checkMode = z.preprocess((value) => (value === '' ? null : value), z.enum(CHECK_MODES).nullable());

/** Maximum number of schemas of one type. */
const MAX_SCHEMAS = 100;
const group = line(100).meta({ examples: ['billing'] });
const inVersion = apiVersionName.optional();

export const createEventTypeSchema = z.strictObject({
  type: eventTypeName.refine(
    (type) => !isAlwaysThin(type),
    'should not begin with v2.core., which is reserved for events of Waybill itself.',
  ),
  group: group.describe('The group that the type is listed in.'),
  description: lines(1000)
    .optional()
    .describe('When the event is published. Shown to developers who select event types.'),
  related_object_type: line(100)
    .nullable()
    .optional()
    .meta({
      description: 'Type of the object that the event is about. Thin events contain it.',
      examples: ['invoice'],
    }),
  thin: flag.optional().meta({
    description:
      'If false, a destination for thin events cannot select this type by name. A destination that selects its group still receives it.',
    default: true,
  }),
  check: checkMode
    .optional()
    .describe('How to handle an event that does not match its schema. Defaults to the setting of the account.'),
  schemas: z
    .record(datedVersion, jsonSchema)
    .refine((given) => Object.keys(given).length <= MAX_SCHEMAS, `should have at most ${MAX_SCHEMAS} versions.`)
    .optional()
    .meta({
      description:
        'JSON Schemas (draft 2020-12) of `data.object`, each under the API version in which it starts to apply. The type does not exist in versions before the first one. Without schemas, any object is accepted.',
      examples: [{ '2026-01-01': { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } }],
      maxProperties: MAX_SCHEMAS,
    }),
  example: jsonObject.meta({
    description: 'An example of `data.object` in the newest version.',
    examples: [{ id: 'in_1', object: 'invoice', status: 'paid' }],
  }),
});

export const listEventTypesSchema = z
  .strictObject({
    ...v1Page,
    search: line(200).optional().describe('Text in the type or its description, case-insensitive.'),
    group: group.optional().describe('Return only types of this group.'),
    api_version: inVersion.describe(
      'Return only types that exist in this version, with their schema and example in this version.',
    ),
  })
  .refine(...oneCursor);

export const getEventTypeSchema = z.strictObject({
  api_version: inVersion.describe('The version of the schema and the example. Defaults to the newest version.'),
});

export const eventTypeObject = z
  .object({
    id: z.string().describe('The same as `type`.'),
    object: z.literal('event_type'),
    type: z.string(),
    group: z.string(),
    description: z.string(),
    related_object_type: z.string().nullable(),
    thin: z.boolean().describe('Whether destinations for thin events can select this type by name.'),
    check: z.enum(CHECK_MODES).nullable().describe('Null when the setting of the account applies.'),
    api_version: z.string().describe('The API version of `schema` and `example`.'),
    schema: jsonSchema.nullable().describe('JSON Schema of `data.object`. Null when any object is accepted.'),
    schema_versions: z.array(z.string()).describe('Versions in which the schema changes, newest first.'),
    example: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('An example of `data.object`. Null when it cannot be rendered in this version.'),
    livemode: z.boolean(),
  })
  .meta({ id: 'event_type' });
export type EventTypeObject = z.infer<typeof eventTypeObject>;

export const deletedEventTypeObject = z.object({
  id: z.string(),
  object: z.literal('event_type'),
  deleted: z.literal(true),
});

const changedTypes = queryList(
  eventTypePattern.refine((pattern) => pattern !== '*', 'should be an event type or a group such as invoice.*.'),
  100,
).refine(({ length }) => length > 0, 'should have at least one event type.');

const change = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,99}$/, 'should be words of a-z and 0-9 joined by _.')
    .meta({ examples: ['invoice_total_split'] }),
  types: changedTypes.describe('Event types that changed, or groups such as `invoice.*`.'),
  description: line(1000).describe('One sentence for the changelog.'),
  downgrade: z
    .strictObject({
      jsonata: lines(10_000)
        .optional()
        .meta({
          description: 'A JSONata expression that converts `data.object` to the previous version.',
          examples: ['$ ~> |$|{ "plan": price }, ["price"]|'],
        }),
      function: line(100).optional().describe('Name of a function that was deployed with the platform.'),
    })
    .refine(
      (given) => (given.jsonata === undefined) !== (given.function === undefined),
      'should have jsonata or function.',
    )
    .meta({ examples: [{ jsonata: '$ ~> |$|{ "plan": price }, ["price"]|' }] }),
});

export const createApiVersionSchema = z.strictObject({
  version: datedVersion.meta({ examples: ['2026-01-01'] }),
  default: flag
    .optional()
    .describe(
      'Whether this is the default version, until another version becomes the default. Without one, the newest version is the default.',
    ),
  changes: z
    .array(change)
    .max(200)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'should have unique names.')
    .optional()
    .describe('Changes since the previous version, newest first.'),
});

export const listApiVersionsSchema = z.strictObject(v1Page).refine(...oneCursor);

export const apiVersionObject = z
  .object({
    id: z.string().describe('The same as `version`.'),
    object: z.literal('api_version'),
    version: z.string(),
    default: z.boolean().describe('Whether events and destinations that name no version use this one.'),
    changes: z
      .array(z.object({ name: z.string(), types: z.array(z.string()), description: z.string() }))
      .describe('Changes since the previous version, newest first.'),
    livemode: z.boolean(),
  })
  .meta({ id: 'api_version' });
export type ApiVersionObject = z.infer<typeof apiVersionObject>;

export const deletedApiVersionObject = z.object({
  id: z.string(),
  object: z.literal('api_version'),
  deleted: z.literal(true),
});

/** Converts an API version. @param isDefault whether it is the default version of the mode */
export const toApiVersionObject = (
  { version, changes }: ApiVersion,
  isDefault: boolean,
  livemode: boolean,
): ApiVersionObject => ({
  id: version,
  object: 'api_version',
  version,
  default: isDefault,
  changes: changes.map(({ name, types, description }) => ({ name, types: [...types], description })),
  livemode,
});
