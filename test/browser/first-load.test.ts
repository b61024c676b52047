import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkbench, type Workbench } from './workbench.ts';

/** Limit for the compressed scripts of the overview, bytes. */
const MAX_SCRIPT_BYTES = 450 * 1024;

/** Compressed. */
const sizeOf = async (url: string): Promise<number> => gzipSync(await (await fetch(url)).arrayBuffer()).length;

let workbench: Workbench;
beforeAll(async () => {
  workbench = await startWorkbench();
});
afterAll(() => workbench.stop());

test('the first load has at most 450 KB of compressed scripts', async () => {
  const { page, quiet } = await workbench.open('/');
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  const asked = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  const scripts = new Set(asked.filter((url) => url.endsWith('.js')));
  const sizes = await Promise.all(Array.from(scripts, sizeOf));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`first load: ${scripts.size} scripts, ${Math.round(total / 1024)} KB compressed`);
  expect(total).toBeGreaterThan(100 * 1024);
  expect(total).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
  await quiet();
});

test('the content security policy allows only the own origin and no inline scripts', async () => {
  const response = await fetch(workbench.platform.url);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).not.toMatch(/https?:/);
  expect(await response.text()).not.toMatch(/<script(?![^>]*\bsrc=)/);
});
