import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ApiGatewayManagementApiClient,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { createSockets } from '../../../lambdas/adapters/sockets/sockets.ts';
import { logger } from '../../../lambdas/adapters/telemetry/telemetry.ts';
import { CREDENTIALS } from '../../../local/aws/emulators.ts';
import { type SocketGateway, startSocketGateway } from '../../../local/gateway/socket-gateway.ts';
import { REGION } from '../../../local/template.ts';
import { refusal } from '../../doubles/listener.ts';
import { until } from '../../doubles/receiver.ts';

// biome-ignore lint/suspicious/noExplicitAny: events are asserted field by field
type Event = any;

let gateway: SocketGateway;
let server: Server;
let client: ApiGatewayManagementApiClient;
let url: string;
let events: Event[];
let errors: unknown[];
let respond: (event: Event) => unknown;
let hasResponse: boolean;

beforeEach(async () => {
  events = [];
  errors = [];
  respond = () => ({ statusCode: 200 });
  hasResponse = false;
  gateway = await startSocketGateway((error) => errors.push(error));
  server = createServer((_request, response) => response.end('http'));
  const invoke = async (event: Event) => {
    events.push(event);
    return respond(event);
  };
  const route = {
    invoke,
    get hasResponse() {
      return hasResponse;
    },
  };
  const routes = new Map(['$connect', '$disconnect', '$default'].map((key) => [key, route]));
  gateway.attach(server, [{ stage: 'listen', routes }]);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new ApiGatewayManagementApiClient({
    endpoint: gateway.connectionsUrl,
    region: REGION,
    credentials: CREDENTIALS,
  });
});
afterEach(async () => {
  client.destroy();
  await gateway.stop();
  await new Promise((resolve) => server.close(resolve));
});

const open = (path = '/listen', protocols: string[] = [], headers: Record<string, string> = {}) =>
  new Promise<WebSocket>((resolve, reject) => {
    const socket = new WebSocket(url + path, protocols, { headers });
    socket.on('open', () => resolve(socket)).on('error', reject);
  });
const routesCalled = () => events.map(({ requestContext }) => requestContext.routeKey);
const connectionId = (): string => events[0].requestContext.connectionId;

describe('a socket', () => {
  test('opens when $connect permits it, keeps the spelling of its headers, and calls $disconnect at its end', async () => {
    respond = () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'b' } });
    const socket = await open('/listen?feature=x', ['a', 'b'], { 'Websocket-Id': 'lws_1' });
    expect(socket.protocol).toBe('b');
    expect(events[0]).toMatchObject({
      headers: { 'Websocket-Id': 'lws_1', 'Sec-WebSocket-Protocol': 'a,b' },
      queryStringParameters: { feature: 'x' },
      requestContext: { routeKey: '$connect', eventType: 'CONNECT', stage: 'listen', connectionId: expect.any(String) },
    });
    socket.send('{"hello":1}');
    await until('the frame arrives', () => events.length === 2);
    expect(events[1]).toMatchObject({
      body: '{"hello":1}',
      requestContext: { routeKey: '$default', connectionId: connectionId() },
    });
    socket.terminate();
    await until('the gateway reports its end', () => events.length === 3);
    expect(routesCalled()).toEqual(['$connect', '$default', '$disconnect']);
  });

  test('is refused with the status of $connect, and with its body if the route has a response', async () => {
    respond = () => ({ statusCode: 401, body: '{"error":{}}' });
    expect(await refusal(`${url}/listen`, {})).toEqual({ status: 401, body: '' });
    hasResponse = true;
    expect(await refusal(`${url}/listen`, {})).toEqual({ status: 401, body: '{"error":{}}' });
    expect(routesCalled()).toEqual(['$connect', '$connect']);
  });

  test('is refused when $connect fails, and at any other path', async () => {
    respond = () => Promise.reject(new Error('broken'));
    expect((await refusal(`${url}/listen`, {})).status).toBe(500);
    expect(errors).toHaveLength(1);
    expect((await refusal(`${url}/v1/events`, {})).status).toBe(403);
  });

  test('joins the fragments of a message, and is closed after a message that is too large', async () => {
    const socket = await open();
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    for (let n = 0; n < 30; n++) socket.send('x'.repeat(4096), { fin: n === 29 });
    await until('the frame arrives', () => events.length === 2);
    expect(events[1].body).toHaveLength(30 * 4096);
    socket.send('x'.repeat(128 * 1024 + 1));
    expect(await closed).toBe(1009);
  });

  test.each([
    ['a frame', 32 * 1024 + 1, undefined],
    ['a fragment', 32 * 1024 + 1, { fin: false }],
  ])('is closed after %s of more than 32 KB', async (_, bytes, options) => {
    const socket = await open();
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send('x'.repeat(32 * 1024));
    await until('the largest frame arrives', () => events.length === 2);
    socket.send('x'.repeat(bytes), options ?? {});
    expect(await closed).toBe(1009);
  });

  test('receives an error when the function fails on a frame', async () => {
    const socket = await open();
    const message = new Promise<string>((resolve) => socket.on('message', (data) => resolve(String(data))));
    respond = () => Promise.reject(new Error('broken'));
    socket.send('{}');
    expect(JSON.parse(await message)).toMatchObject({ message: 'Internal server error', connectionId: connectionId() });
  });
});

describe('the management API', () => {
  test('sends to a socket, describes it and closes it with the SDK; afterwards the socket is gone', async () => {
    const socket = await open();
    const sockets = createSockets(client);
    const message = new Promise<string>((resolve) => socket.on('message', (data) => resolve(String(data))));
    expect(await sockets.send(connectionId(), 'größer 🚚')).toBe('sent');
    expect(await message).toBe('größer 🚚');
    const connection = await client.send(new GetConnectionCommand({ ConnectionId: connectionId() }));
    expect(connection.ConnectedAt).toBeInstanceOf(Date);
    expect(connection.Identity?.SourceIp).toContain('127.0.0.1');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await sockets.close(connectionId());
    await closed;
    expect(await sockets.send(connectionId(), 'x')).toBe('gone');
    await sockets.close(connectionId());
  });

  test('does not find a socket before it is open', async () => {
    let during: unknown;
    respond = async ({ requestContext }) => {
      if (requestContext.routeKey === '$connect') {
        during = await createSockets(client).send(requestContext.connectionId, 'x');
      }
      return { statusCode: 200 };
    };
    await open();
    expect(during).toBe('gone');
  });

  test('rejects a message that is too large without reporting that the socket is gone', async () => {
    const warn = vi.spyOn(logger, 'warn').mockReturnValue();
    await open();
    const tooLarge = 'x'.repeat(128 * 1024 + 1);
    const command = new PostToConnectionCommand({ ConnectionId: connectionId(), Data: Buffer.from(tooLarge) });
    await expect(client.send(command)).rejects.toMatchObject({ name: 'PayloadTooLargeException' });
    expect(await createSockets(client).send(connectionId(), tooLarge)).toBe('failed');
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });
});
