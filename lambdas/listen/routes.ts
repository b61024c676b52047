/** The routes of the WebSocket API: a socket opens, sends a frame, or closes. */
import { readClientFrame } from '../contract/listen/frames.ts';
import {
  LISTEN_CREDENTIAL_PROTOCOL,
  LISTEN_PROTOCOL,
  UNKNOWN_WEBSOCKET_ID,
  WEBSOCKET_ID_HEADER,
} from '../contract/listen/protocol.ts';
import { type ConnectPorts, type CursorMoves, closeSocket, handleFrame, openSocket } from '../core/listen/connect.ts';
import type { ListenSessionKey } from '../core/listen/session.ts';

/**
 * The fields of API Gateway's event that are used.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
 */
export interface SocketEvent {
  readonly requestContext: { readonly routeKey: string; readonly connectionId: string };
  /** Only for `$connect`, with the client's spelling. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | null;
}

export interface SocketResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const OK: SocketResult = { statusCode: 200 };

/** Sockets whose session an instance caches. A socket never changes its session. */
const MAX_KNOWN = 1000;

export function socketRoutes(ports: ConnectPorts): (event: SocketEvent) => Promise<SocketResult> {
  const refs = new Map<string, ListenSessionKey>();
  const moves: CursorMoves = new Map();

  const sessionKeyOf = async (connectionId: string): Promise<ListenSessionKey | undefined> => {
    const known = refs.get(connectionId) ?? (await ports.sessions.findByConnection(connectionId));
    if (known && refs.size >= MAX_KNOWN) refs.delete(refs.keys().next().value as string);
    if (known) refs.set(connectionId, known);
    if (moves.size > MAX_KNOWN) moves.clear();
    return known;
  };

  return async ({ requestContext: { routeKey, connectionId }, headers = {}, body }) => {
    if (routeKey === '$connect') {
      const { websocketId, protocols } = credentialIn(headers);
      if (!websocketId || !(await openSocket(websocketId, connectionId, ports))) return UNKNOWN;
      return protocols.includes(LISTEN_PROTOCOL)
        ? { ...OK, headers: { 'Sec-WebSocket-Protocol': LISTEN_PROTOCOL } }
        : OK;
    }
    if (routeKey === '$disconnect') {
      refs.delete(connectionId);
      await closeSocket(connectionId, ports);
      return OK;
    }
    const frame = readClientFrame(body ?? '');
    const sessionKey = frame && (await sessionKeyOf(connectionId));
    if (frame && sessionKey) await handleFrame(frame, sessionKey, moves, ports);
    return OK;
  };
}

const UNKNOWN: SocketResult = {
  statusCode: 401,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ error: { message: UNKNOWN_WEBSOCKET_ID } }),
};

function credentialIn(headers: Readonly<Record<string, string | undefined>>) {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value ?? '']));
  const protocols = (lower.get('sec-websocket-protocol') ?? '').split(',').map((one) => one.trim());
  const inProtocol = protocols.find((one) => one.startsWith(LISTEN_CREDENTIAL_PROTOCOL));
  return {
    websocketId: lower.get(WEBSOCKET_ID_HEADER) || inProtocol?.slice(LISTEN_CREDENTIAL_PROTOCOL.length),
    protocols,
  };
}
