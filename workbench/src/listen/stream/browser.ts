/** The WebSocket and the clock of the browser. */
import { LISTEN_CREDENTIAL_PROTOCOL, LISTEN_PROTOCOL } from '../../../../lambdas/contract/listen/protocol.ts';
import type { Clock, Socket } from './connection.ts';

/**
 * Returns the socket URL on the host of the page, the only host that the content security policy allows. The platform
 * accepts sockets on all its hosts.
 * @param url socket URL of the session @param page location of the page
 */
export function socketAddress(url: string, page: { readonly protocol: string; readonly host: string }): string {
  const { pathname } = new URL(url);
  return `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}${pathname}`;
}

export const protocolsOf = (websocketId: string): string[] => [
  LISTEN_PROTOCOL,
  LISTEN_CREDENTIAL_PROTOCOL + websocketId,
];

export const openSocket = (url: string, websocketId: string): Socket =>
  new WebSocket(socketAddress(url, location), protocolsOf(websocketId));

export const browserClock: Clock = {
  now: Date.now,
  random: Math.random,
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};
