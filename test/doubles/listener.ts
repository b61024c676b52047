/** A WebSocket client of a listen session that collects events, acknowledges them, and can be cut off. */
import WebSocket from 'ws';
import { newestAck } from '../../api-client/listen/newest-ack.ts';
import { LISTEN_PROTOCOL } from '../../lambdas/contract/listen/protocol.ts';

// biome-ignore lint/suspicious/noExplicitAny: frames are asserted field by field
export type Frame = any;

export interface Credential {
  readonly websocket_id: string;
  readonly websocket_url: string;
}

/** @param acknowledges whether it acknowledges events */
export function createListener({ websocket_id, websocket_url }: Credential, acknowledges = true) {
  const frames: Frame[] = [];
  let socket: WebSocket | undefined;
  const send = (frame: object) => socket?.send(JSON.stringify(frame));
  const acknowledge = newestAck(
    (text) => socket?.readyState === WebSocket.OPEN && socket.send(text),
    (ms, then) => setTimeout(then, ms).unref(),
  );

  const connect = () =>
    new Promise<void>((resolve, reject) => {
      const own = new WebSocket(websocket_url, LISTEN_PROTOCOL, { headers: { 'Websocket-Id': websocket_id } });
      own.on('open', () => resolve());
      own.on('error', reject);
      own.on('message', (data) => {
        const frame = JSON.parse(String(data));
        frames.push(frame);
        if (!acknowledges) return;
        const { event_id, webhook_id = frame.destination_id, webhook_conversation_id } = frame;
        acknowledge(JSON.stringify({ type: 'event_ack', event_id, webhook_id, webhook_conversation_id }));
      });
      socket = own;
    });

  return {
    frames,
    connect,
    send,
    ids: (): string[] => frames.map(({ event_id }) => event_id),
    get isOpen() {
      return socket?.readyState === WebSocket.OPEN;
    },
    /** Breaks the connection without a closing handshake. */
    cut: () =>
      new Promise<void>((resolve) => {
        if (!socket || socket.readyState === WebSocket.CLOSED) return resolve();
        socket.once('close', () => resolve());
        socket.terminate();
      }),
    /** Stops reading, so that sent data is buffered. */
    stall: () => socket?.pause(),
  };
}

export type Listener = ReturnType<typeof createListener>;

/** Returns the HTTP response to a refused socket. */
export const refusal = (url: string, headers: Record<string, string>) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const socket = new WebSocket(url, LISTEN_PROTOCOL, { headers });
    socket.on('open', () => reject(new Error('The socket was opened.')));
    socket.on('error', () => {});
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
  });
