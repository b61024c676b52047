/** Names of the socket's handshake; lambdas/contract/listen-frames.ts has them too, and its schemas with them. */
export const LISTEN_PROTOCOL = 'stripecli-devproxy-v1';
export const WEBSOCKET_ID_HEADER = 'websocket-id';
