/** The API by plain HTTP, as curl would use it. */
// biome-ignore lint/suspicious/noExplicitAny: responses are asserted field by field
export type Json = any;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export function apiClient(url: string, key: string) {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null } satisfies Reply;
  };
  const must = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const reply = await call(method, path, body, headers);
    if (reply.status !== 200) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  return {
    call,
    get: (path: string, headers?: Record<string, string>) => must('GET', path, undefined, headers),
    post: (path: string, body: unknown = {}, headers?: Record<string, string>) => must('POST', path, body, headers),
    createWebhook: (endpoint: string, over: Json = {}) =>
      must('POST', '/v2/core/event_destinations', {
        name: 'test',
        type: 'webhook_endpoint',
        event_payload: 'snapshot',
        enabled_events: ['*'],
        webhook_endpoint: { url: endpoint },
        include: ['webhook_endpoint.signing_secret', 'webhook_endpoint.url'],
        ...over,
      }),
    publish: (type: string, object: Json, over: Json = {}, headers?: Record<string, string>) =>
      must('POST', '/v1/events', { type, data: { object }, ...over }, headers),
    delivery: (destination: string, event: string) =>
      call('GET', `/v2/core/event_destinations/${destination}/deliveries/${event}`),
  };
}

export type ApiClient = ReturnType<typeof apiClient>;
