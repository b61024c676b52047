/**
 * Which URLs a webhook endpoint may have. A host name is only looked at as text here: what it resolves to is checked by
 * the same address rules when a connection is made, since that may change at any time.
 */
import { isIP } from 'node:net';
import { blockedAddressKind, isBlockedAddress } from './address-guard.ts';

export { isBlockedAddress };

export interface UrlPolicy {
  /** Local development: private addresses and names without a dot are fine. */
  readonly permitPrivate: boolean;
  /** Live mode: plain http is refused. */
  readonly requireHttps: boolean;
}

export type UrlProblemReason =
  | 'too_long'
  | 'not_absolute'
  | 'scheme'
  | 'https_required'
  | 'credentials'
  | 'fragment'
  | 'port'
  | 'host'
  | 'private_host'
  | 'blocked_address';

/** What is wrong with a URL; the message completes "webhook_endpoint.url …". */
export interface UrlProblem {
  readonly reason: UrlProblemReason;
  readonly message: string;
}

/** Characters. */
export const MAX_URL_LENGTH = 2048;

interface UrlRule {
  readonly reason: UrlProblemReason;
  /** The message when the rule is broken. `host` is without brackets, as WHATWG URL normalises it. */
  readonly problem: (url: URL, host: string, policy: UrlPolicy, raw: string) => string | false;
}

// A browser's parser forgives spaces, backslashes and missing slashes, and other parsers read those differently.
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\/[^\s\\/?#]+[^\s\\]*$/i;

/** Top-level names that never are on the internet: RFC 6761, RFC 6762, RFC 7686, RFC 8375, and `internal` by ICANN. */
const PRIVATE_SUFFIXES = ['localhost', 'local', 'internal', 'home.arpa', 'lan', 'test', 'invalid', 'onion'];
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

const isName = (host: string): boolean => host.length <= 253 && host.split('.').every((label) => LABEL.test(label));
const isPrivateName = (host: string): boolean =>
  !host.includes('.') || PRIVATE_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`));

/** In order of what a person should hear first. */
const RULES: readonly UrlRule[] = [
  {
    reason: 'scheme',
    problem: ({ protocol }) =>
      protocol !== 'https:' && protocol !== 'http:' && `must start with https://, not ${protocol}//`,
  },
  {
    reason: 'https_required',
    problem: ({ protocol }, _host, { requireHttps }) =>
      requireHttps && protocol !== 'https:' && 'must start with https:// in live mode',
  },
  {
    reason: 'credentials',
    // The text too: an empty user name (`https://@host`) leaves no trace in the parsed URL.
    problem: ({ username, password }, _host, _policy, raw) =>
      (username !== '' || password !== '' || /^[^/]*\/\/[^/?]*@/.test(raw)) &&
      'must not contain a user name or password; deliveries are authenticated by their signature',
  },
  {
    reason: 'fragment',
    problem: (_url, _host, _policy, raw) => raw.includes('#') && 'must not contain a fragment (#…); it is never sent',
  },
  { reason: 'port', problem: ({ port }) => port === '0' && 'must not use port 0' },
  {
    reason: 'host',
    problem: (_url, host) =>
      !isIP(host) &&
      (host.endsWith('.')
        ? 'must not end its host name with a dot'
        : !isName(host) && `must have a valid host name, not ${host}`),
  },
  {
    reason: 'private_host',
    problem: (_url, host, { permitPrivate }) =>
      !permitPrivate &&
      !isIP(host) &&
      isPrivateName(host) &&
      `must have a host name on the public internet, not ${host}`,
  },
  {
    reason: 'blocked_address',
    problem: (_url, host, { permitPrivate }) => {
      const kind = permitPrivate || !isIP(host) ? undefined : blockedAddressKind(host);
      return kind !== undefined && `must have a public address; ${host} is not (${kind})`;
    },
  },
];

/**
 * What is wrong with an endpoint's URL, or undefined when it may be used. Decimal, octal, hexadecimal and shortened
 * IPv4 notations are seen as the address they mean (https://url.spec.whatwg.org/#concept-ipv4-parser).
 */
export function checkEndpointUrl(raw: string, policy: UrlPolicy): UrlProblem | undefined {
  if (raw.length > MAX_URL_LENGTH) {
    return { reason: 'too_long', message: `must not be longer than ${MAX_URL_LENGTH} characters` };
  }
  const url = ABSOLUTE.test(raw) ? URL.parse(raw) : null;
  if (!url) return { reason: 'not_absolute', message: 'must be an absolute URL, such as https://example.com/webhooks' };
  const host = hostOf(url);
  for (const { reason, problem } of RULES) {
    const message = problem(url, host, policy, raw);
    if (message) return { reason, message };
  }
  return undefined;
}

/** The host without the brackets of an IPv6 literal. */
export const hostOf = ({ hostname }: URL): string => (hostname.startsWith('[') ? hostname.slice(1, -1) : hostname);
