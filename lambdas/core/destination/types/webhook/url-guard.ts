/**
 * Checks the URLs of webhook endpoints. A host name is checked as text only. The addresses that it resolves to are checked when a
 * connection is made, because they may change at any time.
 */
import { isIP } from 'node:net';
import { blockedAddressKind, isBlockedAddress } from './address-guard.ts';

export { isBlockedAddress };

export interface UrlPolicy {
  /** Whether private addresses and names without a dot are allowed, for local development. */
  readonly permitPrivate: boolean;
  /** Whether plain http is refused, in live mode. */
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

/** A problem of a URL. The message continues "webhook_endpoint.url" to a sentence, without its full stop. */
export interface UrlProblem {
  readonly reason: UrlProblemReason;
  readonly message: string;
}

/** Length of the longest URL, characters. */
export const MAX_URL_LENGTH = 2048;

interface UrlRule {
  readonly reason: UrlProblemReason;
  /** Returns the message when the rule is broken. `host` is normalised as in a WHATWG URL, without brackets. */
  readonly problem: (url: URL, host: string, policy: UrlPolicy, raw: string) => string | false;
}

// The WHATWG parser accepts spaces, backslashes and missing slashes, which other parsers read differently.
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\/[^\s\\/?#]+[^\s\\]*$/i;

/** Top-level names that are never on the internet: RFC 6761, RFC 6762, RFC 7686, RFC 8375, and `internal` by ICANN. */
const PRIVATE_SUFFIXES = ['localhost', 'local', 'internal', 'home.arpa', 'lan', 'test', 'invalid', 'onion'];
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

const isName = (host: string): boolean => host.length <= 253 && host.split('.').every((label) => LABEL.test(label));
const isPrivateName = (host: string): boolean =>
  !host.includes('.') || PRIVATE_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`));

/** The first rule that is broken is reported. */
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
    // Checks the text too, because the parsed URL does not show an empty user name (`https://@host`).
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
 * Returns the problem of an endpoint's URL; undefined when it is allowed. Decimal, octal, hexadecimal and shortened IPv4 notations
 * are parsed as addresses (https://url.spec.whatwg.org/#concept-ipv4-parser).
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

/** Returns the host without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => (hostname.startsWith('[') ? hostname.slice(1, -1) : hostname);
