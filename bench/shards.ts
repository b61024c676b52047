/** Measures what a page of a list costs at 1, 4 and 16 shards: read units and requests, of which a page makes most at the same time. */
import { dynamo } from '../lambdas/adapters/aws-clients.ts';
import { createDeliveryStore } from '../lambdas/adapters/dynamodb/delivery/delivery-store.ts';
import { createEventStore } from '../lambdas/adapters/dynamodb/event/event-store.ts';
import { createRecoveryScan } from '../lambdas/adapters/dynamodb/recovery/recovery-scan.ts';
import { eventKeyAt } from '../lambdas/core/ids.ts';
import { readEnv } from '../lambdas/env.ts';
import { countRequests, currentCounts, resetCounts } from './counting.ts';
import { type FilledAccount, fillAccount } from './workbench/fill.ts';

const SHARDS = [1, 4, 16] as const;
/** Events of 1 KB of each account in 24 hours, of which 20 are undelivered. */
const EVENTS = 4_000;
/** Pages whose costs are averaged: each starts at another event. */
const PAGES = 20;

interface Reader {
  readonly tenant: { readonly account: string; readonly mode: 'live' };
  readonly events: ReturnType<typeof createEventStore>;
  readonly deliveries: ReturnType<typeof createDeliveryStore>;
  readonly scan: ReturnType<typeof createRecoveryScan>;
  readonly destinationId: string;
}

type Read = (reader: Reader, startingAfter: string) => Promise<unknown>;

const READS: Readonly<Record<string, Read>> = {
  '20 events': ({ events, tenant }, startingAfter) => events.list(tenant, { limit: 20, startingAfter }),
  '100 events': ({ events, tenant }, startingAfter) => events.list(tenant, { limit: 100, startingAfter }),
  '20 deliveries': ({ deliveries, destinationId }, startingAfter) =>
    deliveries.list(destinationId, { limit: 20, startingAfter }),
  '20 failed deliveries, 1 in 200 failed': ({ deliveries, destinationId }, startingAfter) =>
    deliveries.list(destinationId, { limit: 20, startingAfter, status: 'failed' }),
  '20 undelivered events': ({ deliveries, tenant }, startingAfter) =>
    deliveries.unsettled(tenant, { limit: 20, startingAfter, ownOnly: true }),
  '500 deliveries of a recovery': ({ scan, destinationId }, after) =>
    scan.deliveries(destinationId, { after, before: eventKeyAt(Date.now()) }),
};

export async function shardsBench(): Promise<void> {
  const tables = { client: dynamo(), dueShards: 1, ...readEnv(['eventsTable', 'deliveriesTable', 'controlTable']) };
  const rows = new Map<string, Record<string, string>>();
  for (const shards of SHARDS) {
    const account = await fillAccount(`acct_shards${shards}`, EVENTS, { shards });
    const reader: Reader = {
      tenant: { account: `acct_shards${shards}`, mode: 'live' },
      events: createEventStore({ ...tables, shards }),
      deliveries: createDeliveryStore({ ...tables, shards }),
      scan: createRecoveryScan({ ...tables, shards }),
      destinationId: account.destinationId,
    };
    countRequests();
    for (const [name, read] of Object.entries(READS)) {
      rows.set(name, { ...rows.get(name), [`at ${shards}`]: await costOf(read, reader, account) });
    }
  }
  console.log(
    `\nRead units of a page (requests), means of ${PAGES} pages of an account with ${EVENTS} events of 1 KB, by shards`,
  );
  console.table(Array.from(rows, ([page, costs]) => ({ page, ...costs })));
}

async function costOf(read: Read, reader: Reader, { eventKeys }: FilledAccount): Promise<string> {
  resetCounts();
  for (let page = 0; page < PAGES; page++) {
    await read(reader, eventKeys[Math.floor((page * eventKeys.length) / PAGES / 2)] as string);
  }
  const { readUnits, requests } = currentCounts();
  return `${(readUnits / PAGES).toFixed(1)} (${((requests['dynamodb.Query'] ?? 0) / PAGES).toFixed(1)})`;
}
