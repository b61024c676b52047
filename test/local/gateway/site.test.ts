import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createGateway, type Route } from '../../../local/gateway/http-gateway.ts';
import { createSite } from '../../../local/gateway/site.ts';
import { createTestEndpoint } from '../../../local/test-endpoint.ts';
import { PAGE_FILES, tinyPage } from '../../doubles/page.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const KEYS = { sandbox: 'sk_test_1', live: 'sk_live_1' };
const API: Route = {
  key: '$default',
  invoke: async () => ({ statusCode: 404, headers: { 'content-type': 'application/json' }, body: '{"error":"api"}' }),
};
const NAMED: Route = { key: 'GET /items/{id}', invoke: async () => ({ statusCode: 200, body: 'item' }) };

async function start(page: () => Promise<string> = async () => tinyPage()) {
  const onError = vi.fn();
  const server = createGateway([API, NAMED], onError, createSite({ keys: KEYS, page, onError }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, onError };
}

/** Sends a GET with this exact path and host, without normalizing them. */
async function rawGet(port: number, path: string, host = `127.0.0.1:${port}`) {
  const [response] = await once(request({ port, host: '127.0.0.1', path, headers: { host } }).end(), 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body, headers: response.headers };
}

describe('the page', () => {
  test.each([
    ['/icon.svg', 'image/svg+xml', 'no-cache'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/assets/index-CjTi35Y1.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/index-MbkpEn4r.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/mark-Ab12.woff2', 'font/woff2', 'public, max-age=31536000, immutable'],
  ])('returns %s as %s, cached as when it is deployed', async (path, type, cacheControl) => {
    const { url } = await start();
    const response = await fetch(url + path);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
    expect(response.headers.get('cache-control')).toBe(cacheControl);
    expect(await response.text()).toBe(PAGE_FILES[path.slice(1) as keyof typeof PAGE_FILES]);
  });

  test.each([
    '/',
    '/events',
    '/destinations/ed_1/deliveries',
    '/event_types/invoice.paid',
    '/v1',
    '/local/test-endpoint',
  ])('returns index.html for %s, never cached', async (path) => {
    const { url } = await start();
    const response = await fetch(url + path);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect(await response.text()).toBe(PAGE_FILES['index.html']);
  });

  test.each(['/favicon.ico', '/assets/old-1234.js', '/robots.txt'])(
    'returns 404 for %s, which is not one of its files',
    async (path) => {
      const { url } = await start();
      expect((await fetch(url + path)).status).toBe(404);
    },
  );

  test('has the same headers as when it is deployed, found or not', async () => {
    const { url } = await start();
    for (const path of ['/', '/assets/index-CjTi35Y1.js', '/none.js']) {
      const { headers } = await fetch(url + path);
      expect(headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('permissions-policy')).toContain('camera=()');
    }
  });

  test('responds to HEAD as to GET, without the body', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/icon.svg`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'image/svg+xml',
      '',
    ]);
  });

  test('decodes percent-encoded names', async () => {
    const { port } = await start();
    expect((await rawGet(port, '/%69con.svg')).body).toBe(PAGE_FILES['icon.svg']);
  });

  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/assets/../../package.json',
    '/assets/..%2f..%2f..%2fetc%2fhosts.txt',
    '/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..\\..\\secret.txt',
    '/%00.js',
    '/%zz.js',
    '//etc/passwd',
  ])('serves no file outside its folder: %s', async (path) => {
    const { port } = await start();
    const { status, body } = await rawGet(port, path);
    if (status === 200) expect(body).toBe(PAGE_FILES['index.html']);
    else expect([status, body]).toEqual([404, 'Not Found']);
  });

  test('is read once, at the first request', async () => {
    const page = vi.fn(async () => tinyPage());
    const { url } = await start(page);
    await fetch(`${url}/v1/nothing`);
    expect(page).not.toHaveBeenCalled();
    await Promise.all([fetch(url), fetch(`${url}/icon.svg`)]);
    await fetch(url);
    expect(page).toHaveBeenCalledTimes(1);
  });

  test('that does not build returns the error, and is built again at the next request', async () => {
    const error = new Error('The Workbench could not be built: x');
    const page = vi.fn(async () => tinyPage()).mockRejectedValueOnce(error);
    const { url, onError } = await start(page);
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([503, error.message]);
    expect(onError).toHaveBeenCalledWith(error);
    expect((await fetch(url)).status).toBe(200);
  });
});

describe('a request for the API is not served by the page', () => {
  test.each([
    ['GET', '/v1/nothing'],
    ['GET', '/v1/'],
    ['GET', '/v2/core/nothing.json'],
    ['GET', '/docs'],
    ['GET', '/docs/more'],
    ['GET', '/openapi.json'],
    ['POST', '/'],
    ['DELETE', '/icon.svg'],
    ['POST', '/config.json'],
    ['OPTIONS', '/config.json'],
  ])('%s %s', async (method, path) => {
    const { url } = await start();
    const response = await fetch(url + path, { method });
    expect([response.status, await response.text()]).toEqual([404, '{"error":"api"}']);
    expect(response.headers.get('content-security-policy')).toBeNull();
  });

  test('a named route takes precedence over the page', async () => {
    const { url } = await start();
    expect(await (await fetch(`${url}/items/a`)).text()).toBe('item');
  });
});

describe('/config.json', () => {
  test.each(['127.0.0.1', '127.0.0.1:4242', 'localhost', 'LOCALHOST:80', '[::1]:4242'])(
    'returns keys and test endpoint to %s, uncached and to no other origin',
    async (host) => {
      const { port } = await start();
      const { status, body, headers } = await rawGet(port, '/config.json', host);
      expect([status, JSON.parse(body)]).toEqual([
        200,
        {
          local: {
            keys: KEYS,
            test_endpoint: `http://127.0.0.1:${port}/local/test-endpoint`,
            metrics: '/local/metrics',
          },
        },
      ]);
      expect(headers['cache-control']).toBe('no-store');
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:4242',
    'evil.example:127.0.0.1',
    '10.0.0.1',
  ])('returns no keys to the host %s, which another site may control', async (host) => {
    const { port } = await start();
    expect(await rawGet(port, '/config.json', host)).toMatchObject({ status: 200, body: '{}' });
  });
});

describe('the test endpoint', () => {
  async function endpoint() {
    const { url } = await start();
    const call = async (query = '', id = 'evt_1', method = 'POST') => {
      const headers = { 'webhook-id': id };
      const response = await fetch(`${url}/local/test-endpoint${query}`, { method, headers, body: '{}' });
      return { status: response.status, body: await response.text() };
    };
    return { call };
  }

  test('accepts every request', async () => {
    const { call } = await endpoint();
    expect(await call()).toEqual({ status: 200, body: '{"received":true}' });
    expect((await call('', 'evt_1', 'PUT')).status).toBe(200);
  });

  test.each([204, 410, 503])('returns %d when the query asks for it', async (status) => {
    const { call } = await endpoint();
    expect((await call(`?status=${status}`)).status).toBe(status);
  });

  test('fails the given number of times for each message, then succeeds, and counts each query separately', async () => {
    const { call } = await endpoint();
    const statuses = async (id: string, query = '?fail=2') =>
      [await call(query, id), await call(query, id), await call(query, id)].map(({ status }) => status);
    expect(await statuses('evt_1')).toEqual([503, 503, 200]);
    expect(await statuses('evt_2')).toEqual([503, 503, 200]);
    expect(await statuses('evt_1', '?fail=1&to=other')).toEqual([503, 200, 200]);
  });

  test('delays its response when the query asks for it', async () => {
    const { call } = await endpoint();
    const from = performance.now();
    expect((await call('?delay=150')).status).toBe(200);
    expect(performance.now() - from).toBeGreaterThanOrEqual(145);
  });

  test('stops waiting when its caller disconnects', async () => {
    const caller = new AbortController();
    const request = { method: 'POST', path: '/local/test-endpoint', headers: {}, port: 1, gone: caller.signal };
    const response = createTestEndpoint()({ ...request, query: new URLSearchParams('delay=60000') });
    caller.abort();
    await expect(response).resolves.toMatchObject({ status: 200 });
  });

  test('is notified by the gateway when its caller disconnects', async () => {
    let socket: Socket | undefined;
    const aborted = new Promise((resolve, reject) => {
      const server = createGateway([], reject, ({ gone }) => {
        gone.addEventListener('abort', resolve);
        socket?.resetAndDestroy();
        return new Promise(() => {});
      });
      stops.push(() => server.close());
      server.listen(0, '127.0.0.1', () => {
        socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
        socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n');
      });
    });
    await aborted;
  });

  test.each(['status=42', 'status=abc', 'delay=60001', 'fail=-1', 'fail='])(
    'returns the problem of %s',
    async (query) => {
      const { call } = await endpoint();
      const { status, body } = await call(`?${query}`);
      expect([status, body]).toEqual([400, expect.stringContaining('should be a whole number')]);
    },
  );
});
