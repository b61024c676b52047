/** Describes errors of connections to endpoints: an error code and a message for users. */
import type { AttemptErrorCode, SendResult } from '../core/delivery/delivery.ts';
import { BLOCKED_ADDRESS } from './https/guarded-connector.ts';
import { UNEXPECTED_RESPONSE } from './https/http-exchange.ts';

type SendError = NonNullable<SendResult['error']>;

/** Matches error codes of Node (https://nodejs.org/api/errors.html), libuv, OpenSSL and undici. */
interface ErrorRule {
  readonly code: AttemptErrorCode;
  readonly matches: RegExp;
  readonly message: (host: string, detail: string) => string;
}

export const DEADLINE = 'ERR_DEADLINE';

const RULES: readonly ErrorRule[] = [
  {
    code: 'timeout',
    matches: /^(ERR_DEADLINE|ETIMEDOUT|UND_ERR_\w+_TIMEOUT)$/,
    message: (_host, detail) => detail,
  },
  {
    code: 'blocked_address',
    matches: new RegExp(`^${BLOCKED_ADDRESS}$`),
    message: (_host, detail) => `No connection was made: ${detail}. Deliveries are sent to public addresses only.`,
  },
  {
    code: 'dns',
    matches: /^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL|EREFUSED)$/,
    message: (host, detail) => `The host name ${host} could not be resolved (${detail}). Check its DNS records.`,
  },
  {
    code: 'refused',
    matches: /^ECONNREFUSED$/,
    message: (host, detail) => `${host} refused the connection (${detail}). No server listens on that port.`,
  },
  {
    code: 'unreachable',
    matches: /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/,
    message: (host, detail) => `There is no network route to ${host} (${detail}).`,
  },
  {
    code: 'tls',
    matches:
      /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/,
    message: (host, detail) => `No trusted TLS connection to ${host} could be made: ${detail}.`,
  },
  {
    code: 'invalid_response',
    matches: /^(HTTPParserError|HPE_\w+|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_\w+|UND_ERR_RESPONSE\w*)$/,
    message: (host, detail) => `${host} sent a response that is not valid HTTP (${detail}).`,
  },
  {
    code: 'invalid_response',
    matches: new RegExp(`^${UNEXPECTED_RESPONSE}$`),
    message: (host, detail) => `${host} responded with ${detail}.`,
  },
  {
    code: 'reset',
    matches: /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)$/,
    message: (host, detail) => `${host} closed the connection before its response was complete (${detail}).`,
  },
];

/** Codes of connections that the peer closed. */
const CLOSED_BY_PEER: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

// The parser errors of undici have a name and no code.
const codeOf = (error: Error): string => String((error as NodeJS.ErrnoException).code ?? error.name);

/** Returns whether the endpoint closed the connection. */
export const isClosedByPeer = (error: Error): boolean => CLOSED_BY_PEER.has(codeOf(error));

/**
 * Length of the longest message, characters. The endpoint determines its details, such as thousands of addresses of a name, and
 * all attempts of a delivery share one row.
 */
const MAX_MESSAGE = 1000;
const short = (message: string): string =>
  message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;

/** Returns the error code and message of a failed request. @param host of the endpoint, with its port if it has one */
export function describeSendError(error: Error, host: string): SendError {
  // Several addresses were tried. Nearly always all fail for the same reason.
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const code = codeOf(first);
  const rule = RULES.find(({ matches }) => matches.test(code));
  if (!rule)
    return { code: 'internal', message: short(`The attempt failed because of an internal error: ${error.message}`) };
  return { code: rule.code, message: short(rule.message(host, first.message.trim() || code)) };
}
