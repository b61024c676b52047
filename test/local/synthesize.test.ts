import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { synthesize } from '../../local/synthesize.ts';
import { Template } from '../../local/template.ts';
import { scratchFolder } from './scratch-folder.ts';

test("the local platform's stack has both APIs and no resource of the Workbench", async () => {
  const folder = scratchFolder();
  await synthesize(folder);
  const template = Template.load(folder);
  const protocols = Object.values(template.resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::ApiGatewayV2::Api' ? [Properties?.ProtocolType] : [],
  );
  expect(protocols.sort()).toEqual(['HTTP', 'WEBSOCKET']);
  const types = Object.values(template.resources).map(({ Type }) => Type);
  expect(types.filter((type) => /CloudFront|::S3::|LayerVersion|CDKBucketDeployment/.test(type))).toEqual([]);
});

describe('a stack', () => {
  /** Counts its runs, and writes the count as its stack. */
  const PROGRAM = `
    import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
    const runs = Number(existsSync('runs') && readFileSync('runs', 'utf8')) + 1;
    writeFileSync('runs', String(runs));
    mkdirSync(process.env.CDK_OUTDIR, { recursive: true });
    writeFileSync(process.env.CDK_OUTDIR + '/stack', String(runs));`;

  function project() {
    const root = scratchFolder();
    const write = (name: string, text: string) => {
      mkdirSync(join(root, name, '..'), { recursive: true });
      writeFileSync(join(root, name), text);
    };
    write('bin/waybill.ts', PROGRAM);
    write('package.json', '{ "type": "module" }');
    const stack = async () => {
      const folder = join(scratchFolder(), 'out');
      await synthesize(folder, root);
      return readFileSync(join(folder, 'stack'), 'utf8');
    };
    return { write, stack };
  }

  test('is reused while its sources are unchanged', async () => {
    const { write, stack } = project();
    expect([await stack(), await stack()]).toEqual(['1', '1']);
    write('README.md', 'no source');
    expect(await stack()).toBe('1');
  });

  test.each([
    'bin/more.ts',
    'lib/one.ts',
    'lambdas/deliver/one.ts',
    'catalog/a.yaml',
    'cdk.json',
    'package-lock.json',
    'local/synthesize.ts',
  ])('is synthesized again after %s changed', async (name) => {
    const { write, stack } = project();
    await stack();
    write(name, '{}');
    expect(await stack()).toBe('2');
  });

  test('is not stored when the program fails', async () => {
    const { write, stack } = project();
    write('lib/fails.ts', 'throw new Error("no stack");');
    write('bin/waybill.ts', `${PROGRAM}; await import('../lib/fails.ts');`);
    await expect(stack()).rejects.toThrow('no stack');
    write('lib/other.ts', '');
    write('lib/fails.ts', '');
    expect(await stack()).toBe('2');
  });
});
