/** The stack around the functions that answer HTTP: routing, authentication, parsing, errors, common headers. */
import middy, { type MiddlewareObj } from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { ulid } from 'ulid';
import type { ApiKeyStore } from '../adapters/dynamodb/account/api-key-store.ts';
import type { Telemetry } from '../adapters/telemetry/telemetry.ts';
import { parse } from '../contract/parse.ts';
import { bytesAsString, MAX_RESPONSE_BYTES } from '../contract/publish/payload-limits.ts';
import type { RateLimiter } from '../core/account/rate-limit.ts';
import type { Random } from '../core/clock.ts';
import {
  InvalidFieldsError,
  NotFoundError,
  RateLimitError,
  ResponseTooLargeError,
  WaybillError,
} from '../core/errors.ts';
import type { ApiGeneration, ApiRequest, ApiResponse, Auth, Route } from './api-request.ts';
import { ANYBODY, authenticate, checkAccess } from './authenticate.ts';
import { errorAnswer } from './errors.ts';
import { type IdempotencyOptions, once } from './idempotency.ts';
import { readBody, readForm } from './read-body.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

export interface HttpOptions extends IdempotencyOptions {
  readonly keys: Pick<ApiKeyStore, 'find'>;
  readonly rateLimiter: RateLimiter;
  /** Told as `stripe-version` where the caller names none. */
  readonly defaultApiVersion: string;
  readonly random: Random;
  readonly telemetry: Pick<Telemetry, 'internalError'>;
}

/** Characters; https://docs.stripe.com/api/idempotent_requests */
const MAX_IDEMPOTENCY_KEY = 255;
const ID = /^[A-Za-z0-9_-]{1,200}$/;
/** What is called by a name of words joined by dots, not by an id. */
const NAMED = new Set(['type', 'version']);
const NAME = /^(?=.{1,200}$)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;
const PRINTABLE = /^[\x20-\x7e]+$/;
/** A host name, and perhaps a port: what goes into links, so nothing that could be more than that. */
const HOST =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*(:\d{1,5})?$/;

/** A Lambda handler of API Gateway's payload format 2.0 that serves these routes and answers 404 to anything else. */
export function httpHandler(routes: readonly Route[], options: HttpOptions) {
  const router = httpRouter<Event, Result>({
    routes: routes.map((route) => ({
      method: route.operation.method,
      path: route.operation.path,
      handler: async (event: Event, context: Context) => {
        const { status = 200, body, headers } = await respond(route, event, context, options);
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        checkSize(text);
        return { statusCode: status, headers: { ...headers }, body: text };
      },
    })),
    notFoundResponse: ({ method, path }) => {
      throw new NotFoundError(`There is no ${method} ${path.slice(0, 200)}.`);
    },
  });
  return middy<Event, Result>(router).use(commonHeaders(options)).use(answerErrors(options));
}

/** A response over this many characters may be too large once it is a JSON string, where each takes up to 6 bytes. */
const SURELY_SMALL = 1_000_000;
/** Bytes for the status and the headers. */
const HEAD_BYTES = 16_384;

/** The runtime fails on a larger response, and SDKs treat API Gateway's own error as success. @throws ResponseTooLargeError */
function checkSize(body: string): void {
  if (body.length <= SURELY_SMALL || bytesAsString(body) + HEAD_BYTES <= MAX_RESPONSE_BYTES) return;
  throw new ResponseTooLargeError(
    `The response has more than ${MAX_RESPONSE_BYTES} bytes. Ask for fewer entries with 'limit'.`,
  );
}

/** Every call with a known key counts, also one that fails. Public calls have no key. */
async function respond(route: Route, event: Event, context: Context, options: HttpOptions): Promise<ApiResponse> {
  if (route.operation.access === 'public') return carryOut(route, event, context, ANYBODY, options);
  const auth = await authenticate(event.headers, options.keys);
  const charged = admit(auth, options.rateLimiter);
  try {
    return await carryOut(route, event, context, auth, options);
  } finally {
    // An instance does nothing after its response, so the write has to end before it.
    await charged;
  }
}

/** @throws RateLimitError */
function admit({ tenant, credential }: Auth, rateLimiter: RateLimiter): Promise<void> | undefined {
  const admission = rateLimiter.admit({ keyHash: credential.hash, tenant });
  if (admission.admitted) return admission.charged;
  const limited = admission.by === 'key' ? 'this API key' : `account '${tenant.account}'`;
  throw new RateLimitError(`The rate limit of ${limited} is exceeded. Try again later.`, admission.waitMs);
}

/** Checks in this order, so that a response reveals nothing to a caller without permission: scope, parameters, then objects. */
async function carryOut(
  route: Route,
  event: Event,
  context: Context,
  auth: Auth,
  options: HttpOptions,
): Promise<ApiResponse> {
  const { operation } = route;
  checkAccess(auth, operation.access);
  const raw = readRequest(event, context, auth, options);
  try {
    // Parsed now, so that what is malformed claims no idempotency key.
    const request = { ...raw, query: parse(operation.query, raw.query), body: parse(operation.body, raw.body) };
    return await once(route, { request, path: event.rawPath, generation: generationOf(event) }, options);
  } catch (error) {
    if (route.onInvalid && error instanceof WaybillError && error.status === 400) return route.onInvalid(error);
    throw error;
  }
}

function readRequest(event: Event, context: Context, auth: Auth, { now, random }: HttpOptions): ApiRequest {
  const { headers, rawQueryString = '', requestContext } = event;
  const { method } = requestContext.http;
  const params: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(event.pathParameters ?? {})) {
    const form = NAMED.has(name) ? NAME : ID;
    if (!form.test(value)) throw new NotFoundError(`'${value.slice(0, 100)}' is not the id of anything.`);
    params[name] = value;
  }
  const { body, isBase64Encoded } = event;
  const raw = { body, isBase64Encoded, contentType: headers['content-type'] };
  return {
    auth,
    params,
    query: method === 'GET' ? readForm(rawQueryString) : undefined,
    body: method === 'POST' ? readBody(raw, generationOf(event) === 'v1') : undefined,
    requestId: requestIdOf(event, context),
    idempotencyKey: readIdempotencyKey(headers['idempotency-key']),
    seed: ulid(now(), random),
    ...originOf(event),
  };
}

/** A distribution in front of the API calls it by the API's own name, and passes on the viewer's in a header. */
function originOf({ headers, requestContext }: Event): Pick<ApiRequest, 'origin' | 'distributed'> {
  const { 'x-waybill-host': host, 'x-forwarded-proto': protocol } = headers;
  if (host !== undefined && HOST.test(host)) return { origin: `https://${host}`, distributed: true };
  const scheme = protocol === 'http' ? 'http' : 'https';
  return { origin: `${scheme}://${requestContext.domainName}`, distributed: false };
}

function readIdempotencyKey(key: string | undefined): string | null {
  if (!key) return null;
  if (key.length <= MAX_IDEMPOTENCY_KEY && PRINTABLE.test(key)) return key;
  throw new InvalidFieldsError(`Idempotency-Key: should be up to ${MAX_IDEMPOTENCY_KEY} ASCII characters.`, {
    param: 'Idempotency-Key',
  });
}

const generationOf = ({ requestContext }: Event): ApiGeneration =>
  requestContext.http.path.startsWith('/v2/') ? 'v2' : 'v1';

/** The function's own request id, so that the log lines of a call are found by it. */
const requestIdOf = ({ requestContext }: Event, context: Context): string =>
  `req_${(context.awsRequestId ?? requestContext.requestId).replace(/[^A-Za-z0-9]/g, '')}`;

function commonHeaders({ defaultApiVersion }: HttpOptions): MiddlewareObj<Event, Result> {
  const add = ({ event, context, response }: middy.Request<Event, Result>) => {
    if (!response) return;
    const { 'stripe-version': version, 'idempotency-key': key } = event.headers;
    response.headers = {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'request-id': requestIdOf(event, context),
      'stripe-version': version && PRINTABLE.test(version) ? version : defaultApiVersion,
      ...(key && PRINTABLE.test(key) ? { 'idempotency-key': key } : {}),
      ...response.headers,
    };
  };
  return { after: add, onError: add };
}

function answerErrors({ telemetry }: HttpOptions): MiddlewareObj<Event, Result> {
  return {
    onError: (request) => {
      const { status, body, headers } = errorAnswer(request.error, generationOf(request.event));
      if (status >= 500) {
        const { method, path } = request.event.requestContext.http;
        const request_id = requestIdOf(request.event, request.context);
        telemetry.internalError('request failed', request.error, { request_id, method, path });
      }
      request.response = { statusCode: status, headers: { ...headers }, body: JSON.stringify(body) };
    },
  };
}
