/** Measures paging through the deliveries table of the Workbench: API calls and time per page, by the number of deliveries. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Browser, Page } from 'playwright-core';
import { startPlatform } from '../../local/platform.ts';
import { launchBrowser } from '../../test/browser/browser.ts';
import { median } from '../processor-time.ts';
import { type FilledAccount, fillAccount } from './fill.ts';

const COUNTS = [1_000, 100_000] as const;
/** Number of pages per round, and of rounds that alternate between the accounts. */
const PAGES = 15;
const ROUNDS = 3;

interface Turned {
  readonly milliseconds: number;
  readonly queries: number;
}

export async function pagingBench(): Promise<void> {
  const platform = await startPlatform({ port: 0 });
  const browser = await launchBrowser();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: platform.endpoints.dynamodb, region: 'us-east-1', credentials });
  try {
    const accounts = new Map<number, FilledAccount>();
    for (const count of COUNTS) accounts.set(count, await fillAccount(`acct_paged${count}`, count, { client }));
    const turned = new Map<number, Turned[]>(COUNTS.map((count) => [count, []]));
    // The first round warms up.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [count, account] of accounts) {
        const pages = await turnPages(browser, platform.url, account);
        if (round > 0) turned.get(count)?.push(...pages);
      }
    }
    report(turned);
  } finally {
    client.destroy();
    await browser.close();
    await platform.stop();
  }
}

async function turnPages(browser: Browser, url: string, { key, destinationId }: FilledAccount): Promise<Turned[]> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  const session = { mode: 'live', keys: { live: key }, accounts: {} };
  await context.addInitScript(`sessionStorage.setItem('waybill.session', ${JSON.stringify(JSON.stringify(session))})`);
  const page = await context.newPage();
  let queries = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.endsWith(`/${destinationId}/deliveries`)) queries += 1;
  });
  await page.goto(`${url}/destinations/${destinationId}/deliveries`);
  await page.getByRole('row').nth(1).waitFor();
  // Only the first page is refreshed automatically.
  await turn(page);
  const turned: Turned[] = [];
  for (let n = 0; n < PAGES; n++) {
    queries = 0;
    const milliseconds = await turn(page);
    turned.push({ milliseconds, queries });
  }
  await context.close();
  return turned;
}

/** Opens the next page. @returns milliseconds until other rows are shown */
async function turn(page: Page): Promise<number> {
  const shown = page.getByRole('row').nth(1);
  const before = await shown.innerText();
  const began = performance.now();
  await page.getByRole('button', { name: 'Next page' }).click();
  while ((await shown.innerText()) === before) await page.waitForTimeout(5);
  return performance.now() - began;
}

function report(turned: ReadonlyMap<number, readonly Turned[]>): void {
  const of = (count: number, what: keyof Turned) => median((turned.get(count) ?? []).map((one) => one[what]));
  const most = (count: number) => Math.max(...(turned.get(count) ?? []).map(({ queries }) => queries));
  const [few, many] = COUNTS;
  console.log(`\nPages of the deliveries table in a browser; median of ${ROUNDS * PAGES} pages, one after the other`);
  console.table(
    COUNTS.map((count) => ({
      deliveries: count,
      'ms per page': Math.round(of(count, 'milliseconds')),
      'queries per page': of(count, 'queries'),
      'at most': most(count),
    })),
  );
  const ratio = of(many, 'milliseconds') / of(few, 'milliseconds');
  console.log(`  ${many} against ${few}: ${ratio.toFixed(2)}; target: a ratio of 1, one query per page`);
}
