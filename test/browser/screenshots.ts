/**
 * `npm run screenshots` takes screenshots of every page of the Workbench, with an example account, into
 * `docs/screenshots`. Names as arguments limit it to these screenshots: `npm run screenshots -- deliveries health`.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { type Platform, startPlatform } from '../../local/platform.ts';
import { WAIT_MS } from '../limits.ts';
import { launchBrowser } from './browser.ts';
import { type ExampleAccount, fillExampleAccount } from './example-account.ts';
import { startOutage } from './outage.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

interface Picture {
  readonly name: string;
  /** Path of the page. */
  readonly at: (account: ExampleAccount) => string;
  /** Runs before the screenshot, and resolves when the content is loaded. */
  readonly act?: (page: Page) => Promise<unknown>;
  /** Whether to take a dark screenshot too. */
  readonly dark?: true;
}

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });

const PICTURES: readonly Picture[] = [
  { name: 'overview', at: () => '/', act: (page) => page.getByText('Order fulfilment').first().waitFor(), dark: true },
  {
    name: 'destinations',
    at: () => '/destinations',
    act: (page) => page.getByRole('img').last().waitFor(),
  },
  { name: 'wizard-events', at: () => '/destinations/new?step=events', act: chooseEvents },
  { name: 'wizard-configuration', at: () => '/destinations/new?step=target', act: configure },
  {
    name: 'destination',
    at: ({ destinations }) => `/destinations/${destinations.fulfilment}`,
    act: (page) => page.getByText('Attempt duration').waitFor(),
  },
  {
    name: 'destination-charts',
    at: ({ destinations }) => `/destinations/${destinations.fulfilment}?range=week`,
    act: async (page) => {
      await page.getByText('Attempt duration').waitFor();
      await showHeading(page, 'Deliveries over time');
    },
  },
  {
    name: 'deliveries',
    at: ({ retrying: { destination, event } }) => `/destinations/${destination}/deliveries?event=${event}`,
    act: (page) => page.getByText('no healthy upstream').first().waitFor(),
    dark: true,
  },
  {
    name: 'deliveries-list',
    at: ({ destinations }) => `/destinations/${destinations.fulfilment}/deliveries`,
    act: (page) => page.getByRole('row').nth(10).waitFor(),
  },
  { name: 'recover', at: ({ destinations }) => `/destinations/${destinations.fulfilment}`, act: countMissed },
  { name: 'recoveries', at: ({ destinations }) => `/destinations/${destinations.fulfilment}/recoveries` },
  { name: 'events', at: () => '/events', act: (page) => page.getByRole('row').nth(10).waitFor() },
  {
    name: 'event',
    at: ({ versioned }) => `/events/${versioned}`,
    act: (page) => page.getByText('1 attempt').first().waitFor(),
  },
  {
    name: 'event-versions',
    at: ({ versioned }) => `/events/${versioned}?view=compare&left=2026-01-01`,
    act: async (page) => {
      await page
        .getByText(/lines? removed/)
        .first()
        .waitFor();
      await showHeading(page, 'Payload');
    },
  },
  {
    name: 'builder',
    at: () => '/builder?types=invoice.paid,invoice.payment_failed,subscription.canceled',
    act: (page) => page.getByText('stripe-signature').first().waitFor(),
  },
  { name: 'health', at: () => '/health', act: (page) => page.getByText('Order fulfilment').first().waitFor() },
  { name: 'shell', at: () => '/shell?operation=listEvents', act: run },
  { name: 'palette', at: () => '/', act: find },
  // Last, because the destination that it creates would be in the other screenshots.
  { name: 'wizard-done', at: () => '/destinations/new?step=target', act: createAndTest },
];

/** Shortens the intervals of the outage. */
const OUTAGE_TIME_SCALE = 4;

/** The pictures of an outage, in its order. `before` is the step of the outage that leads to them. */
const OUTAGE: readonly {
  readonly name: string;
  readonly before: 'die' | 'recover' | 'drained';
  readonly path: string;
  readonly text: RegExp;
}[] = [
  { name: 'outage-waiting', before: 'die', path: '', text: /deliveries wait for the endpoint/ },
  { name: 'outage-deliveries', before: 'die', path: '/deliveries', text: /Waiting for the endpoint/ },
  { name: 'outage-draining', before: 'recover', path: '', text: /Sending waiting deliveries/ },
  { name: 'outage-recovered', before: 'drained', path: '/deliveries', text: /Delivered/ },
];

/** Scrolls a section to the top, below the header of the page. */
async function showHeading(page: Page, text: string): Promise<void> {
  await page.getByRole('heading', { name: text, level: 2, exact: true }).waitFor();
  await page.evaluate(
    `scrollTo(0, scrollY - 130 + [...document.querySelectorAll('h2')]
       .find(({ innerText }) => innerText === ${JSON.stringify(text)}).getBoundingClientRect().top)`,
  );
}

async function chooseEvents(page: Page): Promise<void> {
  await page.getByText('Selected events').click();
  const groups = page.getByRole('button', { name: /^Show the types of/ });
  await groups.first().waitFor();
  await groups.first().click();
  await page.getByRole('checkbox', { name: 'invoice.paid' }).first().check();
  await page.evaluate('scrollTo(0, 0)');
}

async function configure(page: Page): Promise<void> {
  await page.getByLabel('Endpoint URL').fill('https://receipts.example.com/webhooks');
  await page.getByText('Your input is valid.').waitFor();
}

async function createAndTest(page: Page): Promise<void> {
  await button(page, 'Use the local test endpoint').click();
  await button(page, 'Next').click();
  await button(page, 'Create destination').click();
  await button(page, 'Send test event').click();
  await page.getByText('HTTP 200').waitFor();
}

async function countMissed(page: Page): Promise<void> {
  await button(page, 'Recover').click();
  await button(page, 'Count events').click();
  await page.getByText(/^Resending takes about/).scrollIntoViewIfNeeded();
}

async function run(page: Page): Promise<void> {
  await button(page, 'Run call').click();
  await page.getByText(/^Status 200/).waitFor();
  await page.evaluate('scrollTo(0, 0)');
}

async function find(page: Page): Promise<void> {
  await page.getByText('Order fulfilment').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('b');
  await page.getByRole('option', { name: /Billing service/ }).waitFor();
}

interface Taking {
  readonly browser: Browser;
  readonly platform: Platform;
  readonly account: ExampleAccount;
}

/** Takes the pictures of an outage on a platform of its own, because the example account has no traffic. */
async function takeOutage(browser: Browser, account: ExampleAccount): Promise<void> {
  const platform = await startPlatform({ port: 0, timeScale: OUTAGE_TIME_SCALE, onError: console.error });
  const outage = await startOutage(platform.url, platform.keys.live);
  try {
    let reached: string | undefined;
    for (const { name, before, path, text } of OUTAGE) {
      if (before !== reached) await outage[before]();
      reached = before;
      const picture: Picture = {
        name,
        at: () => `/destinations/${outage.destination}${path}`,
        act: (page) => page.getByText(text).first().waitFor(),
      };
      for (const narrow of [false, true]) await take({ browser, platform, account }, picture, narrow, false);
    }
  } finally {
    await outage.stop();
    await platform.stop();
  }
}

async function take({ browser, platform, account }: Taking, picture: Picture, narrow: boolean, dark: boolean) {
  const context = await browser.newContext({
    locale: 'en-US',
    timezoneId: 'UTC',
    viewport: narrow ? NARROW : WIDE,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  // The example account is in live mode, and the page starts in sandbox mode.
  const session = JSON.stringify({ mode: 'live', keys: {}, accounts: {} });
  await page.addInitScript(
    `sessionStorage.setItem('waybill.session', ${JSON.stringify(session)});
     ${narrow ? "localStorage.setItem('waybill.navigation', 'closed');" : ''}`,
  );
  await page.goto(platform.url + picture.at(account));
  await page.locator('h1').first().waitFor();
  await picture.act?.(page);
  await page.mouse.move(0, 0);
  // Some parts load later and show a spinner until then.
  const late = page.locator('[class*="awsui_circle-left"], [class*="status-loading"]');
  await late.first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready');
  const file = join(FOLDER, `${picture.name}-${narrow ? NARROW.width : WIDE.width}${dark ? '-dark' : ''}.png`);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  const aside = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  await context.close();
  const note = aside > 0 ? `, ${aside} px to scroll sideways` : '';
  console.log(`${file.slice(FOLDER.length + 1)}  ${Math.round(statSync(file).size / 1024)} KB${note}`);
}

async function main(names: readonly string[]): Promise<void> {
  const known = [...PICTURES.map(({ name }) => name), 'outage'];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no picture ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  }
  mkdirSync(FOLDER, { recursive: true });
  const platform = await startPlatform({ port: 0, onNotice: console.log, onError: console.error });
  const browser = await launchBrowser();
  const failed: string[] = [];
  try {
    const taking = { browser, platform, account: await fillExampleAccount(platform) };
    for (const picture of PICTURES.filter(({ name }) => names.length === 0 || names.includes(name))) {
      for (const [narrow, dark] of [[false, false], [true, false], ...(picture.dark ? [[false, true]] : [])] as [
        boolean,
        boolean,
      ][]) {
        await take(taking, picture, narrow, dark).catch((error) => {
          failed.push(picture.name);
          console.error(`${picture.name}${narrow ? ', narrow' : ''}: ${error.message}`);
        });
      }
    }
    if (names.length === 0 || names.includes('outage')) await takeOutage(browser, taking.account);
  } finally {
    await browser.close();
    await platform.stop();
  }
  if (failed.length > 0) process.exitCode = 1;
}

await main(process.argv.slice(2));
