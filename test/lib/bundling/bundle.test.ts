import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { type Bundle, bundle, importedLater } from '../../../lib/bundling/bundle.ts';

const dir = mkdtempSync(join(tmpdir(), 'waybill-bundle-'));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(dir, { recursive: true }));

/** Bundles files by name and source; `import` runs one of them from a folder without node_modules. */
function bundled(sources: Record<string, string>) {
  const entries = Object.entries(sources).map(([name, source]) => {
    const path = join(dir, `${name}.ts`);
    writeFileSync(path, source);
    return [name, path] as const;
  });
  const bundles = bundle(Object.fromEntries(entries));
  const load = (name: string) => {
    const path = join(dir, `${name}.mjs`);
    writeFileSync(path, bundles.get(name)?.code ?? '');
    writeFileSync(`${path}.map`, bundles.get(name)?.map ?? '');
    return import(pathToFileURL(path).href);
  };
  return { bundles, load };
}

describe('a bundle', () => {
  it('is an ES module that runs without other files', async () => {
    const { load } = bundled({ one: 'export const handler = async (n: number) => n + 1;' });
    expect(await (await load('one')).handler(1)).toBe(2);
  });

  it("lets CommonJS dependencies require Node's built-in modules", async () => {
    writeFileSync(join(dir, 'legacy.cjs'), "exports.join = require('node:path').join;");
    const { load } = bundled({
      two: "import { join } from './legacy.cjs'; export const handler = () => join('a', 'b');",
    });
    expect((await load('two')).handler()).toBe('a/b');
  });

  it('reads credentials from the environment, where Lambda puts them', async () => {
    const { load } = bundled({
      three: `import { SQSClient } from '${join(ROOT, 'node_modules/@aws-sdk/client-sqs')}';
        export const handler = () => new SQSClient({ region: 'eu-west-1' }).config.credentials();`,
    });
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', 'token');
    const { handler } = await load('three');
    expect(await handler()).toMatchObject({
      accessKeyId: 'AKIATEST',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
  });

  it('posts through undici without the omitted parts of undici', async () => {
    const server = createServer((request, response) => request.pipe(response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { load } = bundled({
      four: `import Client from '${join(ROOT, 'node_modules/undici/lib/dispatcher/client.js')}';
        export const handler = (origin: string, body: unknown) =>
          new Promise((resolve, reject) => {
            const client = new Client(origin);
            let echoed = '';
            client.dispatch({ path: '/', method: 'POST', body }, {
              onRequestStart() {},
              onResponseStart() {},
              onResponseData: (_controller, chunk) => { echoed += chunk; },
              onResponseEnd: () => client.close(() => resolve(echoed)),
              onResponseError: (_controller, error) => reject(error),
            });
          });`,
    });
    const { handler } = await load('four');
    const origin = `http://127.0.0.1:${port}`;
    expect([await handler(origin, 'text'), await handler(origin, Buffer.from('bytes'))]).toEqual(['text', 'bytes']);
    server.close();
  });

  it('is made for each entry, by name, and is minified', () => {
    const long = 'export const handler = (aLongParameterName: number) => aLongParameterName * 2; // twice';
    const { bundles } = bundled({ five: long, six: long });
    expect([...bundles.keys()].sort()).toEqual(['five', 'six']);
    expect(Buffer.from(bundles.get('five')?.code ?? []).toString()).not.toMatch(/aLongParameterName|twice/);
  });

  it('of each function that renders events loads jsonata later, from a file beside it', () => {
    const entries = ['api', 'deliver', 'publish'].map((name) => [name, join(ROOT, `lambdas/${name}/handler.ts`)]);
    const bundles = bundle(Object.fromEntries(entries));
    const later = [...bundles].map(([name, { code }]) => [name, [...importedLater(code).keys()]]);
    expect(Object.fromEntries(later)).toEqual({ api: ['jsonata.mjs'], deliver: ['jsonata.mjs'], publish: [] });
    const hasJsonata = (code: Uint8Array | undefined) =>
      Buffer.from(code ?? []).includes('Attempted to invoke a non-function');
    const [jsonata] = importedLater(bundles.get('api')?.code ?? new Uint8Array()).values();
    expect([jsonata, ...[...bundles.values()].map(({ code }) => code)].map(hasJsonata)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it("of a function throws errors whose stack names Waybill's files and lines; its source map omits dependencies", () => {
    const { code, map } = bundle({ publish: join(ROOT, 'lambdas/publish/handler.ts') }).get('publish') as Bundle;
    const folder = mkdtempSync(join(dir, 'publish-'));
    writeFileSync(join(folder, 'index.mjs'), code);
    writeFileSync(join(folder, 'publish.mjs.map'), map);
    // The function reads its environment first, finds no variables, and throws.
    const env = { PATH: process.env.PATH, NODE_OPTIONS: '--enable-source-maps' };
    const { stderr } = spawnSync(process.execPath, [join(folder, 'index.mjs')], { env, encoding: 'utf8' });
    expect(stderr).toMatch(/at \S+ \(\S*lambdas\/env\.ts:\d+:\d+\)/);
    expect(stderr).toMatch(/lambdas\/publish\/handler\.ts:\d+:\d+/);
    expect(map).not.toContain('node_modules');
    expect(JSON.parse(map)).not.toHaveProperty('sourcesContent');
  });

  it('fails when an import does not resolve', () => {
    expect(() => bundled({ seven: "export { handler } from './missing.ts';" })).toThrow('missing.ts');
  });
});
