/** `/v1/event_types` and `/v1/api_versions`: what callers send, and the catalog as the API shows it. */
import * as z from 'zod';
import { type ApiVersion, CHECK_MODES, type JsonSchema } from '../../core/catalog/catalog.ts';
import { isAlwaysThin } from '../../core/event/event-body.ts';
import { apiVersionName, eventTypeName, eventTypePattern, flag, line, lines, queryList } from '../fields.ts';
import { jsonObject } from '../json-object.ts';
import { oneCursor, v1Page } from '../lists.ts';

export const eventTypesPath = '/v1/event_types';
export const apiVersionsPath = '/v1/api_versions';

/** Versions are in the order of their names, so in the catalog a name is a date. */
export const datedVersion = apiVersionName.regex(
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[a-z0-9]+)?$/,
  'should be a dated name, such as 2026-01-01.',
);

const jsonSchema = z
  .custom<JsonSchema>(
    (value) => typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value)),
    'should be a JSON Schema: an object, true or false.',
  )
  .meta({ type: ['object', 'boolean'] });

/** A form cannot say null: an empty text takes away. */
export const checkMode = z.preprocess((value) => (value === '' ? null : value), z.enum(CHECK_MODES).nullable());

/** Versions one type may have a schema from. */
const MAX_SCHEMAS = 100;
const group = line(100).meta({ examples: ['billing'] });
const inVersion = apiVersionName.optional();

export const createEventTypeSchema = z.strictObject({
  type: eventTypeName.refine(
    (type) => !isAlwaysThin(type),
    "should not begin with v2.core.: those are the platform's own.",
  ),
  group: group.describe('Heading it stands under.'),
  description: lines(1000).optional().describe('When such an event is published, for those who may want it.'),
  related_object_type: line(100)
    .nullable()
    .optional()
    .meta({ description: 'Type of the object that it is about, as thin events name it.', examples: ['invoice'] }),
  thin: flag.optional().meta({
    description:
      'False: a destination of thin events that names this type is refused. One that takes its group gets it all the same.',
    default: true,
  }),
  check: checkMode
    .optional()
    .describe('What becomes of an event that does not fit its schema; the account decides when left out.'),
  schemas: z
    .record(datedVersion, jsonSchema)
    .refine((given) => Object.keys(given).length <= MAX_SCHEMAS, `should have at most ${MAX_SCHEMAS} versions.`)
    .optional()
    .meta({
      description:
        'JSON Schema (draft 2020-12) of `data.object`, by the API version from which on it holds. The type is part of no version before the first. With none at all anything is taken.',
      examples: [{ '2026-01-01': { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } }],
      maxProperties: MAX_SCHEMAS,
    }),
  example: jsonObject.meta({
    description: '`data.object` in the newest version.',
    examples: [{ id: 'in_1', object: 'invoice', status: 'paid' }],
  }),
});

export const listEventTypesSchema = z
  .strictObject({
    ...v1Page,
    search: line(200).optional().describe('Text in the type or its description; case does not count.'),
    group: group.optional().describe('Only those under this heading.'),
    api_version: inVersion.describe(
      'Only those that are part of this version, with schema and example as they are in it.',
    ),
  })
  .refine(...oneCursor);

export const getEventTypeSchema = z.strictObject({
  api_version: inVersion.describe('The version that schema and example are shown in; the newest when left out.'),
});

export const eventTypeObject = z
  .object({
    id: z.string().describe('The type itself.'),
    object: z.literal('event_type'),
    type: z.string(),
    group: z.string(),
    description: z.string(),
    related_object_type: z.string().nullable(),
    thin: z.boolean().describe('Whether destinations of thin events may name it.'),
    check: z.enum(CHECK_MODES).nullable().describe('Null: the account decides.'),
    api_version: z.string().describe('The version that `schema` and `example` are in.'),
    schema: jsonSchema.nullable().describe('JSON Schema of `data.object`; null where anything is taken.'),
    schema_versions: z.array(z.string()).describe('Versions from which on its schema is another, newest first.'),
    example: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('`data.object` of such an event; null where it cannot be rendered in this version.'),
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
).refine(({ length }) => length > 0, 'should name one event type at least.');

const change = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,99}$/, 'should be words of a-z and 0-9 joined by _.')
    .meta({ examples: ['invoice_total_split'] }),
  types: changedTypes.describe('Event types that changed, or groups such as `invoice.*`.'),
  description: line(1000).describe('One sentence for those who read the changelog.'),
  downgrade: z
    .strictObject({
      jsonata: lines(10_000)
        .optional()
        .meta({
          description: 'JSONata over `data.object`, which gives the whole of it as the version before had it.',
          examples: ['$ ~> |$|{ "plan": price }, ["price"]|'],
        }),
      function: line(100).optional().describe('Name of a function that the platform was deployed with.'),
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
    .describe('True: what names no version is in this one, until another says so. Where none does, the newest is.'),
  changes: z
    .array(change)
    .max(200)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'should have names that differ.')
    .optional()
    .describe('What is different from the version before, newest first.'),
});

export const listApiVersionsSchema = z.strictObject(v1Page).refine(...oneCursor);

export const apiVersionObject = z
  .object({
    id: z.string().describe('The version itself.'),
    object: z.literal('api_version'),
    version: z.string(),
    default: z.boolean().describe('Whether events and destinations that name no version are in it.'),
    changes: z
      .array(z.object({ name: z.string(), types: z.array(z.string()), description: z.string() }))
      .describe('What is different from the version before, newest first.'),
    livemode: z.boolean(),
  })
  .meta({ id: 'api_version' });
export type ApiVersionObject = z.infer<typeof apiVersionObject>;

export const deletedApiVersionObject = z.object({
  id: z.string(),
  object: z.literal('api_version'),
  deleted: z.literal(true),
});

/** @param isDefault whether it is what names none is in */
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
