/** Schemas of the YAML files of a catalog. */
import { z } from 'zod';
import { createEventTypeSchema } from '../../lambdas/contract/catalog/catalog.ts';
import { eventTypePattern } from '../../lambdas/contract/fields.ts';
import { CHECK_MODES, type Downgrade } from '../../lambdas/core/catalog/catalog.ts';

const sentence = z.string().min(1);
const jsonObject = z.record(z.string(), z.unknown());

const versionName = z
  .string()
  .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[a-z0-9]+)?$/, 'should be a date such as 2026-01-01');

/** JSON Schemas by the version in which each starts to apply. */
const schemas = z
  .record(versionName, z.union([z.boolean(), jsonObject], 'should be a JSON Schema'))
  .refine((all) => Object.keys(all).length > 0, 'should have a schema for at least one version');

const downgrade = z
  .strictObject({ jsonata: sentence.optional(), function: sentence.optional() })
  .transform((said, context): Downgrade => {
    if (said.jsonata !== undefined && said.function === undefined) return { jsonata: said.jsonata.trim() };
    if (said.function !== undefined && said.jsonata === undefined) return { function: said.function };
    context.addIssue({ code: 'custom', message: 'should have either jsonata or function' });
    return z.NEVER;
  });

const change = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,99}$/, 'should be words of a-z and 0-9 joined by _, such as invoice_due_at'),
  types: z
    .array(
      eventTypePattern.refine((pattern) => pattern !== '*', 'should be an event type or a group such as invoice.*'),
    )
    .min(1),
  description: sentence,
  downgrade,
});

const version = z.strictObject({ version: versionName, changes: z.array(change).default([]) });

/** `versions.yaml` */
export const versionsFile = z.strictObject({
  /** The version of events and destinations that name none. */
  default: versionName,
  /** Newest first. */
  versions: z.array(version).min(1),
});
export type VersionsFile = z.output<typeof versionsFile>;

const eventType = z
  .strictObject({
    description: sentence,
    /** The object in `data.object`: one of `objects` in this or another file. */
    object: sentence.optional(),
    /** Schemas of a type that does not share them with another type. */
    schemas: schemas.optional(),
    /** Type of the related object in thin events, when it is not `object`. */
    related_object: sentence.optional(),
    /** Whether destinations for thin events can select the type by name. */
    thin: z.boolean().default(true),
    check: z.enum(CHECK_MODES).optional(),
    /** `data.object` in the newest version. */
    example: jsonObject,
  })
  .refine(
    (type) => (type.object === undefined) !== (type.schemas === undefined),
    'should have either object or schemas',
  );
export type FiledType = z.output<typeof eventType>;

/** `<group>.yaml` */
export const groupFile = z.strictObject({
  /** Only for YAML anchors. Its content is not part of the catalog. */
  shared: z.unknown().optional(),
  objects: z.record(z.string(), z.strictObject({ schemas })).default({}),
  types: z.record(createEventTypeSchema.shape.type, eventType).default({}),
});
export type GroupFile = z.output<typeof groupFile>;
