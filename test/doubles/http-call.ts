/** Calls an HTTP function as API Gateway does, with payload format 2.0. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { ApiKey } from '../../lambdas/core/account/api-key.ts';
import type { HttpOptions } from '../../lambdas/middleware/http.ts';

/** Telemetry that records nothing. */
export const noTelemetry: HttpOptions['telemetry'] = { internalError: () => {} };

export interface HttpCall {
  readonly method?: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export const httpEvent = ({
  method = 'GET',
  path,
  query = '',
  headers = {},
  body,
  isBase64Encoded = false,
}: HttpCall) =>
  ({
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers,
    requestContext: { requestId: 'JKJaXmPLvHcESHA=', domainName: 'api.example.com', http: { method, path } },
    isBase64Encoded,
    ...(body === undefined ? {} : { body }),
  }) as unknown as APIGatewayProxyEventV2;

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

export interface HttpReply {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  /** Parsed if it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: responses are asserted field by field
  readonly body: any;
}

let calls = 0;

export async function callHttp(handler: Handler, call: HttpCall): Promise<HttpReply> {
  calls += 1;
  const context = { awsRequestId: `8b2b5ab0-0000-4000-8000-${String(calls).padStart(12, '0')}` } as Context;
  const { statusCode = 0, headers = {}, body = '' } = await handler(httpEvent(call), context);
  const isJson = /\/json\b/.test(String(headers['content-type']));
  return { status: statusCode, headers, body: isJson ? JSON.parse(body) : body };
}

/** A key store in memory, without hashing. */
export const memoryKeys = (keys: Record<string, Pick<ApiKey, 'account' | 'mode'> & Partial<ApiKey>>) => ({
  find: async (key: string): Promise<ApiKey | undefined> => {
    const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
    return known && { name: 'test', last4: key.slice(-4), platform: false, created: 0, ...known };
  },
});
