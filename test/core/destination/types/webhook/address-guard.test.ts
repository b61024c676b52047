import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blockedAddressKind,
  isBlockedAddress,
} from '../../../../../lambdas/core/destination/types/webhook/address-guard.ts';

const BLOCKED: readonly (readonly [address: string, what: string])[] = [
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'this network'],
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['169.254.169.254', 'instance metadata'],
  ['169.254.170.2', 'task metadata'],
  ['168.63.129.16', 'Azure metadata'],
  ['100.64.0.1', 'carrier-grade NAT'],
  ['100.100.100.200', 'Alibaba metadata'],
  ['192.0.0.170', 'IETF protocol'],
  ['192.0.2.1', 'documentation'],
  ['198.51.100.7', 'documentation'],
  ['203.0.113.9', 'documentation'],
  ['198.18.0.1', 'benchmarking'],
  ['198.19.255.255', 'benchmarking'],
  ['192.88.99.1', '6to4 relay'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local with a zone'],
  ['fec0::1', 'site-local'],
  ['fc00::1', 'unique local'],
  ['fd00:ec2::254', 'instance metadata'],
  ['ff02::1', 'multicast'],
  ['100::1', 'discard'],
  ['2001:db8::1', 'documentation'],
  ['3fff::1', 'documentation'],
  ['2001:2::1', 'benchmarking'],
  ['4000::1', 'not given out'],
  ['::ffff:127.0.0.1', 'IPv4-mapped'],
  ['::ffff:7f00:1', 'IPv4-mapped in hexadecimal'],
  ['0:0:0:0:0:ffff:a9fe:a9fe', 'IPv4-mapped written out'],
  ['::ffff:0:127.0.0.1', 'IPv4-translated'],
  ['::127.0.0.1', 'IPv4-compatible'],
  ['64:ff9b::10.0.0.1', 'NAT64'],
  ['64:ff9b::a9fe:a9fe', 'NAT64 to metadata'],
  ['64:ff9b:1::808:808', 'local-use NAT64'],
  ['2002:7f00:1::', '6to4'],
  ['2002:a9fe:a9fe::1', '6to4 to metadata'],
  ['2001:0:a00:1::f7f7:f7f7', 'Teredo with a private server'],
  ['2001:0:808:808::80ff:fffe', 'Teredo with a loopback client'],
  ['2600::5efe:10.0.0.1', 'ISATAP'],
  ['2600::200:5efe:127.0.0.1', 'ISATAP, global bit set'],
  ['', 'nothing'],
  ['example.com', 'a name'],
  ['127.0.0.1.5', 'five parts'],
  ['[::1]', 'brackets'],
];

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '52.94.236.248',
  '172.15.255.255',
  '172.32.0.1',
  '192.167.255.255',
  '100.63.255.255',
  '100.128.0.1',
  '169.253.255.255',
  '198.17.255.255',
  '198.20.0.1',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a05:d018::1',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
  '2002:808:808::1',
];

/** Notations of one IPv4 address inside IPv6. */
const hex = (ip: readonly number[]): string =>
  [((ip[0] ?? 0) << 8) | (ip[1] ?? 0), ((ip[2] ?? 0) << 8) | (ip[3] ?? 0)].map((n) => n.toString(16)).join(':');
const WRAPS: readonly ((ip: readonly number[]) => string)[] = [
  (ip) => ip.join('.'),
  (ip) => `::ffff:${ip.join('.')}`,
  (ip) => `::ffff:${hex(ip)}`,
  (ip) => `::ffff:0:${hex(ip)}`,
  (ip) => `64:ff9b::${hex(ip)}`,
  (ip) => `2002:${hex(ip)}::1`,
  (ip) => `2001:0:${hex(ip)}::f7f7:f7f7`,
  (ip) => `2001:0:808:808::${hex(ip.map((byte) => byte ^ 0xff))}`,
];

describe('address guard', () => {
  it.each(BLOCKED)('refuses %s (%s)', (address) => {
    expect(isBlockedAddress(address)).toBe(true);
  });

  it.each(PUBLIC)('allows %s', (address) => {
    expect(blockedAddressKind(address)).toBeUndefined();
  });

  it('names the form an address is wrapped in', () => {
    expect(blockedAddressKind('64:ff9b::7f00:1')).toBe('loopback inside NAT64');
    expect(blockedAddressKind('169.254.169.254')).toBe('link local');
  });

  it('judges an IPv4 address the same in every form that carries one', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), fc.constantFrom(...WRAPS), (ip, wrap) => {
        expect(isBlockedAddress(wrap(ip))).toBe(isBlockedAddress(ip.join('.')));
      }),
    );
  });

  it('refuses every address of the private networks, however wrapped', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const network = fc.constantFrom([10], [127], [192, 168], [169, 254], [100, 100], [172, 20], [0], [224], [255]);
    fc.assert(
      fc.property(network, fc.tuple(octet, octet, octet), fc.constantFrom(...WRAPS), (start, rest, wrap) => {
        expect(isBlockedAddress(wrap([...start, ...rest].slice(0, 4)))).toBe(true);
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof isBlockedAddress(text) === 'boolean'));
  });
});
