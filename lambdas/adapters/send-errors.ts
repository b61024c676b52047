/** Says in words what went wrong between Waybill and an endpoint, and files it under an error code. */
import type { AttemptErrorCode, SendResult } from '../core/delivery/delivery.ts';
import { BLOCKED_ADDRESS } from './https/guarded-connector.ts';
import { UNEXPECTED_RESPONSE } from './https/http-exchange.ts';

type SendError = NonNullable<SendResult['error']>;

/** Codes of Node (https://nodejs.org/api/errors.html), libuv, OpenSSL and undici, and what they mean to a person. */
interface ErrorRule {
  readonly code: AttemptErrorCode;
  readonly matches: RegExp;
  readonly say: (host: string, detail: string) => string;
}

export const DEADLINE = 'ERR_DEADLINE';

const RULES: readonly ErrorRule[] = [
  {
    code: 'timeout',
    matches: /^(ERR_DEADLINE|ETIMEDOUT|UND_ERR_\w+_TIMEOUT)$/,
    say: (_host, detail) => detail,
  },
  {
    code: 'blocked_address',
    matches: new RegExp(`^${BLOCKED_ADDRESS}$`),
    say: (_host, detail) => `No connection was made: ${detail}, and deliveries only go to public addresses.`,
  },
  {
    code: 'dns',
    matches: /^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL|EREFUSED)$/,
    say: (host, detail) => `The host name ${host} could not be resolved (${detail}). Check its DNS records.`,
  },
  {
    code: 'refused',
    matches: /^ECONNREFUSED$/,
    say: (host, detail) => `${host} refused the connection (${detail}). Nothing listens on that port.`,
  },
  {
    code: 'unreachable',
    matches: /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/,
    say: (host, detail) => `There is no network route to ${host} (${detail}).`,
  },
  {
    code: 'tls',
    matches:
      /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/,
    say: (host, detail) => `No trusted TLS connection to ${host} could be made: ${detail}.`,
  },
  {
    code: 'invalid_response',
    matches: /^(HTTPParserError|HPE_\w+|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_\w+|UND_ERR_RESPONSE\w*)$/,
    say: (host, detail) => `${host} answered with something that is not valid HTTP (${detail}).`,
  },
  {
    code: 'invalid_response',
    matches: new RegExp(`^${UNEXPECTED_RESPONSE}$`),
    say: (host, detail) => `${host} responded with ${detail}.`,
  },
  {
    code: 'reset',
    matches: /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)$/,
    say: (host, detail) => `${host} closed the connection before its answer was complete (${detail}).`,
  },
];

/** Connections that a peer closes while no byte of an answer has come. */
const CLOSED_BY_PEER: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

// undici's parser errors have lost their code and keep the name.
const codeOf = (error: Error): string => String((error as NodeJS.ErrnoException).code ?? error.name);

export const isClosedByPeer = (error: Error): boolean => CLOSED_BY_PEER.has(codeOf(error));

/**
 * Characters of a message that are kept. Who runs the endpoint decides what it lists (thousands of addresses of its name,
 * of names in its certificate), and the attempts of a delivery share one row.
 */
const MAX_MESSAGE = 1000;
const short = (message: string): string =>
  message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;

/** @param host of the endpoint, with its port if it has one */
export function describeSendError(error: Error, host: string): SendError {
  // Several addresses were tried and each failed; they nearly always fail alike, and the first has the code.
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const code = codeOf(first);
  const rule = RULES.find(({ matches }) => matches.test(code));
  if (!rule) return { code: 'internal', message: short(`The attempt failed inside Waybill: ${error.message}`) };
  return { code: rule.code, message: short(rule.say(host, first.message.trim() || code)) };
}
