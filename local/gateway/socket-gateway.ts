/** Emulates a WebSocket API of API Gateway, and the management API with which functions use the sockets. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ConnectionAccess } from './connection-access.ts';

export interface SocketApi {
  /** Name of the stage, the first part of the path. */
  readonly stage: string;
  /** By route key: `$connect`, `$disconnect`, `$default`. */
  readonly routes: ReadonlyMap<string, SocketRoute>;
}

export interface SocketRoute {
  readonly invoke: (event: unknown) => Promise<unknown>;
  /**
   * Whether it has a route response. Without one, only the status and the subprotocol of the function's result reach the
   * client.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html
   */
  readonly hasResponse: boolean;
}

export interface SocketGateway {
  /** URL of the management API, for the environment of functions. */
  readonly connectionsUrl: string;
  /** Accepts sockets at this server. */
  attach(server: Server, apis: readonly SocketApi[]): void;
  stop(): Promise<void>;
}

interface Connection {
  readonly socket: WebSocket;
  readonly connectedAt: Date;
  lastActiveAt: Date;
  readonly sourceIp: string;
  readonly userAgent: string;
}

/** Largest message either way: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
const MAX_MESSAGE_BYTES = 128 * 1024;
/** Largest frame of a client, same source. A larger message is in several frames. Beyond either limit, the socket is closed with 1009. */
const MAX_FRAME_BYTES = 32 * 1024;
const PATH = /^\/[^/]+\/@connections\/([^/]+)$/;

interface RouteResult {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export async function startSocketGateway(
  onError: (error: unknown) => void,
  access: ConnectionAccess = () => undefined,
): Promise<SocketGateway> {
  const connections = new Map<string, Connection>();
  const ending = new Set<Promise<unknown>>();
  const management = createManagement(connections, access);
  await new Promise<void>((resolve, reject) => management.once('error', reject).listen(0, '127.0.0.1', resolve));

  function attach(server: Server, apis: readonly SocketApi[]): void {
    const sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_MESSAGE_BYTES,
      clientTracking: false,
      // The subprotocol that the function chose.
      handleProtocols: (_offered, request) => chosen.get(request) ?? false,
    });
    const chosen = new WeakMap<IncomingMessage, string>();
    server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      // The client closed the connection meanwhile, which is not an error of the platform.
      stream.on('error', () => {});
      const api = apis.find(({ stage }) => new URL(`http://local${request.url}`).pathname === `/${stage}`);
      if (!api) return refuse(stream, 403, '{"message":"Forbidden"}');
      open(api, request, stream, head).catch((error) => {
        onError(error);
        refuse(stream, 500, '{"message":"Internal server error"}');
      });
    });

    async function open({ stage, routes }: SocketApi, request: IncomingMessage, stream: Duplex, head: Buffer) {
      const connectionId = `${randomBytes(11).toString('base64url')}=`;
      const event = (routeKey: string, eventType: string, more: object) => ({
        ...more,
        requestContext: contextOf(request, { stage, connectionId, routeKey, eventType }),
        isBase64Encoded: false,
      });
      const invoke = async (routeKey: string, eventType: string, more: object): Promise<RouteResult> =>
        ((await routes.get(routeKey)?.invoke(event(routeKey, eventType, more))) ?? { statusCode: 200 }) as RouteResult;

      const result = await invoke('$connect', 'CONNECT', connectDetails(request));
      const { statusCode = 200, headers = {}, body = '' } = result;
      const isRefused = statusCode < 200 || statusCode > 299;
      if (isRefused) return refuse(stream, statusCode, routes.get('$connect')?.hasResponse ? body : '');
      const named = Object.entries(headers).find(([name]) => name.toLowerCase() === 'sec-websocket-protocol');
      if (named) chosen.set(request, named[1]);
      if (stream.destroyed) return invoke('$disconnect', 'DISCONNECT', {});
      sockets.handleUpgrade(request, stream as Socket, head, (socket) => {
        limitFrames(socket);
        const connection: Connection = {
          socket,
          connectedAt: new Date(),
          lastActiveAt: new Date(),
          sourceIp: request.socket.remoteAddress ?? '',
          userAgent: request.headers['user-agent'] ?? '',
        };
        connections.set(connectionId, connection);
        socket.on('message', (data) => {
          connection.lastActiveAt = new Date();
          invoke('$default', 'MESSAGE', { body: String(data) }).catch((error) => {
            onError(error);
            if (socket.readyState === socket.OPEN) {
              socket.send(JSON.stringify({ message: 'Internal server error', connectionId, requestId: connectionId }));
            }
          });
        });
        socket.on('error', () => {});
        socket.on('close', () => {
          connections.delete(connectionId);
          const disconnect = invoke('$disconnect', 'DISCONNECT', {}).catch(onError);
          ending.add(disconnect);
          disconnect.finally(() => ending.delete(disconnect));
        });
      });
    }
  }

  return {
    connectionsUrl: `http://127.0.0.1:${(management.address() as AddressInfo).port}/local`,
    attach,
    async stop() {
      const closed = Array.from(connections.values(), ({ socket }) => {
        const over = new Promise((resolve) => socket.once('close', resolve));
        socket.terminate();
        return over;
      });
      await Promise.all(closed);
      await Promise.all(ending);
      management.closeAllConnections();
      await new Promise((resolve) => management.close(resolve));
    },
  };
}

/** ws limits messages and not frames. Its receiver checks a limit when it has read the length of a frame. */
function limitFrames(socket: WebSocket): void {
  interface Receiver {
    readonly _payloadLength: number;
    _maxPayload: number;
    haveLength(done: unknown): void;
  }
  const { _receiver: receiver } = socket as unknown as { readonly _receiver: Receiver };
  const { haveLength } = receiver;
  receiver.haveLength = (done) => {
    if (receiver._payloadLength > MAX_FRAME_BYTES) receiver._maxPayload = MAX_FRAME_BYTES;
    haveLength.call(receiver, done);
  };
}

function refuse(stream: Duplex, status: number, body: string): void {
  if (stream.destroyed) return;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  stream.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** Returns headers with the names as the client wrote them. https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html */
function connectDetails({ rawHeaders, url }: IncomingMessage) {
  const headers: Record<string, string> = {};
  const multiValueHeaders: Record<string, string[]> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    headers[name] = value;
    multiValueHeaders[name] = [...(multiValueHeaders[name] ?? []), value];
  }
  const query = new URL(`http://local${url}`).searchParams;
  return {
    headers,
    multiValueHeaders,
    ...(query.size > 0 ? { queryStringParameters: Object.fromEntries(query) } : {}),
  };
}

function contextOf(
  request: IncomingMessage,
  given: { stage: string; connectionId: string; routeKey: string; eventType: string },
) {
  const { eventType, connectionId } = given;
  return {
    ...given,
    requestId: `${eventType}-${connectionId}`,
    messageDirection: 'IN',
    apiId: 'local',
    domainName: request.headers.host ?? '',
    requestTimeEpoch: Date.now(),
    identity: { sourceIp: request.socket.remoteAddress ?? '', userAgent: request.headers['user-agent'] ?? '' },
  };
}

/** Serves `POST`, `GET` and `DELETE /@connections/{id}` for the SDK. */
function createManagement(connections: ReadonlyMap<string, Connection>, access: ConnectionAccess): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const respond = (status: number, body: object | undefined, type?: string) =>
        response
          .writeHead(status, { 'content-type': 'application/json', ...(type ? { 'x-amzn-errortype': type } : {}) })
          .end(body && JSON.stringify(body));
      const [, id = ''] = PATH.exec(new URL(`http://local${request.url}`).pathname) ?? [];
      const refused = access(request.headers, request.method ?? '', decodeURIComponent(id));
      if (refused) return response.writeHead(refused.status, refused.headers).end(refused.body);
      const connection = connections.get(decodeURIComponent(id));
      if (!connection || connection.socket.readyState !== connection.socket.OPEN) {
        return respond(410, { message: 'Gone' }, 'GoneException');
      }
      if (request.method === 'GET') {
        const { connectedAt, lastActiveAt, sourceIp, userAgent } = connection;
        return respond(200, { connectedAt, lastActiveAt, identity: { sourceIp, userAgent } });
      }
      if (request.method === 'DELETE') {
        connection.socket.close(1000);
        return respond(204, undefined);
      }
      const data = Buffer.concat(chunks);
      if (data.length > MAX_MESSAGE_BYTES) {
        return respond(413, { message: 'Message too long' }, 'PayloadTooLargeException');
      }
      connection.lastActiveAt = new Date();
      connection.socket.send(data, { binary: false });
      respond(200, undefined);
    });
  });
}
