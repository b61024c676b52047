import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEndpointUrl, type UrlPolicy } from '../../../../../lambdas/core/destination/types/webhook/url-guard.ts';

const LIVE: UrlPolicy = { permitPrivate: false, requireHttps: true };
const SANDBOX: UrlPolicy = { permitPrivate: false, requireHttps: false };
const LOCAL: UrlPolicy = { permitPrivate: true, requireHttps: false };

const REFUSED: readonly (readonly [url: string, reason: string])[] = [
  [`https://example.com/${'a'.repeat(2048)}`, 'too_long'],
  ['', 'not_absolute'],
  ['example.com/hook', 'not_absolute'],
  ['/hook', 'not_absolute'],
  ['//example.com', 'not_absolute'],
  ['https:example.com', 'not_absolute'],
  ['https:///example.com', 'not_absolute'],
  ['https:\\\\example.com', 'not_absolute'],
  ['https://example.com\\@evil.com', 'not_absolute'],
  [' https://example.com', 'not_absolute'],
  ['https://exa\tmple.com', 'not_absolute'],
  ['https://example.com/a b', 'not_absolute'],
  ['https://1.1.1.1.1/', 'not_absolute'],
  ['https://example.com:99999/', 'not_absolute'],
  ['javascript:alert(1)', 'not_absolute'],
  ['ftp://example.com/', 'scheme'],
  ['gopher://example.com/', 'scheme'],
  ['file://example.com/etc/passwd', 'scheme'],
  ['http://example.com/', 'https_required'],
  ['https://user@example.com/', 'credentials'],
  ['https://user:pass@example.com/', 'credentials'],
  ['https://@example.com/', 'credentials'],
  ['https://example.com/#top', 'fragment'],
  ['https://example.com/#', 'fragment'],
  ['https://example.com:0/', 'port'],
  ['https://example.com./', 'host'],
  ['https://foo..com/', 'host'],
  ['https://-foo.com/', 'host'],
  [`https://${'a'.repeat(64)}.com/`, 'host'],
  ['https://localhost/', 'private_host'],
  ['https://LOCALHOST/', 'private_host'],
  ['https://api.localhost/', 'private_host'],
  ['https://intranet/', 'private_host'],
  ['https://db.internal/', 'private_host'],
  ['https://printer.local/', 'private_host'],
  ['https://127.0.0.1/', 'blocked_address'],
  ['https://127.0.0.1./', 'blocked_address'],
  ['https://127.1/', 'blocked_address'],
  ['https://2130706433/', 'blocked_address'],
  ['https://0x7f000001/', 'blocked_address'],
  ['https://0x7f.1/', 'blocked_address'],
  ['https://0177.0.0.01/', 'blocked_address'],
  ['https://017700000001/', 'blocked_address'],
  ['https://①②⑦.⓪.⓪.①/', 'blocked_address'],
  ['https://127%2e0%2e0%2e1/', 'blocked_address'],
  ['https://0/', 'blocked_address'],
  ['https://169.254.169.254/latest/meta-data/', 'blocked_address'],
  ['https://0xA9FEA9FE/', 'blocked_address'],
  ['https://[::1]/', 'blocked_address'],
  ['https://[::]/', 'blocked_address'],
  ['https://[::ffff:127.0.0.1]/', 'blocked_address'],
  ['https://[fd00:ec2::254]/', 'blocked_address'],
  ['https://[64:ff9b::7f00:1]/', 'blocked_address'],
];

describe('endpoint URLs', () => {
  it.each(REFUSED)('refuses %s as %s', (url, reason) => {
    expect(checkEndpointUrl(url, LIVE)?.reason).toBe(reason);
  });

  it.each([
    'https://example.com',
    'https://hooks.example.com:8443/a/b?c=d&e=@',
    'https://münchen.example/hook',
    'https://my_service.example.com/',
    'https://1.1.1.1/hook',
    'https://[2606:4700:4700::1111]:8443/hook',
    'HTTPS://EXAMPLE.COM/',
  ])('takes %s in live mode', (url) => {
    expect(checkEndpointUrl(url, LIVE)).toBeUndefined();
  });

  it('takes plain http where https is not required, but no private address', () => {
    expect(checkEndpointUrl('http://example.com/', SANDBOX)).toBeUndefined();
    expect(checkEndpointUrl('http://10.0.0.1/', SANDBOX)?.reason).toBe('blocked_address');
  });

  it.each(['http://localhost:3000/hook', 'http://127.0.0.1:4000/', 'http://[::1]:80/', 'http://receiver:8080/'])(
    'takes %s in local development',
    (url) => {
      expect(checkEndpointUrl(url, LOCAL)).toBeUndefined();
    },
  );

  it('still refuses malformed URLs in local development', () => {
    expect(checkEndpointUrl('http://user@localhost/', LOCAL)?.reason).toBe('credentials');
    expect(checkEndpointUrl('ftp://localhost/', LOCAL)?.reason).toBe('scheme');
  });

  it('names the address that the host means', () => {
    expect(checkEndpointUrl('https://2130706433/', LIVE)?.message).toContain('127.0.0.1 is not (loopback)');
  });

  it('sees through decimal, octal and hexadecimal notations of a loopback address', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const notation = fc.constantFrom<(value: number) => string>(
      (value) => String(value),
      (value) => `0x${value.toString(16)}`,
      (value) => `0${value.toString(8)}`,
    );
    fc.assert(
      fc.property(octet, octet, octet, notation, (b, c, d, write) => {
        const whole = ((127 << 24) >>> 0) + (b << 16) + (c << 8) + d;
        const hosts = [
          [127, b, c, d].map(write).join('.'),
          `${write(127)}.${write(whole - (127 << 24))}`,
          write(whole),
        ];
        for (const host of hosts) expect(checkEndpointUrl(`https://${host}/`, LIVE)?.reason).toBe('blocked_address');
      }),
    );
  });

  it('takes every public domain name with any path', () => {
    fc.assert(
      fc.property(fc.domain(), fc.webPath(), (domain, path) => {
        const privateName = /\.(local|localhost|internal|lan|test|invalid|onion|home\.arpa)$/.test(domain);
        expect(checkEndpointUrl(`https://${domain}${path}`, LIVE)?.reason).toBe(
          privateName ? 'private_host' : undefined,
        );
      }),
    );
  });

  it('does not throw for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `https://${text}`),
        ),
        (text) => {
          const problem = checkEndpointUrl(text, LIVE);
          expect(problem === undefined || problem.message.length > 0).toBe(true);
        },
      ),
    );
  });
});
