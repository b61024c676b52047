import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkbench, type Workbench } from './workbench.ts';

/** Bytes of scripts, compressed, that the first page may need. */
const MAX_SCRIPT_BYTES = 450 * 1024;

let workbench: Workbench;
beforeAll(async () => {
  workbench = await startWorkbench();
}, 120_000);
afterAll(() => workbench.stop());

test('the first load has scripts of 450 KB at most, compressed, the overview included', async () => {
  const { page, quiet } = await workbench.open('/shell');
  const sizes = new Map<string, Promise<number>>();
  page.on('response', (response) => {
    if (!/\.js$/.test(new URL(response.url()).pathname)) return;
    sizes.set(
      response.url(),
      response.body().then((body) => gzipSync(body).length),
    );
  });
  await page.goto(workbench.platform.url);
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  const total = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0);
  console.log(`first load: ${sizes.size} scripts, ${Math.round(total / 1024)} KB compressed`);
  expect(total).toBeGreaterThan(100 * 1024);
  expect(total).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
  await quiet();
});

test('the page is of its own origin alone: its policy names no other, and allows no inline script', async () => {
  const response = await fetch(workbench.platform.url);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).not.toMatch(/https?:/);
  expect(await response.text()).not.toMatch(/<script(?![^>]*\bsrc=)/);
});
