import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { newSigningSecret } from '../../../lambdas/core/destination/types/webhook/signature.ts';
import { USER_AGENT } from '../../../lambdas/core/user-agent.ts';
import { anEvent, T0 } from '../../doubles/factories.ts';
import { startReceiver } from '../../doubles/receiver.ts';
import { anEndpoint, aSender, aTcpServer, openBox, SECRET, sealedSecret } from '../sending.ts';

const stripe = new Stripe('sk_test_x');

describe('a delivery over HTTP', () => {
  it('posts the body with the headers of the contract and reports request and response', async () => {
    const receiver = await startReceiver(() => ({ status: 202, headers: { 'x-trace': 'abc' }, body: 'thanks' }));
    const result = await aSender().post(`${receiver.url}/a/b?c=d`);
    const [got] = receiver.received;
    expect(got).toMatchObject({ path: '/a/b?c=d', body: '{"object":"event"}' });
    expect(got?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'user-agent': USER_AGENT,
      'cache-control': 'no-cache',
      'content-length': '18',
      'webhook-id': anEvent().id,
    });
    expect(result).toMatchObject({ ok: true, httpStatus: 202, responseExcerpt: 'thanks', responseTruncated: false });
    expect(result.error).toBeUndefined();
    expect(result.responseHeaders['x-trace']).toBe('abc');
    for (const [name, value] of Object.entries(result.requestHeaders)) {
      expect(got?.headers[name.toLowerCase()], name).toBe(value);
    }
    await receiver.stop();
  });

  it('arrives byte for byte, whatever the script', async () => {
    const receiver = await startReceiver();
    const body = JSON.stringify({ name: 'Zoë 🧇 日本語 \u2028 \u0000', pad: 'é'.repeat(100_000) });
    const result = await aSender().post(receiver.url, body);
    expect(receiver.received[0]?.body).toBe(body);
    expect(result.requestHeaders['content-length']).toBe(String(Buffer.byteLength(body)));
    await receiver.stop();
  });

  it('carries signatures that both official verifiers accept', async () => {
    const receiver = await startReceiver();
    await aSender().post(receiver.url, '{"object":"event","id":"evt_1"}');
    const { headers = {}, body = '' } = receiver.received[0] ?? {};
    expect(stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', SECRET)).toMatchObject({
      id: 'evt_1',
    });
    expect(new Webhook(SECRET).verify(body, headers as Record<string, string>)).toMatchObject({ id: 'evt_1' });
    await receiver.stop();
  });

  it('is signed with every secret that has not expired, under a new timestamp at each attempt', async () => {
    const receiver = await startReceiver();
    let now = T0;
    const sender = aSender({ now: () => now });
    const secrets = [
      sealedSecret(),
      sealedSecret(newSigningSecret(randomBytes), T0 + 500),
      sealedSecret(newSigningSecret(randomBytes), T0 - 1),
    ];
    await sender.post(receiver.url, '{}', secrets);
    now = T0 + 1000;
    await sender.post(receiver.url, '{}', secrets);
    const [first, second] = receiver.received.map(({ headers }) => String(headers['stripe-signature']));
    expect(first?.match(/v1=/g)).toHaveLength(2);
    expect(second?.match(/v1=/g)).toHaveLength(1);
    expect(first).toContain(`t=${T0 / 1000},`);
    expect(second).toContain(`t=${T0 / 1000 + 1},`);
    await receiver.stop();
  });

  it('is an internal error, and no attempt, when its secret cannot be opened within half the time of an attempt', async () => {
    const receiver = await startReceiver();
    const box = openBox();
    const hung = { ...box, open: () => new Promise<never>(() => {}) };
    await expect(aSender({ secrets: hung, timeoutMs: 300 }).post(receiver.url)).rejects.toThrow(
      'Opening a signing secret of ed_01KF0000000000000000000001 took longer than 0.15 s',
    );
    expect(receiver.received).toEqual([]);
    await receiver.stop();
  });

  it('is sent when its secret can be decrypted again: a decryption that timed out is not cached', async () => {
    const receiver = await startReceiver();
    const box = openBox();
    let hangs = true;
    const secrets = {
      ...box,
      open: (...of: [string, string, string]) => (hangs ? new Promise<never>(() => {}) : box.open(...of)),
    };
    const sender = aSender({ secrets, timeoutMs: 4_000 });
    await expect(sender.post(receiver.url)).rejects.toThrow('took longer');
    hangs = false;
    expect(await sender.post(receiver.url)).toMatchObject({ ok: true });
    await receiver.stop();
  });

  it('opens a secret once for many deliveries, and again after a failure', async () => {
    const receiver = await startReceiver();
    const box = openBox();
    const sender = aSender({ secrets: box });
    await Promise.all([sender.post(receiver.url), sender.post(receiver.url), sender.post(receiver.url)]);
    expect(box.opened).toBe(1);
    const stranger = [{ sealed: 'acct_other/ed_1/whsec_x' }];
    await expect(sender.post(receiver.url, '{}', stranger)).rejects.toThrow('wrong context');
    await expect(sender.post(receiver.url, '{}', stranger)).rejects.toThrow('wrong context');
    expect(box.opened).toBe(3);
    await receiver.stop();
  });
});

describe('a response', () => {
  it.each([400, 404, 500, 503])('of %d fails and may be tried again', async (status) => {
    const { url } = await anEndpoint((_request, response) => response.writeHead(status).end('broken'));
    const result = await aSender().post(url);
    expect(result).toMatchObject({ ok: false, httpStatus: status, error: { code: 'http_status' }, retryable: true });
    expect(result.responseExcerpt).toBe('broken');
    expect(result.destinationGone).toBeUndefined();
  });

  it('of 410 reports that the destination is gone', async () => {
    const { url } = await anEndpoint((_request, response) => response.writeHead(410).end());
    expect(await aSender().post(url)).toMatchObject({ ok: false, destinationGone: 'gone', retryable: false });
  });

  it.each([301, 302, 307, 308])('of %d is not followed', async (status) => {
    const receiver = await startReceiver();
    const { url } = await anEndpoint((_request, response) =>
      response.writeHead(status, { location: receiver.url }).end(),
    );
    const result = await aSender().post(url);
    expect(result).toMatchObject({ ok: false, httpStatus: status, error: { code: 'redirect' } });
    expect(result.error?.message).toContain(receiver.url);
    expect(receiver.received).toEqual([]);
    await receiver.stop();
  });

  it('may ask to be left alone for a while', async () => {
    const { url } = await anEndpoint((_request, response) => response.writeHead(429, { 'retry-after': '77' }).end());
    expect((await aSender().post(url)).retryAfterSeconds).toBe(77);
  });

  it('after an announcement (1xx) is the one that counts', async () => {
    const { url } = await anEndpoint((_request, response) => {
      response.writeEarlyHints({ link: '</x>; rel=preload' });
      response.writeHead(200).end('final');
    });
    expect(await aSender().post(url)).toMatchObject({ ok: true, httpStatus: 200, responseExcerpt: 'final' });
  });

  it('that is compressed is not decompressed', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    const { url } = await anEndpoint((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const result = await aSender().post(url);
    expect(result.ok).toBe(true);
    expect(result.responseExcerpt).toBe(bomb.subarray(0, 1024).toString('utf8'));
    expect(result.responseExcerpt.length).toBeLessThanOrEqual(1024);
  });

  it('without end is read up to 64 KB, then the connection is closed and the status counts', async () => {
    let sent = 0;
    let closed = () => {};
    const whenClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const { url } = await anEndpoint((_request, response) => {
      response.on('close', closed);
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(1024))) sent += 1024;
      };
      response.on('drain', pour);
      pour();
    });
    const result = await aSender().post(url);
    await whenClosed;
    expect(result).toMatchObject({
      ok: true,
      httpStatus: 200,
      responseExcerpt: 'x'.repeat(1024),
      responseTruncated: true,
    });
    expect(sent).toBeGreaterThan(64 * 1024);
  });

  it('keeps headers up to a limit', async () => {
    const { url } = await anEndpoint((_request, response) =>
      response.writeHead(200, { 'x-large': 'y'.repeat(5000), 'x-small': 'kept', 'x-many': ['a', 'b'] }).end(),
    );
    const { responseHeaders } = await aSender().post(url);
    expect(responseHeaders).toMatchObject({ 'x-small': 'kept', 'x-many': 'a, b' });
    expect(responseHeaders).not.toHaveProperty('x-large');
  });

  it('that is not HTTP is named so', async () => {
    const { url } = await aTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(await aSender().post(url)).toMatchObject({ ok: false, error: { code: 'invalid_response' } });
  });
});

describe('the deadline', () => {
  const soon = { timeoutMs: 150 };
  /** For what has to happen before the deadline, also on a busy machine. */
  const later = { timeoutMs: 2_000 };

  it('applies while there is no response', async () => {
    const { url } = await anEndpoint(() => {});
    const result = await aSender(soon).post(url);
    expect(result).toMatchObject({ ok: false, error: { code: 'timeout' }, retryable: true });
    expect(result.error?.message).toMatch(/longer than 0\.15 s/);
    expect(result.httpStatus).toBeUndefined();
    expect(result.durationMs).toBeGreaterThan(100);
  });

  it('holds while a body trickles in, although a status came', async () => {
    const { url } = await anEndpoint((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const result = await aSender(later).post(url);
    expect(result).toMatchObject({ ok: false, httpStatus: 200, error: { code: 'timeout' } });
    expect(result.responseExcerpt).toMatch(/^\.+$/);
  });

  it('holds while headers trickle in', async () => {
    const { url } = await aTcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write('x: y\r\n'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    expect((await aSender(soon).post(url)).error?.code).toBe('timeout');
  });

  it('holds while a name is being resolved', async () => {
    const result = await aSender({ ...soon, lookup: () => {} }).post('http://slow.example.com/');
    expect(result).toMatchObject({ ok: false, error: { code: 'timeout' }, timing: {} });
  });

  it('leaves no connection behind', async () => {
    let closed = () => {};
    const whenClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const { url } = await anEndpoint((request) => request.socket.on('close', closed));
    await aSender(soon).post(url);
    await whenClosed;
  });
});

describe('connections', () => {
  it('are reused, and then have no connecting phases', async () => {
    const { url, connections } = await anEndpoint((_request, response) => response.end('ok'));
    const sender = aSender();
    const first = await sender.post(url);
    const second = await sender.post(url);
    expect(connections()).toBe(1);
    expect(first.timing.connect).toBeGreaterThan(0);
    expect(second.timing).toEqual({ first_byte: expect.any(Number) });
  });

  it('are dropped when they were not used for some seconds by the clock', async () => {
    let now = T0;
    const { url, connections } = await anEndpoint((_request, response) => response.end('ok'));
    const sender = aSender({ now: () => now });
    await sender.post(url);
    now += 60_000;
    expect(await sender.post(url)).toMatchObject({ ok: true, timing: { connect: expect.any(Number) } });
    expect(connections()).toBe(2);
  });

  it('are replaced after a minute of steady use, so that a change of DNS is followed', async () => {
    let now = T0;
    let lookups = 0;
    const { port, connections } = await anEndpoint((_request, response) => response.end('ok'));
    const sender = aSender({
      now: () => now,
      lookup: (_hostname, _options, callback) => {
        lookups += 1;
        callback(null, [{ address: '127.0.0.1', family: 4 }]);
      },
    });
    const postFor = async (seconds: number) => {
      for (const until = now + seconds * 1000; now < until; now += 1000) {
        expect(await sender.post(`http://endpoint.test:${port}/`)).toMatchObject({ ok: true });
      }
    };
    await postFor(60);
    expect([connections(), lookups]).toEqual([1, 1]);
    await postFor(60);
    expect([connections(), lookups]).toEqual([2, 2]);
    await postFor(1);
    expect([connections(), lookups]).toEqual([3, 3]);
  });

  it('that are closed just when they are reused do not fail the attempt: the request is sent again', async () => {
    const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
    const server = await aTcpServer((socket, count) => {
      let requests = 0;
      socket.on('data', () => {
        requests += 1;
        if (count === 1 && requests === 2) socket.resetAndDestroy();
        else socket.write(answer);
      });
    });
    const sender = aSender();
    await sender.post(server.url);
    expect(await sender.post(server.url)).toMatchObject({ ok: true, timing: { connect: expect.any(Number) } });
    expect(server.connections()).toBe(2);
  });

  it('that are new and die are not tried again within the attempt', async () => {
    const server = await aTcpServer((socket) => socket.on('data', () => socket.resetAndDestroy()));
    expect(await aSender().post(server.url)).toMatchObject({ ok: false, error: { code: 'reset' }, retryable: true });
    expect(server.connections()).toBe(1);
  });

  it('that break in the middle of a response fail, with the part that was received', async () => {
    const { url } = await anEndpoint((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
    });
    const result = await aSender().post(url);
    expect(result).toMatchObject({ ok: false, httpStatus: 200, error: { code: 'reset' }, responseExcerpt: 'half' });
  });

  it('carry a hundred concurrent deliveries without mixing them up', async () => {
    const { url } = await anEndpoint((request, response) => {
      request.on('data', (chunk) => setTimeout(() => response.end(chunk), Math.random() * 20));
    });
    const sender = aSender();
    const bodies = Array.from({ length: 100 }, (_, n) => JSON.stringify({ n }));
    const results = await Promise.all(bodies.map((body) => sender.post(url, body)));
    expect(results.map(({ responseExcerpt }) => responseExcerpt)).toEqual(bodies);
  });
});
