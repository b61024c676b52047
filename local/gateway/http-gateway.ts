/** Emulates an HTTP API of API Gateway with payload format 2.0. */
import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { checkPayload } from '../functions/payload.ts';

export interface Route {
  /** `POST /v1/events`, `ANY /x/{id}`, or `$default`. */
  readonly key: string;
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** Longest time of the function. By default 30 s. */
  readonly timeoutMs?: number;
}

/** A request that is not for the API. */
export interface SiteRequest {
  readonly method: string;
  /** Percent-encoded, as in the URL. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Port that received it. */
  readonly port: number;
  /** Aborted when the caller closes the connection. */
  readonly gone: AbortSignal;
}

export interface SiteResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}

/** Responds to requests that match only `$default`. Returns undefined to leave a request to that route. */
export type Site = (request: SiteRequest) => Promise<SiteResponse | undefined>;

/** Largest request body: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Longest time of an integration, and most bytes of the request line and the values of the headers: same source. */
const MAX_INTEGRATION_MS = 30_000;
const MAX_HEADER_BYTES = 10_240;

/** Bodies of these types reach the function as text, others as base64. */
const TEXT_TYPES = /^(text\/.*|application\/(json|javascript|xml)|application\/.*\+(json|xml))\b/i;

interface FunctionResponse {
  readonly statusCode?: number;
  readonly headers?: Record<string, string>;
  readonly cookies?: string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

interface Compiled extends Route {
  readonly method: string;
  readonly pattern: RegExp;
}

export function createGateway(routes: readonly Route[], onError: (error: unknown) => void, site?: Site): Server {
  const compiled = routes.filter(({ key }) => key !== '$default').map(compile);
  const fallback = routes.find(({ key }) => key === '$default');
  return createServer(async (request, response) => {
    const respond = (status: number, headers: Record<string, string | string[]>, body: string | Buffer) =>
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
    const message = (status: number, text: string) =>
      respond(status, { 'content-type': 'application/json' }, JSON.stringify({ message: text }));
    try {
      const body = await readBody(request);
      if (!body) return message(413, 'Request Entity Too Large');
      const url = new URL(`http://local${request.url}`);
      const named = compiled.find((one) => isRouteFor(one, request.method, url.pathname));
      const own = named ? undefined : await site?.(siteRequestOf(request, response, url));
      if (own) return respond(own.status, own.headers, own.body);
      const route = named ?? fallback;
      if (!route) return message(404, 'Not Found');
      if (headerBytes(request) > MAX_HEADER_BYTES) return message(431, 'Request Header Fields Too Large');
      const { status, headers, content } = parseResult(await invoke(route, payload(request, url, body, route)));
      respond(status, headers, content);
    } catch (error) {
      // The caller closed the connection, which is not an error of the platform.
      if (request.destroyed && !request.complete) return;
      onError(error);
      if (response.headersSent) return;
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
      if (error instanceof IntegrationTimeoutError) message(503, 'Service Unavailable');
      else message(500, 'Internal Server Error');
    }
  });
}

/**
 * Lambda rejects an event that is too large, and its runtime a result that is too large. API Gateway returns a 500 for both.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
 */
async function invoke({ key, invoke, timeoutMs = MAX_INTEGRATION_MS }: Route, event: object): Promise<unknown> {
  checkPayload('event', event);
  const late = Promise.withResolvers<never>();
  const error = new IntegrationTimeoutError(`${key} took longer than ${timeoutMs / 1000} s.`);
  const timer = setTimeout(() => late.reject(error), timeoutMs);
  try {
    const result = await Promise.race([invoke(event), late.promise]);
    checkPayload('result', result);
    return result;
  } finally {
    clearTimeout(timer);
  }
}

class IntegrationTimeoutError extends Error {}

function siteRequestOf(
  request: IncomingMessage,
  response: ServerResponse,
  { pathname, searchParams }: URL,
): SiteRequest {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { method = 'GET', headers, socket } = request;
  return { method, path: pathname, query: searchParams, headers, port: socket.localPort ?? 0, gone: gone.signal };
}

function compile(route: Route): Compiled {
  const [method = 'ANY', path = '/'] = route.key.split(' ');
  const source = path.replace(/\{(\w+)(\+?)\}|[.*?^$()|[\]\\]/g, (found, name?: string, greedy?: string) =>
    name ? `(?<${name}>${greedy ? '.+' : '[^/]+'})` : `\\${found}`,
  );
  return { ...route, method, pattern: new RegExp(`^${source}$`) };
}

const isRouteFor = ({ method, pattern }: Compiled, requested: string | undefined, path: string) =>
  (method === 'ANY' || method === requested) && pattern.test(path);

/** Every second raw header is a value. */
const headerBytes = ({ method = '', url = '', rawHeaders }: IncomingMessage): number =>
  method.length + url.length + rawHeaders.reduce((sum, text, index) => sum + (index % 2 ? text.length : 0), 0);

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
function payload(request: IncomingMessage, url: URL, body: Buffer, route: Route | Compiled) {
  const { cookie, ...headers } = joinedHeaders(request);
  const text = TEXT_TYPES.test(headers['content-type'] ?? '') || !headers['content-type'];
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) query[name] = name in query ? `${query[name]},${value}` : value;
  const pathParameters = 'pattern' in route ? parametersOf(route, url.pathname) : undefined;
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie ? { cookies: cookie.split('; ') } : {}),
    // API Gateway sets it, whatever the caller sends.
    headers: { ...headers, 'x-forwarded-proto': 'http' },
    ...(url.search ? { queryStringParameters: query } : {}),
    ...(pathParameters ? { pathParameters } : {}),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers.host,
      http: {
        method: request.method,
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.key,
      stage: '$default',
      time: new Date().toISOString(),
      timeEpoch: Date.now(),
    },
    ...(body.length > 0 ? { body: body.toString(text ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !text,
  };
}

function parametersOf({ pattern }: Compiled, path: string): Record<string, string> | undefined {
  const { groups } = pattern.exec(path) ?? {};
  return groups && Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decoded(value)]));
}

/** Decodes percent-encoding. Malformed encoding stays unchanged. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

const joinedHeaders = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [
      name,
      values.join(name === 'cookie' ? '; ' : ','),
    ]),
  );

function parseResult(result: unknown) {
  const whole = typeof result === 'object' && result !== null && 'statusCode' in result;
  const {
    statusCode = 200,
    headers = {},
    cookies,
    body = '',
    isBase64Encoded,
  }: FunctionResponse = whole
    ? (result as FunctionResponse)
    : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(result) };
  return {
    status: statusCode,
    headers: { ...headers, ...(cookies ? { 'set-cookie': cookies } : {}) },
    content: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}
