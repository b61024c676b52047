/**
 * Checks the IP addresses of endpoints. An address that contains another one (IPv4-mapped, NAT64, 6to4 …) is checked by the inner
 * address too, because a gateway on the way would forward to it.
 */
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Bytes = readonly number[];

interface AddressRule {
  /** Kind of address, as it is named in messages. */
  readonly kind: string;
  readonly cidrs: readonly string[];
}

/** Blocked ranges that `ipaddr.js` does not distinguish from public unicast. */
const EXTRA_RULES: readonly AddressRule[] = [
  // The platform endpoint of Azure, as sensitive as 169.254.169.254.
  { kind: 'cloud metadata', cidrs: ['168.63.129.16/32'] },
  // https://www.rfc-editor.org/rfc/rfc9637
  { kind: 'documentation', cidrs: ['3fff::/20'] },
  // The operator of a local-use NAT64 prefix decides what it translates to: https://www.rfc-editor.org/rfc/rfc8215
  { kind: 'local-use NAT64', cidrs: ['64:ff9b:1::/48'] },
];

/** All global unicast addresses that IANA has assigned: https://www.iana.org/assignments/ipv6-address-space */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** An IPv6 form that contains IPv4 addresses. */
interface CarrierRule {
  readonly form: string;
  /** Whether the address is only another way to write or reach the IPv4 address, so that only that is checked. */
  readonly transparent: boolean;
  readonly carries: (bytes: Bytes) => boolean;
  readonly embedded: (bytes: Bytes) => readonly Bytes[];
}

const within = (cidr: string) => {
  const [prefix, bits] = ipaddr.IPv6.parseCIDR(cidr);
  return (bytes: Bytes): boolean => ipaddr.fromByteArray([...bytes]).match(prefix, bits);
};
const lastFour = (bytes: Bytes): readonly Bytes[] => [bytes.slice(12)];

const CARRIERS: readonly CarrierRule[] = [
  { form: 'IPv4-mapped', transparent: true, carries: within('::ffff:0:0/96'), embedded: lastFour },
  { form: 'IPv4-translated', transparent: true, carries: within('::ffff:0:0:0/96'), embedded: lastFour },
  { form: 'IPv4-compatible', transparent: true, carries: within('::/96'), embedded: lastFour },
  { form: 'NAT64', transparent: true, carries: within('64:ff9b::/96'), embedded: lastFour },
  { form: 'local-use NAT64', transparent: false, carries: within('64:ff9b:1::/48'), embedded: lastFour },
  { form: '6to4', transparent: true, carries: within('2002::/16'), embedded: (bytes) => [bytes.slice(2, 6)] },
  {
    form: 'Teredo',
    transparent: true,
    carries: within('2001::/32'),
    // The server's address, and the client's with every bit turned: https://www.rfc-editor.org/rfc/rfc4380#section-4
    embedded: (bytes) => [bytes.slice(4, 8), bytes.slice(12).map((byte) => byte ^ 0xff)],
  },
  {
    form: 'ISATAP',
    transparent: false,
    // https://www.rfc-editor.org/rfc/rfc5214#section-6.1
    carries: (bytes) => ((bytes[8] ?? 0) & 0xfd) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe,
    embedded: lastFour,
  },
];

const EXTRA = EXTRA_RULES.flatMap(({ kind, cidrs }) =>
  cidrs.map((cidr) => ({ kind, prefix: ipaddr.parseCIDR(cidr) as [Address, number] })),
);

const readable = (range: string): string => range.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** Returns the kind of a blocked address, without a check of inner addresses; undefined when it is public. */
function blockedKind(address: Address): string | undefined {
  const extra = EXTRA.find(
    ({ prefix: [network, bits] }) => network.kind() === address.kind() && address.match(network, bits),
  );
  if (extra) return extra.kind;
  const range = address.range();
  if (range !== 'unicast') return readable(range);
  return address instanceof ipaddr.IPv6 && !address.match(GLOBAL_IPV6) ? 'reserved' : undefined;
}

/**
 * Returns the kind of a blocked address, such as `private` or `loopback inside IPv4-mapped`; undefined for a public address. A
 * text that is not an IP address is blocked too.
 * @param ip in any textual form, without brackets; a zone id is allowed and ignored
 */
export function blockedAddressKind(ip: string): string | undefined {
  if (!ipaddr.isValid(ip)) return 'malformed';
  const address = ipaddr.parse(ip);
  if (address instanceof ipaddr.IPv4) return blockedKind(address);
  const bytes = address.toByteArray();
  const carriers = CARRIERS.filter((carrier) => carrier.carries(bytes));
  for (const carrier of carriers) {
    for (const embedded of carrier.embedded(bytes)) {
      const kind = blockedKind(ipaddr.fromByteArray([...embedded]));
      if (kind) return `${kind} inside ${carrier.form}`;
    }
  }
  return carriers.some(({ transparent }) => transparent) ? undefined : blockedKind(address);
}

/** Returns whether an address is blocked. Checked when an endpoint is configured, and again when a connection is made. */
export const isBlockedAddress = (ip: string): boolean => blockedAddressKind(ip) !== undefined;
