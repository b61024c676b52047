/** Measures the read capacity of a page of the API, which must not depend on the number of deliveries of the destination. */
import { listDeliveries } from '../../lambdas/contract/delivery/operations.ts';
import { v2List } from '../../lambdas/contract/page-token.ts';
import { countRequests, currentCounts, resetCounts } from '../counting.ts';
import { captureOutput } from '../output.ts';
import { type FilledAccount, fillAccount } from './fill.ts';
import { context, getCall } from './scene.ts';

const SMALL = 1_000;
const LARGE = 100_000;

/** Pages by name. Each returns path and query. */
const PAGES: Readonly<Record<string, (account: FilledAccount) => string>> = {
  'deliveries of a destination, first page': ({ destinationId }) => deliveriesPath(destinationId),
  'deliveries of a destination, page half-way': deliveriesHalfway,
  'GET /v1/events, first page': () => '/v1/events',
  'GET /v1/events, page half-way': (account) => `/v1/events?starting_after=${halfway(account)}`,
  'GET /v1/events?delivery_success=false': () => '/v1/events?delivery_success=false',
  'GET /v2/core/events, first page': () => '/v2/core/events',
  'metrics of 24 hours': ({ destinationId }) => `/v2/core/event_destinations/${destinationId}/metrics`,
};

export async function pagesBench(): Promise<void> {
  const started = Date.now();
  const small = await fillAccount('acct_small', SMALL);
  const large = await fillAccount('acct_large', LARGE);
  const filled = Math.round((Date.now() - started) / 1000);
  countRequests();
  const rows = [];
  for (const [page, urlOf] of Object.entries(PAGES)) {
    const [few, many] = [await readUnits(small, urlOf), await readUnits(large, urlOf)];
    rows.push({ page, [columnOf(SMALL)]: few, [columnOf(LARGE)]: many, ratio: Number((many / few).toFixed(2)) });
  }
  console.log(`\nRead units of a page, by deliveries of the account (20 of them undelivered); filled in ${filled} s`);
  console.table(rows);
  console.log('  target: a ratio of 1');
}

const columnOf = (count: number): string => `at ${count.toLocaleString('en')}`;

async function readUnits(account: FilledAccount, urlOf: (account: FilledAccount) => string): Promise<number> {
  const { handler } = await import('../../lambdas/api/handler.ts');
  const call = async () => {
    // biome-ignore lint/suspicious/noExplicitAny: only the fields of API Gateway's event that the function reads
    const answer: any = await handler(getCall(account.key, urlOf(account)) as any, context());
    if (answer.statusCode !== 200) throw new Error(`${urlOf(account)} returned ${answer.statusCode} ${answer.body}`);
  };
  const written = captureOutput();
  try {
    // The first call reads the API key, which is then cached for some seconds.
    await call();
    resetCounts();
    await call();
  } finally {
    written();
  }
  return currentCounts().readUnits;
}

const halfway = ({ eventKeys }: FilledAccount): string => eventKeys[eventKeys.length / 2] as string;

const deliveriesPath = (destinationId: string): string => listDeliveries.path.replace('{id}', destinationId);

function deliveriesHalfway(account: FilledAccount): string {
  const items = [halfway(account)];
  const page = { items, idOf: (key: string) => key, limit: 20, filters: {}, hasNext: true, hasPrevious: false };
  return v2List(deliveriesPath(account.destinationId), page).next_page_url as string;
}
