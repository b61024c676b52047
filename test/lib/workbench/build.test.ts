import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BUILDING, buildWorkbench, builtWorkbench, workbenchFolder } from '../../../lib/workbench/build.ts';
import { PAGE_FILE } from '../../../lib/workbench/page-rules.ts';
import { scratchFolder } from '../../local/scratch-folder.ts';

const SOURCES = {
  'workbench/vite.config.ts':
    "export default { root: import.meta.dirname, build: { outDir: 'dist', emptyOutDir: true } };",
  'workbench/index.html': '<!doctype html><script type="module" src="/src/main.ts"></script>',
  'workbench/public/config.json': '{}',
  'workbench/src/main.ts':
    "import { one } from '../../lambdas/contract/one.ts';\nconsole.log(one, import.meta.env.PROD);",
  'lambdas/contract/one.ts': 'export const one = "the contract";',
  'package.json': '{ "type": "module" }',
  'package-lock.json': '{}',
};

function project(sources: Readonly<Record<string, string>> = SOURCES) {
  const root = scratchFolder();
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  for (const [name, text] of Object.entries(sources)) write(name, text);
  return { root, write, builds: () => readdirSync(join(root, '.waybill/workbench')) };
}

const errorLog = vi.spyOn(console, 'error').mockImplementation(() => {});
beforeEach(() => errorLog.mockClear());

describe('the folder of the page', () => {
  it('is built and announced the first time, and then reused silently', () => {
    const { root } = project();
    expect(builtWorkbench(root)).toBeUndefined();
    const folder = workbenchFolder(root);
    expect(errorLog.mock.calls).toEqual([[BUILDING]]);
    expect(readdirSync(folder).sort()).toEqual(['assets', 'config.json', 'index.html']);
    const script = readdirSync(join(folder, 'assets')).find((name) => name.endsWith('.js')) ?? '';
    expect(readFileSync(join(folder, 'assets', script), 'utf8')).toMatch(/the contract.*(true|!0)/);

    expect(workbenchFolder(root)).toBe(folder);
    expect(builtWorkbench(root)).toBe(folder);
    expect(errorLog).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['workbench/src/main.ts', 'console.log(2);'],
    ['workbench/src/more/new.ts', ''],
    ['api-client/one.ts', 'export const one = 1;'],
    ['lambdas/contract/one.ts', 'export const one = 1;'],
    ['lambdas/core/limits.ts', 'export const most = 1;'],
    ['package-lock.json', '{"packages":{}}'],
  ])('is another folder when %s changed', (name, text) => {
    const { root, write } = project();
    const before = buildWorkbench(root);
    write(name, text);
    expect(builtWorkbench(root)).toBeUndefined();
    expect(buildWorkbench(root)).not.toBe(before);
  });

  it.each([
    'workbench/dist/index.html',
    'workbench/src/main.test.ts',
    'workbench/test/a.ts',
    'lambdas/deliver/handler.ts',
  ])('is the same for any %s', (name) => {
    const { root, write } = project();
    const before = buildWorkbench(root);
    write(name, 'changed');
    expect(builtWorkbench(root)).toBe(before);
  });

  it("does not exist when the page does not build, and the error is Vite's", () => {
    const { root, builds } = project({ ...SOURCES, 'workbench/src/main.ts': "import './missing.ts';" });
    expect(() => workbenchFolder(root)).toThrow(/^The Workbench could not be built:\n.*'\.\/missing\.ts'/s);
    expect(() => workbenchFolder(root)).not.toThrow('node_modules');
    expect(builds()).toEqual([]);
  });

  it('is built correctly after an earlier build was killed', () => {
    const { root, write, builds } = project();
    const folder = buildWorkbench(root);
    rmSync(folder, { recursive: true });
    const incomplete = `${folder}.${process.pid}`;
    write(`.waybill/workbench/${incomplete.split('/').at(-1)}/incomplete.js`, 'incomplete');
    expect(builtWorkbench(root)).toBeUndefined();
    expect(buildWorkbench(root)).toBe(folder);
    expect(existsSync(join(folder, 'incomplete.js'))).toBe(false);
    expect(builds()).toHaveLength(1);
  });

  it('is that of the faster of two processes', () => {
    const { root, builds } = project();
    const first = buildWorkbench(root);
    writeFileSync(join(first, 'first'), '');
    expect(buildWorkbench(root)).toBe(first);
    expect(readdirSync(first)).toContain('first');
    expect(builds()).toHaveLength(1);
  });

  it('is stored with the two before it; older and abandoned ones are removed', () => {
    const { root, write, builds } = project();
    const days = (n: number) => Date.now() / 1000 - n * 24 * 3600;
    for (const [name, age] of Object.entries({ a: 4, b: 3, c: 2, d: 1, 'e.77': 1, 'f.78': 0 })) {
      write(`.waybill/workbench/${name}/index.html`, '');
      utimesSync(join(root, '.waybill/workbench', name), days(age), days(age));
    }
    const folder = buildWorkbench(root);
    expect(builds().sort()).toEqual(['c', 'd', 'f.78', folder.split('/').at(-1)].sort());
  });
});

describe('the page of the Workbench', () => {
  let folder: string;
  beforeAll(() => {
    folder = workbenchFolder();
  });

  it('has files only in the folders that are served', () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length));
    expect(files).toEqual(expect.arrayContaining(['/index.html', '/config.json']));
    expect(files.filter((path) => !PAGE_FILE.test(path))).toEqual([]);
  });

  it('does not change with the deployment', () => {
    expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toEqual({});
  });

  it('has no inline code that its policy would block', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(html).toMatch(/<script[^>]* src="\/assets\//);
    expect(html).not.toMatch(/<script(?![^>]* src=)|\son[a-z]+=|javascript:|https?:\/\//);
  });
});
