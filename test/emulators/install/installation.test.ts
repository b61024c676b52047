import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Installation, installed } from './installation.ts';
import { failureOf, failureText } from './tool.ts';

function setUp(install: Installation['install']) {
  const cache = mkdtempSync(join(tmpdir(), 'waybill-'));
  onTestFinished(() => rmSync(cache, { recursive: true, force: true }));
  const installation = { name: 'one', version: '1.2', needs: 'Rust', program: 'bin/one', install };
  return () => installed(installation, cache);
}

test('an emulator is installed once', async () => {
  let installs = 0;
  const run = setUp(async (folder) => {
    writeFileSync(join(folder, 'one'), String(++installs));
    return undefined;
  });
  const first = await run();
  expect(first).toEqual(await run());
  expect(first).toEqual({ program: expect.stringMatching(/one-1\.2\/bin\/one$/) });
  expect(installs).toBe(1);
});

test('an installation that failed is made again, and the failure says what is needed', async () => {
  const failures = ['the registry did not respond'];
  const run = setUp(async () => failures.pop());
  expect(await run()).toEqual({ missing: expect.stringMatching(/the registry did not respond\n {2}one needs Rust\./) });
  expect(await run()).toMatchObject({ program: expect.any(String) });
});

test('a folder that cannot be written is a failure that names it', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'waybill-')), 'file');
  onTestFinished(() => rmSync(join(file, '..'), { recursive: true }));
  writeFileSync(file, '');
  const one = { name: 'one', version: '1', needs: 'Rust', program: 'one', install: async () => undefined };
  expect(await installed(one, file)).toEqual({ missing: expect.stringContaining(file) });
  expect(readFileSync(file, 'utf8')).toBe('');
});

test('the error of a missing tool differs from the error of one that failed', async () => {
  expect(await failureOf('waybill-no-such-tool', [])).toBe('waybill-no-such-tool is not on this machine.');
  expect(await failureOf(process.execPath, ['-e', ''])).toBeUndefined();
  const failure = await failureOf(process.execPath, [
    '-e',
    'console.error("No space left on device"); process.exit(3)',
  ]);
  expect(failure).toMatch(/ended with 3\. Its last lines:\n {4}No space left on device$/);
});

test('of a long output the last lines are shown, without colors and blank lines', () => {
  const output = `${Array.from({ length: 50 }, (_, n) => `line ${n}`).join('\n')}\n10 %\r\u001b[31m20 %\u001b[0m\n\n`;
  const lines = failureText('pip', ['install', 'moto'], '1', output).split('\n    ');
  expect(lines[0]).toBe('`pip install moto` ended with 1. Its last lines:');
  expect(lines.slice(-2)).toEqual(['10 %', '20 %']);
  expect(lines).toHaveLength(9);
});
