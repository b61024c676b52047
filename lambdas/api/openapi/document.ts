/** Generates `/openapi.json` from the operations. */
import type { Access, Operation } from '../../contract/operation.ts';
import type { ApiGeneration } from '../../middleware/api-request.ts';
import { exampleOf } from './example.ts';
import { FAILURES, failuresOf } from './failures.ts';
import { HEADERS, parametersOf } from './parameters.ts';
import { type Named, resolved } from './resolved.ts';
import { type OperationSchemas, schemasOf } from './schemas.ts';
import { ABOUT, needs, TAGS } from './texts.ts';
import type { Content, MediaTypeObject, OpenApiDocument, OperationObject, Schema } from './types.ts';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * Returns the document without `servers`, which depends on the request.
 * @param version of the API
 */
export function openApiDocument(operations: readonly Operation[], version: string): Omit<OpenApiDocument, 'servers'> {
  const schemas = schemasOf(operations);
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const operation of operations.toSorted(inOrder)) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: operationObject(operation, schemas),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Waybill', version, description: ABOUT },
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name, ...describedTag(name) })),
    security: [{ bearer: [] }, { basic: [] }],
    paths,
    components: {
      schemas: schemas.named,
      parameters: HEADERS,
      responses: FAILURES,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The API key.' },
        basic: { type: 'http', scheme: 'basic', description: 'The API key as the user name, without a password.' },
      },
    },
  };
}

/** Orders by path, and on the same path DELETE last. */
function inOrder(a: Operation, b: Operation): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return Number(a.method === 'DELETE') - Number(b.method === 'DELETE');
}

const describedTag = (name: string) => (TAGS[name] === undefined ? {} : { description: TAGS[name] });

function operationObject(operation: Operation, schemas: OperationSchemas): OperationObject {
  const { id, tag, summary, description, access, path } = operation;
  const { queries, bodies, responses, named } = schemas;
  const generation: ApiGeneration = path.startsWith('/v2/') ? 'v2' : 'v1';
  const body = requestBody(bodies[id] ?? {}, generation, named);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [description, needs(access)].filter((part) => part !== undefined).join('\n\n'),
    ...requirement(access),
    parameters: parametersOf(operation, queries[id] ?? {}),
    ...(body ? { requestBody: body } : {}),
    responses: {
      200: { description: 'The call succeeded.', content: responseContent(responses[id] ?? {}) },
      ...failuresOf(operation, generation, body !== undefined),
    },
  };
}

function requirement(access: Access): Pick<OperationObject, 'security' | 'x-required-scope'> {
  if (access === 'public') return { security: [] };
  return access === 'any' ? {} : { 'x-required-scope': access };
}

const responseContent = ({ contentMediaType = JSON_TYPE, ...schema }: Schema): Content => ({
  [contentMediaType]: { schema },
});

function requestBody(schema: Schema, generation: ApiGeneration, named: Named) {
  if (schema.type === 'object' && Object.keys(schema.properties ?? {}).length === 0) return undefined;
  const media: MediaTypeObject = { schema, example: exampleOf(schema, named) };
  const form = { ...media, ...encoding(schema, named) };
  return {
    required: isNeeded(schema, named),
    content: { [JSON_TYPE]: media, ...(generation === 'v1' ? { [FORM_TYPE]: form } : {}) },
  };
}

/** Lists and objects in a form are written with brackets. */
function encoding(schema: Schema, named: Named): Pick<MediaTypeObject, 'encoding'> {
  const { properties = {} } = resolved(schema, named);
  const nested = Object.entries(properties).filter(([, field]) => isNested(field));
  const spelt = nested.map(([name]) => [name, { style: 'deepObject', explode: true }] as const);
  return spelt.length > 0 ? { encoding: Object.fromEntries(spelt) } : {};
}

/** Includes lists and objects that can be null. */
const isNested = ({ type, $ref, anyOf = [] }: Schema): boolean =>
  $ref !== undefined || type === 'object' || type === 'array' || anyOf.some(isNested);

const isNeeded = (schema: Schema, named: Named): boolean => {
  const { required = [], oneOf } = resolved(schema, named);
  return required.length > 0 || (oneOf?.every((variant) => isNeeded(variant, named)) ?? false);
};
