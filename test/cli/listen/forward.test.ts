import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../../cli/errors.ts';
import { createForwarder, type ForwardOptions, forwardUrl } from '../../../cli/listen/forward.ts';
import { type EndpointResponse, startReceiver } from '../../doubles/receiver.ts';
import { selfSignedCertificate } from '../../doubles/self-signed-certificate.ts';
import { SECRET } from './fake-platform.ts';

const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'invoice.paid', text: 'å' });
const outgoing = {
  eventId: 'evt_1',
  body,
  headers: { 'User-Agent': 'Waybill/1.0', 'Stripe-Signature': 't=1,v1=old', 'webhook-id': 'old' },
};

function forwarder(url: string, over: Partial<ForwardOptions> = {}) {
  const made = createForwarder({ url: new URL(url), secret: () => SECRET, headers: {}, skipVerify: false, ...over });
  onTestFinished(() => made.close());
  return made;
}

async function receiver(answer?: () => EndpointResponse) {
  const made = await startReceiver(answer);
  onTestFinished(made.stop);
  return made;
}

describe('a forwarded event', () => {
  test('is signed with the current time, and both libraries accept the signature', async () => {
    const { url, received } = await receiver();
    await forwarder(`${url}/hook`).send(outgoing);
    const [request] = received;
    expect(request).toMatchObject({
      path: '/hook',
      body,
      headers: { 'user-agent': 'Waybill/1.0', 'webhook-id': 'evt_1' },
    });
    const headers = request?.headers as Record<string, string>;
    expect(new Webhook(SECRET).verify(body, headers)).toMatchObject({ id: 'evt_1' });
    const signature = headers['stripe-signature'] ?? '';
    expect(new Stripe('sk_test_x').webhooks.constructEvent(body, signature, SECRET).id).toBe('evt_1');
  });

  test('has the signature in the header that the platform uses', async () => {
    const { url, received } = await receiver();
    await forwarder(url).send({ ...outgoing, headers: { 'Acme-Signature': 't=1,v1=old' } });
    expect(received[0]?.headers['acme-signature']).toMatch(/^t=\d{10},v1=[0-9a-f]{64}$/);
    expect(received[0]?.headers['stripe-signature']).toBeUndefined();
  });

  test('has the headers of the command, which replace those with the same name', async () => {
    const { url, received } = await receiver();
    await forwarder(url, { headers: { 'X-Own': '1', 'user-agent': 'mine' } }).send(outgoing);
    expect(received[0]?.headers).toMatchObject({ 'x-own': '1', 'user-agent': 'mine' });
  });

  test('returns the status, headers and body of the response, and does not follow a redirect', async () => {
    const { url, received } = await receiver(() => ({ status: 302, headers: { location: '/else' }, body: 'there' }));
    const answer = await forwarder(url).send(outgoing);
    expect(answer).toMatchObject({ status: 302, body: 'there', headers: { location: '/else' } });
    expect(answer.durationMs).toBeGreaterThanOrEqual(0);
    expect(received).toHaveLength(1);
  });

  test('that fails reports the reason', async () => {
    await expect(forwarder('http://127.0.0.1:9').send(outgoing)).rejects.toThrow('the connection was refused');
    const { url } = await receiver(() => ({ status: 200, after: 2000 }));
    await expect(forwarder(url, { timeoutMs: 50 }).send(outgoing)).rejects.toThrow('no response within 0.05 seconds');
  });

  test('uses a new connection when the kept one was closed', async () => {
    const { url, received } = await receiver();
    const sockets: Socket[] = [];
    // Passes on, and closes at the first byte of a second request on the same connection.
    const door = createServer((inward) => {
      sockets.push(inward);
      const outward = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
      outward.pipe(inward);
      let requests = 0;
      inward.on('error', () => {}).on('close', () => outward.destroy());
      inward.on('data', (bytes) => {
        if (bytes.toString().startsWith('POST') && ++requests > 1) inward.destroy();
        else outward.write(bytes);
      });
    });
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void door.close());
    const sender = forwarder(`http://127.0.0.1:${(door.address() as AddressInfo).port}`);
    expect(await sender.send(outgoing)).toMatchObject({ status: 200 });
    expect(await sender.send(outgoing)).toMatchObject({ status: 200 });
    expect([sockets.length, received.length]).toEqual([2, 2]);
  });

  test('is not sent twice when a new connection is closed', async () => {
    let opened = 0;
    const door = createServer((socket) => {
      opened++;
      socket.once('data', () => socket.destroy());
    });
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void door.close());
    const sender = forwarder(`http://127.0.0.1:${(door.address() as AddressInfo).port}`);
    await expect(sender.send(outgoing)).rejects.toThrow('closed before the response');
    expect(opened).toBe(1);
  });

  test('is sent to a server with an untrusted certificate only with --skip-verify', async () => {
    const server = createSecureServer(
      selfSignedCertificate('localhost'),
      (_request, response) => void response.end('ok'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(forwarder(url).send(outgoing)).rejects.toThrow('--skip-verify');
    expect(await forwarder(url, { skipVerify: true }).send(outgoing)).toMatchObject({ status: 200 });
  });
});

test.each([
  ['3000', 'http://localhost:3000/'],
  [':3000/hook', 'http://localhost:3000/hook'],
  ['localhost:3000/hook?a=1', 'http://localhost:3000/hook?a=1'],
  ['https://x.example/h', 'https://x.example/h'],
])('%s means %s', (text, url) => {
  expect(forwardUrl(text).href).toBe(url);
});

test('an address that is not valid is refused', () => {
  for (const text of ['', 'a b', 'http://', ':99999']) expect(() => forwardUrl(text)).toThrow(UsageError);
});
