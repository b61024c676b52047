/** A platform with listen sessions and their socket, which fail on demand. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { LISTEN_PROTOCOL } from '../../../lambdas/contract/listen/protocol.ts';

// biome-ignore lint/suspicious/noExplicitAny: frames are asserted field by field
type Json = any;

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const body = (id: string, type: string) =>
  JSON.stringify({ id, object: 'event', type, data: { object: { id: 'in_1' } } });
const headers = {
  'Content-Type': 'application/json; charset=utf-8',
  'Waybill-Signature': 't=1,v1=old',
  'webhook-id': 'old',
};

export const snapshotFrame = (id: string, over: object = {}): Json => ({
  type: 'webhook_event',
  webhook_id: 'lst_1',
  webhook_conversation_id: `wc_${id}`,
  event_payload: body(id, 'invoice.paid'),
  http_headers: headers,
  endpoint: { api_version: null },
  event_id: id,
  event_type: 'invoice.paid',
  account: 'acct_platform',
  ...over,
});

export const thinFrame = (id: string, over: object = {}): Json => ({
  type: 'v2_event',
  destination_id: 'lst_1',
  payload: JSON.stringify({ id, object: 'v2.core.event', type: 'invoice.paid' }),
  http_headers: headers,
  event_id: id,
  event_type: 'invoice.paid',
  account: 'acct_platform',
  ...over,
});

export async function startFakePlatform() {
  const frames: Json[] = [];
  const sessions: Json[] = [];
  const deleted: string[] = [];
  const fetched: { readonly url: string; readonly account: string | undefined }[] = [];
  const events = new Map<string, object>();
  let known = new Set<string>();
  let secret = SECRET;
  let open: WebSocket | undefined;
  let opened = 0;

  const answer = (request: IncomingMessage, text: string): [number, object] => {
    const { method, url = '' } = request;
    const { pathname } = new URL(url, 'http://x');
    if (method === 'POST' && pathname === '/v1/listen_sessions') {
      const id = `lst_${sessions.length + 1}`;
      const asked = JSON.parse(text);
      sessions.push(asked);
      known.add(`wid_${id}`);
      const websocket = { websocket_id: `wid_${id}`, websocket_url: `ws://${request.headers.host}/listen` };
      const shown = { types: asked.types ?? ['*'], api_version: asked.event_payload === 'thin' ? null : '2026-10-01' };
      return [200, { id, object: 'listen_session', secret, ...shown, ...websocket }];
    }
    if (method === 'DELETE') {
      deleted.push(pathname.split('/').at(-1) ?? '');
      return [200, { deleted: true }];
    }
    if (pathname === '/v1/credential') return [200, { account: 'acct_platform', acting_account: null }];
    fetched.push({ url, account: request.headers['stripe-account'] as string | undefined });
    const event = events.get(pathname.split('/').at(-1) ?? '');
    return event ? [200, event] : [404, { error: { code: 'resource_missing', message: 'No such event.' } }];
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [status, value] = answer(request, Buffer.concat(chunks).toString());
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    });
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => LISTEN_PROTOCOL });
  server.on('upgrade', (request, socket, head) => {
    if (!known.has(String(request.headers['websocket-id']))) {
      // Without a body: that depends on a gateway, the status does not.
      return socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    }
    sockets.handleUpgrade(request, socket, head, (one) => {
      open = one;
      opened++;
      one.on('message', (data) => frames.push(JSON.parse(data.toString())));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Frames that listeners sent. */
    frames,
    acks: () => frames.filter(({ type }) => type === 'event_ack').map(({ event_id }) => event_id),
    answers: () => frames.filter(({ type }) => type === 'webhook_response'),
    /** Requests for sessions. */
    sessions,
    deleted,
    fetched,
    /** Events that can be fetched. */
    events,
    opened: () => opened,
    send: (...all: object[]) => {
      for (const frame of all) open?.send(JSON.stringify(frame));
    },
    /** Closes the connection without a closing handshake. */
    cut: () => open?.terminate(),
    /** @param nextSecret secret of later sessions, as after a restart of the platform */
    forgetSessions: (nextSecret = secret) => {
      known = new Set();
      secret = nextSecret;
    },
    rememberSession: (websocketId: string) => known.add(websocketId),
    /** Stops reading, so that pings get no pong. */
    freeze: () => open?.pause(),
    stop: async () => {
      for (const one of sockets.clients) one.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
