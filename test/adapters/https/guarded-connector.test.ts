import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { LookupAll } from '../../../lambdas/adapters/https/guarded-connector.ts';
import { selfSignedCertificate } from '../../doubles/self-signed-certificate.ts';
import { anEndpoint, aSender, aTcpServer, listenForTest } from '../sending.ts';

/** A name server that returns these results in turn, and then always the last one. */
function resolving(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const lookup: LookupAll = (hostname, _options, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    process.nextTick(callback, null, found);
  };
  return { lookup, asked };
}

const strict = { permitPrivate: false };

describe('where a delivery may go', () => {
  it.each(['127.0.0.1', '169.254.169.254', '10.1.2.3', '::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1'])(
    'is not a name that resolves to %s',
    async (address) => {
      const { url, connections } = await anEndpoint((_request, response) => response.end());
      const { lookup } = resolving([address]);
      const result = await aSender({ ...strict, lookup }).post(url.replace('127.0.0.1', 'evil.example.com'));
      expect(result).toMatchObject({ ok: false, error: { code: 'blocked_address' }, retryable: true });
      expect(result.error?.message).toContain('evil.example.com');
      expect(connections()).toBe(0);
    },
  );

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]'])(
    'is not the address %s written out in the URL',
    async (host) => {
      const { url, connections } = await anEndpoint((_request, response) => response.end());
      const { lookup, asked } = resolving(['1.1.1.1']);
      const result = await aSender({ ...strict, lookup }).post(url.replace('127.0.0.1', host));
      expect(result.error?.code).toBe('blocked_address');
      expect(connections()).toBe(0);
      expect(asked).toEqual([]);
    },
  );

  it('has a message of limited length, regardless of the number of addresses', async () => {
    const { lookup } = resolving(Array.from({ length: 4000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`));
    const { error } = await aSender({ ...strict, lookup }).post('http://many.example.com/hook');
    expect(error?.code).toBe('blocked_address');
    expect(error?.message.length).toBeLessThan(1100);
  });

  it('is the address that was checked, with one lookup a connection', async () => {
    const { url } = await anEndpoint((_request, response) => response.end());
    // With a separate check, the connection would use the second result, which was not checked.
    const { lookup, asked } = resolving(['10.0.0.1'], ['127.0.0.1']);
    const result = await aSender({ ...strict, lookup }).post(url.replace('127.0.0.1', 'rebind.example.com'));
    expect(result.error?.message).toContain('10.0.0.1 (private)');
    expect(asked).toEqual(['rebind.example.com']);
  });

  it('is looked up again only for a new connection', async () => {
    const { url } = await anEndpoint((_request, response) => response.end());
    const { lookup, asked } = resolving(['127.0.0.1']);
    const sender = aSender({ lookup });
    const named = url.replace('127.0.0.1', 'hooks.example.com');
    const first = await sender.post(named);
    await sender.post(named);
    expect(asked).toHaveLength(1);
    expect(first).toMatchObject({ ok: true, timing: { dns: expect.any(Number), connect: expect.any(Number) } });
  });

  it('is only the public ones of several addresses', async () => {
    const { url, connections } = await anEndpoint((_request, response) => response.end());
    // 240.0.0.0/4 and loopback are dropped. The remaining public address is unreachable.
    const { lookup } = resolving(['127.0.0.1', '240.0.0.1', '2606:4700:4700::1111']);
    const sender = aSender({ ...strict, lookup, timeoutMs: 500 });
    const { error } = await sender.post(url.replace('127.0.0.1', 'mixed.example.com'));
    expect(error?.code).not.toBe('blocked_address');
    expect(connections()).toBe(0);
  });
});

describe('a connection that cannot be made', () => {
  it('because the name is unknown is a dns error', async () => {
    const lookup: LookupAll = (hostname, _options, callback) =>
      process.nextTick(
        callback,
        Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }),
        [],
      );
    const { error } = await aSender({ lookup }).post('https://nowhere.example.com/');
    expect(error).toMatchObject({ code: 'dns', message: expect.stringContaining('nowhere.example.com') });
  });

  it('to a port without a server is refused', async () => {
    const { error } = await aSender().post('http://127.0.0.1:1/');
    expect(error?.code).toBe('refused');
  });

  it('because every one of several addresses refuses is refused', async () => {
    const { lookup } = resolving(['127.0.0.1', '127.0.0.2']);
    const { error } = await aSender({ lookup }).post('http://two.example.com:1/');
    expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining('two.example.com:1') });
  });
});

describe('TLS', () => {
  const { lookup } = resolving(['127.0.0.1']);
  const secured = async (name: string, options: object = {}) => {
    const identity = selfSignedCertificate(name);
    const server = createServer({ ...identity, ...options }, (_request, response) => response.end('secret'));
    return { ...identity, port: await listenForTest(server) };
  };

  it('is used with a certificate that is trusted, and takes its time apart', async () => {
    const { cert, port } = await secured('hooks.example.com');
    setDefaultCACertificates([...getCACertificates('default'), cert]);
    const result = await aSender({ lookup }).post(`https://hooks.example.com:${port}/`);
    expect(result).toMatchObject({
      ok: true,
      responseExcerpt: 'secret',
      timing: {
        dns: expect.any(Number),
        connect: expect.any(Number),
        tls: expect.any(Number),
        first_byte: expect.any(Number),
      },
    });
  });

  it('fails with a certificate for another name', async () => {
    const { cert, port } = await secured('other.example.com');
    setDefaultCACertificates([...getCACertificates('default'), cert]);
    const { error } = await aSender({ lookup }).post(`https://hooks.example.com:${port}/`);
    expect(error).toMatchObject({ code: 'tls', message: expect.stringContaining('other.example.com') });
  });

  it('fails with a certificate that is not trusted', async () => {
    const { port } = await secured('hooks.example.com');
    expect((await aSender({ lookup }).post(`https://hooks.example.com:${port}/`)).error?.code).toBe('tls');
  });

  it('older than 1.2 is not spoken', async () => {
    const { cert, port } = await secured('hooks.example.com', {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    setDefaultCACertificates([...getCACertificates('default'), cert]);
    expect((await aSender({ lookup }).post(`https://hooks.example.com:${port}/`)).error?.code).toBe('tls');
  });

  it('to something that does not speak it fails as tls', async () => {
    const { port } = await aTcpServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    expect((await aSender().post(`https://127.0.0.1:${port}/`)).error?.code).toBe('tls');
  });

  it('that is accepted without a response ends at the timeout', async () => {
    const { port } = await aTcpServer(() => {});
    const { error } = await aSender({ timeoutMs: 2_000 }).post(`https://127.0.0.1:${port}/`);
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('accepted the connection') });
  });
});
