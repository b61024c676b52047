/** Reads the operations of the API and their fields from the OpenAPI document. */

/** The part of JSON Schema that the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

interface OperationObject {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly 'x-required-scope'?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;
  };
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** How a value is entered. `list`: one text per line. `json`: any other type. */
export type FieldKind = 'text' | 'number' | 'boolean' | 'choice' | 'list' | 'json';

export interface Field {
  /** Names of nested objects are joined by dots: `webhook_endpoint.url`. */
  readonly name: string;
  readonly kind: FieldKind;
  /** For a field of an optional object: whether the field is required when the object is present. */
  readonly required: boolean;
  /** The innermost optional object that contains the field: `related_object`. */
  readonly within?: string;
  readonly description: string;
  readonly choices: readonly string[];
  /** Placeholder of the empty field. */
  readonly example: string;
}

/** One of the alternative shapes of a body. */
export interface BodyShape {
  readonly name: string;
  readonly fields: readonly Field[];
}

export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  /** The permission that the key needs; undefined when every key can make the call. */
  readonly scope: string | undefined;
  readonly pathFields: readonly Field[];
  readonly queryFields: readonly Field[];
  /** Empty when the operation has no body. */
  readonly bodies: readonly BodyShape[];
}

const JSON_TYPE = 'application/json';

/** Returns the operations that return JSON, in the order of the document. */
export function operationsOf({ paths, components }: OpenApi): Operation[] {
  const resolve = (schema: Schema = {}): Schema =>
    schema.$ref === undefined ? schema : resolve(components.schemas[schema.$ref.split('/').at(-1) ?? '']);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { responses }]) => responses?.['200']?.content?.[JSON_TYPE] !== undefined)
      .map(([method, operation]): Operation => {
        const parameters = operation.parameters ?? [];
        const fieldsIn = (location: string) =>
          parameters.filter((one) => one.in === location).flatMap((one) => fieldsOfParameter(one, resolve));
        const body = operation.requestBody?.content[JSON_TYPE]?.schema;
        return {
          id: operation.operationId,
          method: method.toUpperCase() as Operation['method'],
          path,
          tag: operation.tags?.[0] ?? '',
          summary: operation.summary ?? operation.operationId,
          description: operation.description ?? '',
          scope: operation['x-required-scope'],
          pathFields: fieldsIn('path'),
          queryFields: fieldsIn('query'),
          bodies: body === undefined ? [] : bodiesOf(resolve(body), resolve),
        };
      }),
  );
}

type Resolve = (schema: Schema | undefined) => Schema;

function fieldsOfParameter({ name, required = false, description, schema }: Parameter, resolve: Resolve): Field[] {
  return fieldsOf(name, { ...(schema ?? {}), ...(description ? { description } : {}) }, required, resolve);
}

function bodiesOf(schema: Schema, resolve: Resolve): BodyShape[] {
  const shapes = schema.oneOf ?? schema.anyOf ?? [schema];
  return shapes.map(resolve).map((shape, index) => ({
    name: shapeName(shape) ?? String(index + 1),
    fields: propertiesOf('', shape, resolve),
  }));
}

/** Names a shape by its field with a single value, which differs between shapes. */
function shapeName({ properties = {} }: Schema): string | undefined {
  const fixed = Object.values(properties).find((one) => one.const !== undefined || one.enum?.length === 1);
  return fixed && String(fixed.const ?? fixed.enum?.[0]);
}

/** @param prefix names of the parent objects, each followed by a dot */
function propertiesOf(prefix: string, { properties = {}, required = [] }: Schema, resolve: Resolve): Field[] {
  return Object.entries(properties).flatMap(([name, property]) =>
    // A property that must be absent is declared as `not: {}`.
    'not' in property ? [] : fieldsOf(prefix + name, property, required.includes(name), resolve),
  );
}

function fieldsOf(name: string, given: Schema, required: boolean, resolve: Resolve): Field[] {
  const schema = plain(resolve(given), resolve);
  const description = given.description ?? schema.description ?? '';
  // Objects with declared properties get a field for each property. Others are entered as JSON.
  if (schema.properties && Object.keys(schema.properties).length > 0) {
    const inner = propertiesOf(`${name}.`, schema, resolve);
    return required ? inner : inner.map((field) => ({ within: name, ...field }));
  }
  const fixed = schema.const === undefined ? schema.enum : [schema.const];
  const choices = (fixed ?? []).filter((one) => one !== null).map(String);
  return [{ name, kind: kindOf(schema, resolve), required, description, choices, example: exampleOf(given, schema) }];
}

/** Of several alternatives, chooses the most specific: an object before a text, a text before null. */
function plain(schema: Schema, resolve: Resolve): Schema {
  const options = (schema.anyOf ?? schema.oneOf ?? []).map(resolve).map((one) => plain(one, resolve));
  if (options.length === 0) return schema;
  const best = options.find(({ properties }) => properties) ?? options.find(({ type }) => type !== 'null');
  return { ...best, ...(schema.description === undefined ? {} : { description: schema.description }) };
}

function kindOf(schema: Schema, resolve: Resolve): FieldKind {
  if (schema.enum || schema.const !== undefined) return 'choice';
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  if (type === 'boolean') return 'boolean';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'string') return 'text';
  if (type === 'array') return resolve(schema.items).type === 'string' ? 'list' : 'json';
  return 'json';
}

function exampleOf(given: Schema, schema: Schema): string {
  const example = given.examples?.[0] ?? schema.examples?.[0] ?? given.default ?? schema.default;
  if (example === undefined) return '';
  if (Array.isArray(example) && example.every((one) => typeof one === 'string')) return example.join('\n');
  return typeof example === 'object' ? JSON.stringify(example, null, 2) : String(example);
}
