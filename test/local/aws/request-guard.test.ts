import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { guardRequests } from '../../../local/aws/request-guard.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function guarded(listener: RequestListener) {
  const server = createServer(listener);
  const idle = guardRequests(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  /** Sends a request of which only `body` is ever sent. */
  const send = async (body: string, length = body.length): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const requested = once(server, 'request');
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n${body}`);
    await requested;
    return socket;
  };
  return { idle, send };
}

test('idle waits for a request in progress, even when its caller has disconnected', async () => {
  const read = Promise.withResolvers<() => void>();
  const { idle, send } = await guarded((request, response) => {
    request.resume().on('end', () => read.resolve(() => response.end('done')));
  });
  const socket = await send('whole');
  const finish = await read.promise;
  socket.resetAndDestroy();
  let waited = false;
  const waiting = idle().then(() => {
    waited = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(waited).toBe(false);
  finish();
  await waiting;
});

test('idle does not wait for an incomplete request, and its error is not reported', async () => {
  const reported: unknown[] = [];
  const { idle, send } = await guarded((request) => {
    request.on('error', (error) => reported.push(error));
    request.resume();
  });
  const socket = await send('half', 100);
  socket.resetAndDestroy();
  await new Promise((resolve) => setTimeout(resolve, 30));
  await idle();
  expect(reported).toEqual([]);
});

test('responses are unchanged', async () => {
  const { idle, send } = await guarded((request, response) => {
    request.resume().on('end', () => response.end('hello'));
  });
  const socket = await send('x');
  const [response] = await once(socket, 'data');
  expect(String(response)).toContain('hello');
  await idle();
  socket.destroy();
});
