/** Creates an account with many deliveries in the tables, as the functions would write them. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import { dynamo } from '../../lambdas/adapters/aws-clients.ts';
import { createIssuedKeyStore } from '../../lambdas/adapters/dynamodb/account/issued-key-store.ts';
import { putAllOrThrow } from '../../lambdas/adapters/dynamodb/batch-write.ts';
import { deliveryToItem } from '../../lambdas/adapters/dynamodb/delivery/delivery-item.ts';
import { createDestinationStore } from '../../lambdas/adapters/dynamodb/destination/destination-store.ts';
import { eventToItem } from '../../lambdas/adapters/dynamodb/event/event-store.ts';
import type { Item } from '../../lambdas/adapters/dynamodb/item.ts';
import { createMetricsStore } from '../../lambdas/adapters/dynamodb/metrics-store.ts';
import { ISSUED } from '../../lambdas/core/account/api-key.ts';
import type { Attempt, AttemptReport, Delivery } from '../../lambdas/core/delivery/delivery.ts';
import type { WaybillEvent } from '../../lambdas/core/event/event.ts';
import { eventKeysFrom } from '../../lambdas/core/ids.ts';
import { rollUp } from '../../lambdas/core/metrics/metrics.ts';
import { readEnv } from '../../lambdas/env.ts';
import { benchDestination, invoiceEvent } from './scene.ts';

export interface FilledAccount {
  readonly key: string;
  readonly destinationId: string;
  /** Newest first. */
  readonly eventKeys: readonly string[];
}

/** Number of failed deliveries of each account, evenly spread and including the newest. */
const UNDELIVERED = 20;
const DAY_MS = 24 * 3_600_000;
/** Number of rows that are written before the next ones are made, to limit the memory. */
const CHUNK = 1000;

/** Bodies repeat in the same order, so that the pages of two accounts have the same content. */
const BODIES = Array.from({ length: 50 }, (_, n) => invoiceEvent(1000 + n) as Pick<WaybillEvent, 'type' | 'data'>);

/**
 * Fills an account.
 * @param count number of events of the last 24 hours, each for the only destination of the account
 * @param options `client` of the tables that the environment of this process names; number of `shards` of the events
 */
export async function fillAccount(
  account: string,
  count: number,
  { client = dynamo(), shards = 1 }: { readonly client?: DynamoDBClient; readonly shards?: number } = {},
): Promise<FilledAccount> {
  const env = readEnv(['eventsTable', 'deliveriesTable', 'controlTable']);
  const tables = { client, controlTable: env.controlTable };
  const tenant = { account, mode: 'live' } as const;
  const key = `sk_live_${account}`;
  await createIssuedKeyStore(tables).create(key, {
    ...tenant,
    id: ISSUED.apiKey + ulid(),
    name: 'bench',
    last4: key.slice(-4),
    platform: false,
    created: Date.now(),
  });
  const destination = benchDestination(tenant, 'https://example.com/hook');
  await createDestinationStore(tables).create(destination, 16);

  const newest = Date.now() - 60_000;
  const eventKeys: string[] = [];
  const reports: AttemptReport[] = [];
  for (let from = 0; from < count; from += CHUNK) {
    const events: Item[] = [];
    const deliveries: Item[] = [];
    for (let index = from; index < Math.min(from + CHUNK, count); index++) {
      const at = newest - Math.floor((index * DAY_MS) / count);
      const [key = ''] = eventKeysFrom(ulid(at, Math.random), 1, shards);
      const event = anEvent(account, at, { key, destination: destination.id, ...bodyNo(index) });
      const delivery = aDelivery(event, destination.id, at, index % (count / UNDELIVERED) !== 0);
      eventKeys.push(event.key);
      events.push(eventToItem(event));
      deliveries.push(deliveryToItem(delivery, account));
      reports.push(reportOf(delivery));
    }
    await putAllOrThrow(client, env.eventsTable, events);
    await putAllOrThrow(client, env.deliveriesTable, deliveries);
  }
  const metrics = createMetricsStore(tables);
  for (const rollup of rollUp(reports)) await metrics.add(rollup);
  return { key, destinationId: destination.id, eventKeys };
}

const bodyNo = (index: number) => BODIES[index % BODIES.length] as (typeof BODIES)[0];

function anEvent(
  account: string,
  at: number,
  { key, destination, ...body }: (typeof BODIES)[0] & { readonly key: string; readonly destination: string },
): WaybillEvent {
  return {
    account,
    mode: 'live',
    id: key,
    key,
    ...body,
    apiVersion: '2026-01-01',
    created: Math.floor(at / 1000),
    request: { id: 'req_bench', idempotency_key: null },
    destinations: [{ account, id: destination }],
  };
}

function aDelivery(event: WaybillEvent, destinationId: string, at: number, ok: boolean): Delivery {
  const attempt: Attempt = {
    number: 1,
    trigger: 'automatic',
    startedAt: at,
    ok,
    httpStatus: ok ? 200 : 500,
    ...(ok ? {} : { error: { code: 'http_status', message: 'The endpoint answered 500.' } }),
    durationMs: 120,
    timing: { dns: 1, connect: 20, tls: 40, first_byte: 110 },
    requestHeaders: { 'content-type': 'application/json; charset=utf-8', 'webhook-id': event.id },
    responseHeaders: { 'content-type': 'text/plain;charset=UTF-8' },
    responseExcerpt: 'OK',
    responseTruncated: false,
  };
  return {
    account: event.account,
    mode: event.mode,
    destinationId,
    eventKey: event.key,
    eventId: event.id,
    eventType: event.type,
    status: ok ? 'delivered' : 'failed',
    ...(ok ? {} : { failureReason: 'attempts_exhausted' as const }),
    attemptCount: 1,
    automaticCount: 1,
    firstAttemptAt: at,
    attempts: [attempt],
  };
}

const reportOf = (delivery: Delivery): AttemptReport => ({
  delivery,
  attempt: delivery.attempts[0] as Attempt,
  destinationType: 'webhook_endpoint',
  outcome: delivery.status === 'delivered' ? 'delivered' : 'failed',
});
