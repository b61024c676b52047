/**
 * Opens sockets to endpoints, only to allowed addresses. The check is part of the socket's own name lookup, so that the checked
 * address is the one that is connected to. A lookup before connecting by name would allow DNS rebinding.
 */
import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { blockedAddressKind } from '../../core/destination/types/webhook/address-guard.ts';

/** Resolves a host name to all its addresses. */
export type LookupAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface ConnectTarget {
  /** Without brackets. */
  readonly hostname: string;
  readonly protocol: string;
  /** Empty for the default port of the protocol. */
  readonly port: string;
}

/** The phases of opening a connection, milliseconds. */
export interface ConnectTrace {
  socket?: Socket;
  dns?: number;
  connect?: number;
  tls?: number;
}

export interface ConnectorOptions {
  readonly permitPrivate: boolean;
  readonly lookup?: LookupAll | undefined;
}

export const BLOCKED_ADDRESS = 'ERR_BLOCKED_ADDRESS';

/** The error of a socket when all addresses of its host are blocked. */
export class BlockedAddressError extends Error {
  readonly code = BLOCKED_ADDRESS;
}

type Done = (error: Error | null, socket: Socket | null) => void;
export type Connector = (target: ConnectTarget, trace: ConnectTrace, done: Done) => void;

const PORTS: Record<string, number> = { 'https:': 443, 'http:': 80 };
const MIN_TLS = 'TLSv1.2';

/** Returns the lookup of one socket. It returns the addresses of the host that are not blocked. */
function guardedLookup(lookup: LookupAll, permitPrivate: boolean, trace: ConnectTrace): LookupFunction {
  return (hostname, options, callback) => {
    const started = performance.now();
    lookup(hostname, { ...options, all: true }, (error, found) => {
      trace.dns = performance.now() - started;
      if (error) return callback(error, []);
      const allowed = permitPrivate ? found : found.filter(({ address }) => !blockedAddressKind(address));
      const [first] = allowed;
      if (!first) return callback(allBlocked(hostname, found), []);
      // Node 20 and later request all addresses, to race IPv6 against IPv4, and then require an array.
      if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

const allBlocked = (hostname: string, found: readonly LookupAddress[]): BlockedAddressError =>
  new BlockedAddressError(
    `${hostname} resolves to ${found.map(({ address }) => `${address} (${blockedAddressKind(address)})`).join(', ') || 'no address'}`,
  );

export function createConnector({ permitPrivate, lookup = systemLookup }: ConnectorOptions): Connector {
  return ({ hostname, protocol, port }, trace, done) => {
    // There is no lookup when the URL contains an address.
    const kind = permitPrivate || !isIP(hostname) ? undefined : blockedAddressKind(hostname);
    if (kind) {
      process.nextTick(done, new BlockedAddressError(`${hostname} is ${kind}`), null);
      return;
    }
    const secure = protocol === 'https:';
    const address = {
      host: hostname,
      port: Number(port) || (PORTS[protocol] ?? 443),
      lookup: guardedLookup(lookup, permitPrivate, trace),
      noDelay: true,
    };
    const socket: Socket = secure
      ? connectTls({
          ...address,
          minVersion: MIN_TLS,
          ALPNProtocols: ['http/1.1'],
          // A server name must not be an address: https://www.rfc-editor.org/rfc/rfc6066#section-3
          servername: isIP(hostname) ? '' : hostname,
        })
      : connectTcp(address);
    trace.socket = socket;
    watch(socket, secure, trace, done);
  };
}

function watch(socket: Socket, secure: boolean, trace: ConnectTrace, done: Done): void {
  const started = performance.now();
  let connected = started;
  let finished = false;
  const finish: Done = (error, opened) => {
    if (finished) return;
    finished = true;
    done(error, opened);
  };
  socket.once('connect', () => {
    connected = performance.now();
    trace.connect = connected - started - (trace.dns ?? 0);
    if (!secure) finish(null, socket);
  });
  if (secure) {
    socket.once('secureConnect', () => {
      trace.tls = performance.now() - connected;
      finish(null, socket);
    });
  }
  socket.on('error', (error) => finish(error, null));
}
