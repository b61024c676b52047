/** Generates the JSON Schemas of requests and responses from the schemas that check requests. */
import * as z from 'zod';
import { v1ErrorObject, v2ErrorObject } from '../../contract/error-object.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Schema } from './types.ts';

type Schemas = Readonly<Record<string, Schema>>;

/** By operation id. */
export interface OperationSchemas {
  readonly queries: Schemas;
  readonly bodies: Schemas;
  readonly responses: Schemas;
  /** Schemas with a name, `.meta({ id })`, by name. */
  readonly named: Schemas;
}

type Side = 'input' | 'output';

export function schemasOf(operations: readonly Operation[]): OperationSchemas {
  const by = (part: 'query' | 'body' | 'response', side: Side) =>
    converted(Object.fromEntries(operations.map((operation) => [operation.id, operation[part]])), side);
  const [queries, bodies, responses] = [by('query', 'input'), by('body', 'input'), by('response', 'output')];
  const errors = converted({ v1: v1ErrorObject, v2: v2ErrorObject }, 'output');
  return {
    queries: queries.schemas,
    bodies: bodies.schemas,
    responses: responses.schemas,
    named: { ...queries.named, ...bodies.named, ...responses.named, ...errors.named },
  };
}

/** Converts all schemas in one call, so that each named schema is generated once. */
function converted(schemas: Record<string, z.ZodType>, io: Side): { schemas: Schemas; named: Schemas } {
  const { properties = {}, $defs = {} } = z.toJSONSchema(z.object(schemas), {
    io,
    // Schemas that JSON Schema cannot express state their type with `.meta({ type })`.
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => tidy(zodSchema, jsonSchema, io),
  });
  const text = JSON.stringify({ schemas: properties, named: $defs });
  return JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/'));
}

function tidy(zodSchema: z.core.$ZodTypes, json: z.core.JSONSchema.BaseSchema, io: Side): void {
  delete json.id;
  // The format is enough: its pattern has 300 characters.
  if (json.format === 'date-time') delete json.pattern;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  // Responses can get more fields, which must not break clients.
  if (io === 'output' && json.additionalProperties === false) delete json.additionalProperties;
  if (io === 'input') {
    // zod omits them for a transformed value, because they could belong to its output.
    const { default: preset, examples } = z.globalRegistry.get(zodSchema) ?? {};
    if (preset !== undefined) json.default = preset as NonNullable<typeof json.default>;
    if (examples !== undefined) json.examples = examples as unknown[];
  }
  if (zodSchema._zod.def.type === 'object') {
    for (const [name, field] of Object.entries(zodSchema._zod.def.shape)) {
      if (isRefused(field)) delete json.properties?.[name];
    }
  }
}

/** Returns whether a field is declared only to return an error message to callers that send it. */
function isRefused(field: z.core.$ZodType): boolean {
  const { def } = (field as z.core.$ZodTypes)._zod;
  return def.type === 'undefined' || (def.type === 'optional' && isRefused(def.innerType));
}
