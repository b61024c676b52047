/** Wraps the HTTP functions: routing, authentication, rate limits, parsing, idempotency, errors, and common headers. */
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
import { authenticate, checkAccess, PUBLIC_CALLER } from './authenticate.ts';
import { errorResponse } from './errors.ts';
import { type IdempotencyOptions, once } from './idempotency.ts';
import { readBody, readForm } from './read-body.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

export interface HttpOptions extends IdempotencyOptions {
  readonly keys: Pick<ApiKeyStore, 'find'>;
  readonly rateLimiter: RateLimiter;
  /** Returned as `stripe-version` when the caller sends none. */
  readonly defaultApiVersion: string;
  /** Number of shards of the stage. */
  readonly shards: number;
  readonly random: Random;
  readonly telemetry: Pick<Telemetry, 'internalError'>;
}

/** Length of the longest idempotency key, characters: https://docs.stripe.com/api/idempotent_requests */
const MAX_IDEMPOTENCY_KEY = 255;
const ID = /^[A-Za-z0-9_-]{1,200}$/;
/** Path parameters that are names of words joined by dots. All others are ids. */
const NAMED = new Set(['type', 'version']);
const NAME = /^(?=.{1,200}$)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;
const PRINTABLE = /^[\x20-\x7e]+$/;
/** A host name with an optional port. Nothing else is allowed, because it becomes part of links. */
const HOST =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*(:\d{1,5})?$/;

/** Returns a Lambda handler for API Gateway's payload format 2.0. It responds with 404 to unknown routes. */
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
  return middy<Event, Result>(router).use(commonHeaders(options)).use(respondToErrors(options));
}

/** Length up to which a body is never too large, characters. As a JSON string, a character has up to 6 bytes. */
const SURELY_SMALL = 1_000_000;
/** Bytes that are reserved for the status and the headers. */
const HEAD_BYTES = 16_384;

/**
 * Checks the size of a response. The Lambda runtime fails for a larger one, and SDKs treat the resulting error of API Gateway as
 * success.
 * @throws ResponseTooLargeError
 */
function checkSize(body: string): void {
  if (body.length <= SURELY_SMALL || bytesAsString(body) + HEAD_BYTES <= MAX_RESPONSE_BYTES) return;
  throw new ResponseTooLargeError(
    `The response has more than ${MAX_RESPONSE_BYTES} bytes. Request fewer entries with 'limit'.`,
  );
}

/** Handles a call. Each call with a known key counts for the rate limits, also when it fails. Public calls have no key. */
async function respond(route: Route, event: Event, context: Context, options: HttpOptions): Promise<ApiResponse> {
  if (route.operation.access === 'public') return handleCall(route, event, context, PUBLIC_CALLER, options);
  const auth = await authenticate(event.headers, options.keys);
  const charged = admit(auth, options.rateLimiter);
  try {
    return await handleCall(route, event, context, auth, options);
  } finally {
    // Lambda freezes the instance after its response, so the write has to end before it.
    await charged;
  }
}

/** Counts the call. @throws RateLimitError when a limit is exceeded */
function admit({ tenant, credential }: Auth, rateLimiter: RateLimiter): Promise<void> | undefined {
  const admission = rateLimiter.admit({ keyHash: credential.hash, tenant });
  if (admission.admitted) return admission.charged;
  const limited = admission.by === 'key' ? 'this API key' : `account '${tenant.account}'`;
  throw new RateLimitError(`The rate limit of ${limited} is exceeded. Try again later.`, admission.waitMs);
}

/** Checks the scope, then the parameters, then objects, so that a response reveals nothing to a caller without permission. */
async function handleCall(
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
    // Parsed first, so that an invalid call claims no idempotency key.
    const request = { ...raw, query: parse(operation.query, raw.query), body: parse(operation.body, raw.body) };
    return await once(route, { request, path: event.rawPath, generation: generationOf(event) }, options);
  } catch (error) {
    if (route.onInvalid && error instanceof WaybillError && error.status === 400) return route.onInvalid(error);
    throw error;
  }
}

function readRequest(event: Event, context: Context, auth: Auth, { now, random, shards }: HttpOptions): ApiRequest {
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
    shards,
    ...originOf(event),
  };
}

/** Returns the origin of the call. A distribution in front of the API passes the host name of the viewer in a header. */
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

function respondToErrors({ telemetry }: HttpOptions): MiddlewareObj<Event, Result> {
  return {
    onError: (request) => {
      const { status, body, headers } = errorResponse(request.error, generationOf(request.event));
      if (status >= 500) {
        const { method, path } = request.event.requestContext.http;
        const request_id = requestIdOf(request.event, request.context);
        telemetry.internalError('request failed', request.error, { request_id, method, path });
      }
      request.response = { statusCode: status, headers: { ...headers }, body: JSON.stringify(body) };
    },
  };
}
