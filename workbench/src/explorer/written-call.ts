/** A call as somebody typed it in, and as it is written for a program. */
import { queryText } from '../../../lambdas/contract/query-text.ts';
import { quoted } from '../delivery/attempt/shell-command.ts';
import type { Field, Operation } from './operations.ts';

/** What was typed in, by the name of the field. */
export type Typed = Readonly<Record<string, string>>;

export interface WrittenCall {
  readonly method: Operation['method'];
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** Why a field cannot be sent as it is. */
export type Fault = 'missing' | 'number' | 'json';

export interface Written {
  readonly call: WrittenCall;
  readonly faults: Readonly<Record<string, Fault>>;
}

/**
 * @param fields of the body, of the shape that was chosen
 * @param typed by `path:`, `query:` or `body:` and the field's name
 */
export function writeCall(operation: Operation, fields: readonly Field[], typed: Typed): Written {
  const faults: Record<string, Fault> = {};
  const read = (place: string, list: readonly Field[]) => {
    const values: Record<string, unknown> = {};
    const textOf = ({ name }: Field) => typed[`${place}:${name}`]?.trim() ?? '';
    const isGiven = (object: string) => list.some((one) => one.name.startsWith(`${object}.`) && textOf(one) !== '');
    for (const field of list) {
      const key = `${place}:${field.name}`;
      const required = field.required && (field.within === undefined || isGiven(field.within));
      const value = readValue({ ...field, required }, textOf(field));
      if (value === undefined) {
        if (required) faults[key] = 'missing';
      } else if (value instanceof Refused) faults[key] = value.fault;
      else put(values, field.name.split('.'), value);
    }
    return values;
  };
  const places = read('path', operation.pathFields);
  const path = operation.path.replace(/\{(\w+)\}/g, (found, name: string) =>
    places[name] === undefined ? found : encodeURIComponent(String(places[name])),
  );
  const query = read('query', operation.queryFields);
  const body = operation.bodies.length > 0 ? read('body', fields) : undefined;
  return { call: { method: operation.method, path, query, body }, faults };
}

class Refused {
  readonly fault: Fault;
  constructor(fault: Fault) {
    this.fault = fault;
  }
}

function readValue({ kind, choices, required }: Field, text: string): unknown {
  // A field that can only say one thing says it.
  if (text === '' && required && choices.length === 1) return choices[0];
  if (text === '') return undefined;
  if (kind === 'boolean') return text === 'true';
  if (kind === 'list')
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  if (kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : new Refused('number');
  if (kind !== 'json') return text;
  try {
    return JSON.parse(text);
  } catch {
    return new Refused('json');
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

/** Query included; lists and objects in brackets. */
export const addressOf = ({ path, query }: WrittenCall): string =>
  path + queryText(query as Parameters<typeof queryText>[0]);

/**
 * For a POSIX shell, with the key in `$WAYBILL_API_KEY`.
 * @param account to act for
 */
export function asCurl(call: WrittenCall, origin: string, account: string | undefined): string {
  const header = call.path.startsWith('/v2/') ? 'Stripe-Context' : 'Stripe-Account';
  return [
    `curl ${call.method === 'GET' ? '' : `-X ${call.method} `}${quoted(origin + addressOf(call))}`,
    `-H "Authorization: Bearer $WAYBILL_API_KEY"`,
    ...(account === undefined ? [] : [`-H ${quoted(`${header}: ${account}`)}`]),
    ...(call.body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(call.body))}`]),
  ].join(' \\\n  ');
}

/** Methods of the `stripe` package, by operation: what it takes in the path comes first. */
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

/** With the `stripe` package for Node; what it has no method for goes by `rawRequest`. */
export function asSdk(operation: Operation, call: WrittenCall, origin: string, account: string | undefined): string {
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
      ? [`'${call.method}'`, JSON.stringify(call.body ? call.path : addressOf(call)), ...rawParams(call, options)]
      : [...ids.map((id) => JSON.stringify(decodeURIComponent(id))), ...(written || options ? [written ?? '{}'] : [])];
  return [
    ...client,
    `const result = await stripe.${method ?? 'rawRequest'}(${[...args, ...(options ? [options] : [])].join(', ')});`,
    'console.log(result);',
  ].join('\n');
}

/** `rawRequest` takes parameters with POST alone. */
function rawParams({ method, body }: WrittenCall, options: string | undefined): string[] {
  if (method === 'POST' && body) return [JSON.stringify(body, null, 2)];
  return options ? ['{}'] : [];
}
