/** What the tests of the HTTPS sender share: servers that misbehave on purpose, and a sender that reaches them. */
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createHttpsSender, type HttpsSenderOptions } from '../../lambdas/adapters/https/sender.ts';
import type { SecretBox } from '../../lambdas/core/destination/ports.ts';
import type { StoredSecret, WebhookDestination } from '../../lambdas/core/destination/types/webhook/destination.ts';
import { aDestination, anEvent } from '../doubles/factories.ts';
import { WAIT_MS } from '../limits.ts';

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** Sealed text is the secret itself, with what it is bound to in front. */
export const openBox = (): SecretBox & { opened: number } => ({
  opened: 0,
  async seal(account, context, plaintext) {
    return `${account}/${context}/${plaintext}`;
  },
  async open(account, context, sealed) {
    this.opened += 1;
    if (!sealed.startsWith(`${account}/${context}/`)) throw new Error('wrong context');
    return sealed.slice(`${account}/${context}/`.length);
  },
});

export const sealedSecret = (secret = SECRET, expiresAt?: number): StoredSecret => {
  const { account, id } = aDestination();
  return { sealed: `${account}/${id}/${secret}`, ...(expiresAt === undefined ? {} : { expiresAt }) };
};

export const destinationAt = (url: string, secrets = [sealedSecret()]): WebhookDestination =>
  aDestination({ webhookEndpoint: { url, secrets } });

/** A sender that is closed when the test ends. */
export function aSender(over: Partial<HttpsSenderOptions> = {}) {
  const sender = createHttpsSender({
    secrets: openBox(),
    now: Date.now,
    timeoutMs: WAIT_MS,
    signatureHeader: 'Stripe-Signature',
    permitPrivate: true,
    ...over,
  });
  onTestFinished(() => sender.close());
  const post = (url: string, body = '{"object":"event"}', secrets?: StoredSecret[]) =>
    sender.send({
      destination: destinationAt(url, secrets),
      event: anEvent(),
      body,
      timeoutMs: over.timeoutMs ?? WAIT_MS,
    });
  return { ...sender, post };
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** An HTTP server for the length of the test. */
export async function anEndpoint(listener: RequestListener) {
  const server = createServer(listener);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}/hook`, port, server, connections: () => connections };
}

/** A server that speaks no HTTP of its own. */
export async function aTcpServer(onConnection: (socket: Socket, count: number) => void) {
  let count = 0;
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    count += 1;
    onConnection(socket, count);
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}/hook`, port, connections: () => count };
}

/** Puts any server under the test's care. */
export const listenForTest = listen;
