/** Measures the first load of the Workbench: scripts, API calls, and the time until it can be used. */
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { startPlatform } from '../../local/platform.ts';
import { launchBrowser } from '../../test/browser/browser.ts';
import { median } from '../processor-time.ts';

const LOADS = 7;
const TARGET_KB = 450;
const TARGET_MS = 2000;

interface Load {
  /** Time until the overview is shown and responds to clicks, milliseconds. */
  readonly usable: number;
  readonly scripts: number;
  readonly scriptKb: number;
  readonly apiCalls: number;
}

export async function workbenchBench(): Promise<void> {
  const platform = await startPlatform({ port: 0 });
  const browser = await launchBrowser();
  try {
    // Builds the page and starts the api function.
    await load(browser, platform.url);
    const loads: Load[] = [];
    for (let n = 0; n < LOADS; n++) loads.push(await load(browser, platform.url));
    report(loads);
  } finally {
    await browser.close();
    await platform.stop();
  }
}

/** Loads the page in a browser with an empty cache. */
async function load(browser: Browser, url: string): Promise<Load> {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  let apiCalls = 0;
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('.js')) sizes.push(response.body().then((body) => gzipSync(body).length));
    if (/^\/v[12]\//.test(pathname)) apiCalls += 1;
  });
  const began = performance.now();
  await page.goto(url);
  await page.locator('main h1, [role=main] h1, h1').first().waitFor();
  // Opening a menu shows that the page responds.
  await page.getByRole('button', { name: 'Mode: Sandbox' }).click();
  await page.getByRole('menuitemcheckbox').first().waitFor();
  const usable = performance.now() - began;
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await context.close();
  return { usable, scripts: sizes.length, scriptKb: bytes / 1024, apiCalls };
}

function report(loads: readonly Load[]): void {
  const of = (what: keyof Load) => median(loads.map((one) => one[what]));
  console.log(`\nFirst load of the Workbench with an empty browser cache; median of ${LOADS}`);
  console.table([
    { what: 'scripts', measured: of('scripts'), target: '' },
    { what: 'scripts, KB compressed', measured: Math.round(of('scriptKb')), target: TARGET_KB },
    { what: 'API calls', measured: of('apiCalls'), target: '' },
    { what: 'until it can be used, ms', measured: Math.round(of('usable')), target: TARGET_MS },
  ]);
}
