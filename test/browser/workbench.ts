/** Runs the Workbench in a browser, on its own local platform. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver } from '../doubles/receiver.ts';
import { type ApiClient, apiClient } from '../e2e/client.ts';
import { WAIT_MS } from '../limits.ts';
import { launchBrowser } from './browser.ts';

export interface Workbench {
  readonly platform: Platform;
  /** Calls the API in sandbox mode, as the platform. */
  readonly api: ApiClient;
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>;
  /** Opens a page with empty storage. `quiet` checks afterwards that it caused no errors. */
  readonly open: (path: string, options?: BrowserContextOptions) => Promise<OpenPage>;
  readonly stop: () => Promise<void>;
}

export interface OpenPage {
  readonly page: Page;
  /** Fails after an error on the console or a request to another origin. Then closes the page. */
  readonly quiet: () => Promise<void>;
}

/** @param answer response of the endpoint at `receiver.url` */
export async function startWorkbench(answer?: Parameters<typeof startReceiver>[0], timeScale = 1): Promise<Workbench> {
  const receiver = await startReceiver(answer);
  const platform = await startPlatform({ timeScale });
  const browser = await launchBrowser();
  return {
    platform,
    receiver,
    api: apiClient(platform.url, platform.keys.sandbox),
    open: (path, options) => openPage(browser, platform.url, path, options),
    stop: async () => {
      await browser.close();
      await platform.stop();
      await receiver.stop();
    },
  };
}

async function openPage(browser: Browser, origin: string, path: string, options: BrowserContextOptions = {}) {
  // Without animations, no element moves while it is clicked.
  const usual = { locale: 'en-US', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as const;
  const context = await browser.newContext({ ...usual, ...options });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) complaints.push(`request to ${url}`);
  });
  await page.goto(origin + path);
  const quiet = async () => {
    expect(complaints).toEqual([]);
    await context.close();
  };
  return { page, quiet };
}
