/** The parameters of an operation in the path, the query and the headers. */
import type { Operation } from '../../contract/operation.ts';
import type { ParameterObject, Reference, Schema } from './types.ts';

const text: Schema = { type: 'string' };

export const HEADERS = {
  'Stripe-Account': {
    name: 'Stripe-Account',
    in: 'header',
    description: 'The account to act for. Requires a key of the platform.',
    schema: { type: 'string', pattern: '^acct_[A-Za-z0-9_]{1,95}$' },
  },
  'Stripe-Context': {
    name: 'Stripe-Context',
    in: 'header',
    description: 'The same as Stripe-Account. In a path `acct_a/acct_b`, the last account is used.',
    schema: text,
  },
  'Stripe-Version': {
    name: 'Stripe-Version',
    in: 'header',
    description: 'The API version that the client was written for. Any value is accepted and returned.',
    schema: text,
  },
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A call that is repeated with the same key runs once. Keys are stored for 24 hours in v1 and for 30 days in v2.',
    schema: { type: 'string', maxLength: 255 },
  },
} as const satisfies Record<string, ParameterObject>;

export const parametersOf = (operation: Operation, query: Schema): (ParameterObject | Reference)[] => [
  ...pathParameters(operation.path),
  ...queryParameters(query),
  ...headerParameters(operation),
];

/** Path parameters that are not ids. */
const NAMES: Readonly<Record<string, string>> = {
  type: 'The event type, such as `invoice.paid`.',
  version: 'The API version, such as `2026-01-01`.',
};

function pathParameters(path: string): ParameterObject[] {
  const segments = path.split('/');
  return segments.flatMap((segment, at) => {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined) return [];
    const noun = name === 'id' ? (segments[at - 1] ?? name).replace(/s$/, '') : name;
    const description = NAMES[name] ?? `Id of the ${noun.replaceAll('_', ' ')}.`;
    return [{ name, in: 'path', required: true, description, schema: { type: 'string', maxLength: 200 } }];
  });
}

const queryParameters = ({ properties = {}, required = [] }: Schema): ParameterObject[] =>
  Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(required.includes(name) ? { required: true } : {}),
    ...(description === undefined ? {} : { description }),
    ...(holdsObject(schema) ? { style: 'deepObject', explode: true } : {}),
    schema,
  }));

/** Returns whether the parameter is written as `created[gte]=…`. */
const holdsObject = ({ type, anyOf = [] }: Schema): boolean => type === 'object' || anyOf.some(holdsObject);

const headerParameters = ({ access, idempotency }: Operation): Reference[] =>
  [
    ...(access === 'public' ? [] : (['Stripe-Account', 'Stripe-Context', 'Stripe-Version'] as const)),
    ...(idempotency === 'none' ? [] : (['Idempotency-Key'] as const)),
  ].map((name) => ({ $ref: `#/components/parameters/${name}` }));
