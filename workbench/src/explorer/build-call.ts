/** Builds a call from the entered texts, and writes it as code. */
import { queryText } from '../../../lambdas/contract/query-text.ts';
import { quoted } from '../delivery/attempt/shell-command.ts';
import type { Field, Operation } from './operations.ts';

/** The entered texts by location and field name. */
export type FieldTexts = Readonly<Record<string, string>>;

export interface BuiltCall {
  readonly method: Operation['method'];
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** Why a field is invalid. */
export type FieldProblem = 'missing' | 'number' | 'json';

export interface CallResult {
  readonly call: BuiltCall;
  readonly problems: Readonly<Record<string, FieldProblem>>;
}

/**
 * @param fields fields of the selected body shape
 * @param texts by `path:`, `query:` or `body:` and the name of the field
 */
export function buildCall(operation: Operation, fields: readonly Field[], texts: FieldTexts): CallResult {
  const problems: Record<string, FieldProblem> = {};
  const read = (location: string, list: readonly Field[]) => {
    const values: Record<string, unknown> = {};
    const textOf = ({ name }: Field) => texts[`${location}:${name}`]?.trim() ?? '';
    const isGiven = (object: string) => list.some((one) => one.name.startsWith(`${object}.`) && textOf(one) !== '');
    for (const field of list) {
      const key = `${location}:${field.name}`;
      const required = field.required && (field.within === undefined || isGiven(field.within));
      const value = readValue({ ...field, required }, textOf(field));
      if (value === undefined) {
        if (required) problems[key] = 'missing';
      } else if (value instanceof InvalidValue) problems[key] = value.problem;
      else put(values, field.name.split('.'), value);
    }
    return values;
  };
  const pathValues = read('path', operation.pathFields);
  const path = operation.path.replace(/\{(\w+)\}/g, (found, name: string) =>
    pathValues[name] === undefined ? found : encodeURIComponent(String(pathValues[name])),
  );
  const query = read('query', operation.queryFields);
  const body = operation.bodies.length > 0 ? read('body', fields) : undefined;
  return { call: { method: operation.method, path, query, body }, problems };
}

class InvalidValue {
  readonly problem: FieldProblem;
  constructor(problem: FieldProblem) {
    this.problem = problem;
  }
}

function readValue({ kind, choices, required }: Field, text: string): unknown {
  // A required field with one possible value gets that value.
  if (text === '' && required && choices.length === 1) return choices[0];
  if (text === '') return undefined;
  if (kind === 'boolean') return text === 'true';
  if (kind === 'list')
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  if (kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : new InvalidValue('number');
  if (kind !== 'json') return text;
  try {
    return JSON.parse(text);
  } catch {
    return new InvalidValue('json');
  }
}

function put(object: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    object[name] = value;
    return;
  }
  const inner = (object[name] ?? {}) as Record<string, unknown>;
  object[name] = inner;
  put(inner, rest, value);
}

/** Returns the path with its query. Lists and objects use brackets. */
export const pathWithQuery = ({ path, query }: BuiltCall): string =>
  path + queryText(query as Parameters<typeof queryText>[0]);

/**
 * Writes a call for a POSIX shell, with the key in `$WAYBILL_API_KEY`.
 * @param account account to act for
 */
export function asCurl(call: BuiltCall, origin: string, account: string | undefined): string {
  const header = call.path.startsWith('/v2/') ? 'Stripe-Context' : 'Stripe-Account';
  return [
    `curl ${call.method === 'GET' ? '' : `-X ${call.method} `}${quoted(origin + pathWithQuery(call))}`,
    `-H "Authorization: Bearer $WAYBILL_API_KEY"`,
    ...(account === undefined ? [] : [`-H ${quoted(`${header}: ${account}`)}`]),
    ...(call.body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(call.body))}`]),
  ].join(' \\\n  ');
}

/** Methods of the `stripe` package by operation. Path parameters are the first arguments. */
const SDK_METHODS: Readonly<Record<string, string>> = {
  listEvents: 'events.list',
  getEvent: 'events.retrieve',
  listCoreEvents: 'v2.core.events.list',
  getCoreEvent: 'v2.core.events.retrieve',
  createEventDestination: 'v2.core.eventDestinations.create',
  listEventDestinations: 'v2.core.eventDestinations.list',
  getEventDestination: 'v2.core.eventDestinations.retrieve',
  updateEventDestination: 'v2.core.eventDestinations.update',
  deleteEventDestination: 'v2.core.eventDestinations.del',
  disableEventDestination: 'v2.core.eventDestinations.disable',
  enableEventDestination: 'v2.core.eventDestinations.enable',
  pingEventDestination: 'v2.core.eventDestinations.ping',
  createWebhookEndpoint: 'webhookEndpoints.create',
  listWebhookEndpoints: 'webhookEndpoints.list',
  getWebhookEndpoint: 'webhookEndpoints.retrieve',
  updateWebhookEndpoint: 'webhookEndpoints.update',
  deleteWebhookEndpoint: 'webhookEndpoints.del',
};

/** Writes a call with the `stripe` package for Node.js. Operations without a method use `rawRequest`. */
export function asSdk(operation: Operation, call: BuiltCall, origin: string, account: string | undefined): string {
  const { protocol, hostname, port } = new URL(origin);
  const options = account === undefined ? undefined : `{ stripeAccount: ${JSON.stringify(account)} }`;
  const client = [
    `import Stripe from 'stripe';`,
    '',
    'const stripe = new Stripe(process.env.WAYBILL_API_KEY, {',
    `  host: ${JSON.stringify(hostname)},`,
    ...(port === '' ? [] : [`  port: ${port},`]),
    `  protocol: ${JSON.stringify(protocol.slice(0, -1))},`,
    '});',
    '',
  ];
  const params = call.body ?? call.query;
  const written = Object.keys(params).length > 0 ? JSON.stringify(params, null, 2) : undefined;
  const method = SDK_METHODS[operation.id];
  const ids = call.path.split('/').filter((_, index) => operation.path.split('/')[index]?.startsWith('{'));
  const args =
    method === undefined
      ? [`'${call.method}'`, JSON.stringify(call.body ? call.path : pathWithQuery(call)), ...rawParams(call, options)]
      : [...ids.map((id) => JSON.stringify(decodeURIComponent(id))), ...(written || options ? [written ?? '{}'] : [])];
  return [
    ...client,
    `const result = await stripe.${method ?? 'rawRequest'}(${[...args, ...(options ? [options] : [])].join(', ')});`,
    'console.log(result);',
  ].join('\n');
}

/** `rawRequest` accepts parameters only for POST. */
function rawParams({ method, body }: BuiltCall, options: string | undefined): string[] {
  if (method === 'POST' && body) return [JSON.stringify(body, null, 2)];
  return options ? ['{}'] : [];
}
