/** An endpoint in this process, for a platform on this machine. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Made } from '../made.ts';
import type { ReceivedRequest } from '../signatures.ts';
import { type Receiver, requestsFor } from './receiver.ts';

export async function receiveHere(made: Made): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;
    requests.push({ headers: request.headers as Record<string, string>, body });
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  made.add('endpoint of this process', () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    description: `an endpoint of this process, ${host}`,
    url: `http://${host}/webhook`,
    received: async (eventId) => requestsFor(requests, eventId),
  };
}
