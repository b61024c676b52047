import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { MAX_BODY_BYTES } from '../../../lambdas/contract/publish/payload-limits.ts';
import { createGateway, type Route } from '../../../local/gateway/http-gateway.ts';
import type { Value } from '../../../local/template.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function gateway(routes: Route[], onError = vi.fn()) {
  const server = createGateway(routes, onError);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, onError };
}

/** A route that returns the event with which it was called. */
const echo = (key: string): Route => ({ key, invoke: async (event) => ({ echoed: event }) });
const returning = (key: string, result: unknown): Route => ({ key, invoke: async () => result });

async function echoed(routes: Route[], path: string, init?: RequestInit): Promise<Value> {
  const { url } = await gateway(routes);
  return ((await (await fetch(url + path, init)).json()) as Value).echoed;
}

describe('the selected route', () => {
  const routes = [echo('$default'), echo('POST /v1/events'), echo('GET /things/{id}'), echo('ANY /files/{path+}')];
  test.each([
    ['POST', '/v1/events', 'POST /v1/events'],
    ['GET', '/v1/events', '$default'],
    ['POST', '/v1/events/', '$default'],
    ['GET', '/things/a', 'GET /things/{id}'],
    ['GET', '/things/a/b', '$default'],
    ['PUT', '/files/a/b', 'ANY /files/{path+}'],
    ['GET', '//two/slashes', '$default'],
  ])('for %s %s is %s', async (method, path, expected) => {
    expect((await echoed(routes, path, { method })).routeKey).toBe(expected);
  });

  test('is 404 for an unknown path without a default route', async () => {
    const { url } = await gateway([echo('GET /a')]);
    const response = await fetch(`${url}/b`);
    expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
  });
});

describe('the event of the function', () => {
  test('has path, query, parameters, headers and cookies in payload format 2.0', async () => {
    const headers = { 'X-One': 'a', cookie: 'c=1; d=2', 'user-agent': 'test' };
    const event = await echoed([echo('GET /things/{id}')], '/things/t%20x?a=1&a=2&b=%26', { headers });
    expect(event).toMatchObject({
      version: '2.0',
      rawPath: '/things/t%20x',
      rawQueryString: 'a=1&a=2&b=%26',
      queryStringParameters: { a: '1,2', b: '&' },
      pathParameters: { id: 't x' },
      cookies: ['c=1', 'd=2'],
      headers: { 'x-one': 'a', 'x-forwarded-proto': 'http' },
      isBase64Encoded: false,
      requestContext: { stage: '$default', http: { method: 'GET', path: '/things/t%20x', userAgent: 'test' } },
    });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event).not.toHaveProperty('body');
  });

  test.each([
    ['application/json', '{"a":"ö"}', false],
    ['application/json; charset=utf-8', '{}', false],
    ['application/cloudevents+json', '{}', false],
    ['text/plain', 'x', false],
    ['application/x-www-form-urlencoded', 'a[b]=c', true],
    ['application/octet-stream', '\u0000\u0001', true],
  ])('has a body of %s, in base64 if needed', async (type, body, base64) => {
    const event = await echoed([echo('$default')], '/', { method: 'POST', body, headers: { 'content-type': type } });
    expect(event.isBase64Encoded).toBe(base64);
    expect(Buffer.from(event.body, base64 ? 'base64' : 'utf8').toString()).toBe(body);
  });

  test('is not sent for a body over 10 MB, which returns 413', async () => {
    const invoke = vi.fn(async () => ({ statusCode: 200 }));
    const { url } = await gateway([{ key: '$default', invoke }]);
    const tooBig = await fetch(url, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(tooBig.status).toBe(413);
    expect(invoke).not.toHaveBeenCalled();
    expect(invoke).not.toHaveBeenCalled();
  });

  test.each([
    ['application/json', 'x', 6_100_000, 200],
    ['application/json', 'x', 6_291_456, 500],
    ['application/json', '"', 3_200_000, 500],
    ['application/octet-stream', 'x', 4_600_000, 200],
    ['application/octet-stream', 'x', 4_800_000, 500],
  ])(
    'is not sent when a body of %s makes it larger than 6 MB: %j %i times returns %i',
    async (type, of, times, status) => {
      const invoke = vi.fn(async () => ({ statusCode: 200 }));
      const { url, onError } = await gateway([{ key: '$default', invoke }]);
      const response = await fetch(url, { method: 'POST', body: of.repeat(times), headers: { 'content-type': type } });
      expect(response.status).toBe(status);
      if (status === 200) return expect(invoke).toHaveBeenCalledOnce();
      expect(await response.json()).toEqual({ message: 'Internal Server Error' });
      expect(invoke).not.toHaveBeenCalled();
      expect(onError.mock.calls.join()).toContain('6291456');
    },
  );

  test.each([
    ['é', 2_000_000],
    ['"', 1_000_000],
  ])('may have the largest body of the API together with the largest headers: %j', async (of, times) => {
    const invoke = vi.fn(async () => ({ statusCode: 200 }));
    const { url } = await gateway([{ key: '$default', invoke }]);
    const headers = { 'content-type': 'application/json', 'x-large': '"'.repeat(9_000) };
    const body = JSON.stringify(of.repeat(times)).slice(0, MAX_BODY_BYTES);
    expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(200);
  });
});

describe('the response to the caller', () => {
  test('is 500 when the function returns more than 6 MB, as with Lambda', async () => {
    const { url, onError } = await gateway([returning('$default', { statusCode: 200, body: '"'.repeat(3_200_000) })]);
    const response = await fetch(url);
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(onError.mock.calls.join()).toContain('6291556');
  });

  test('has status, headers, cookies and body of the function', async () => {
    const result = { statusCode: 418, headers: { 'x-a': 'b' }, cookies: ['a=1', 'b=2'], body: 'tea' };
    const { url } = await gateway([returning('$default', result)]);
    const response = await fetch(url);
    expect([response.status, response.headers.get('x-a'), await response.text()]).toEqual([418, 'b', 'tea']);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test('has the bytes of a body in base64', async () => {
    const bytes = Buffer.from([0, 255, 128]);
    const result = { statusCode: 200, body: bytes.toString('base64'), isBase64Encoded: true };
    const { url } = await gateway([returning('$default', result)]);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(bytes);
  });

  test('is a 200 with the returned JSON when the function returns no status', async () => {
    const { url } = await gateway([returning('$default', { fine: true })]);
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await response.json()).toEqual({ fine: true });
  });

  test('is 503 when the function takes longer than the integration', async () => {
    const { url, onError } = await gateway([{ key: '$default', invoke: () => new Promise(() => {}), timeoutMs: 20 }]);
    const response = await fetch(url);
    expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }]);
    expect(onError.mock.calls.join()).toContain('took longer than 0.02 s');
  });

  test.each([
    [10_000, 200],
    [10_240, 431],
  ])('with headers of %i bytes is %i', async (bytes, status) => {
    const { url } = await gateway([returning('$default', 'ok')]);
    const response = await fetch(url, { headers: { 'x-long': 'x'.repeat(bytes) } });
    expect(response.status).toBe(status);
  });

  test('is 500 without the reason when the function fails, and the reason is reported', async () => {
    const error = new Error('secret');
    const failing = { key: '$default', invoke: () => Promise.reject(error) };
    const { url, onError } = await gateway([failing]);
    const response = await fetch(url);
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(onError).toHaveBeenCalledWith(error);
  });
});

test('a caller that disconnects while sending is not an internal error', async () => {
  const { url, onError } = await gateway([returning('$default', {})]);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc');
  socket.resetAndDestroy();
  expect((await fetch(url)).status).toBe(200);
  expect(onError).not.toHaveBeenCalled();
});
