/** Shared by the benches: a backend, one destination, and functions that are called like Lambda calls them. */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { dynamo, kms, sqs } from '../../lambdas/adapters/aws-clients.ts';
import { createDestinationStore } from '../../lambdas/adapters/dynamodb/destination/destination-store.ts';
import { createSecretBox } from '../../lambdas/adapters/secrets/secret-box.ts';
import type { WebhookDestination } from '../../lambdas/core/destination/types/webhook/destination.ts';
import { newSigningSecret } from '../../lambdas/core/destination/types/webhook/signature.ts';
import { newId } from '../../lambdas/core/ids.ts';
import type { Tenant } from '../../lambdas/core/tenant.ts';
import { readEnv } from '../../lambdas/env.ts';
import { sqsEvent } from '../../local/functions/event-source.ts';
import { PLATFORM_KEYS } from '../../local/platform.ts';
import { synthesize } from '../../local/synthesize.ts';
import type { Backend } from './backend.ts';

export interface Scene {
  readonly backend: Backend;
  readonly queueUrl: string;
  readonly secret: string;
  stop(): void;
}

/** Starts the backend and sets the environment of its functions in this process, with the log level of a deployment. */
export async function setScene(): Promise<Scene> {
  const outDir = mkdtempSync(join(tmpdir(), 'waybill-bench-'));
  await synthesize(outDir);
  const child = fork(new URL('./backend.ts', import.meta.url), [outDir], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const backend = await new Promise<Backend>((resolve, reject) => {
    child
      .once('message', (message) => resolve(message as Backend))
      .once('exit', () => reject(new Error('The backend did not start.')));
  });
  Object.assign(process.env, ...Object.values(backend.environment), { POWERTOOLS_LOG_LEVEL: 'INFO' });
  const { controlTable, secretsKeyId, deliveriesQueueUrl, platformAccount } = readEnv([
    'controlTable',
    'secretsKeyId',
    'deliveriesQueueUrl',
    'platformAccount',
  ]);
  const { handler } = await import('../../lambdas/bootstrap/handler.ts');
  await handler({ RequestType: 'Create' }, context());

  const tenant = { account: platformAccount, mode: 'live' } as const;
  const destination = benchDestination(tenant, `${backend.receiverUrl}/hook`);
  const secret = newSigningSecret(randomBytes);
  const box = createSecretBox({ dynamo: dynamo(), kms: kms(), controlTable, keyId: secretsKeyId, now: Date.now });
  const sealed = await box.seal(tenant.account, destination.id, secret);
  await createDestinationStore({ client: dynamo(), controlTable }).create(
    { ...destination, webhookEndpoint: { url: `${backend.receiverUrl}/hook`, secrets: [{ sealed }] } },
    16,
  );
  const stop = () => {
    child.removeAllListeners('exit');
    child.kill();
    rmSync(outDir, { recursive: true, force: true });
  };
  return { backend, queueUrl: deliveriesQueueUrl, secret, stop };
}

/** Pinned version of the destination. */
export const BENCH_VERSION = '2026-01-01';

/** A destination for all events. Its endpoint has no secret yet. */
export function benchDestination(tenant: Tenant, url: string): WebhookDestination {
  const now = Date.now();
  return {
    ...tenant,
    id: newId('ed_', now, Math.random),
    name: 'bench',
    description: '',
    type: 'webhook_endpoint',
    eventPayload: 'snapshot',
    enabledEvents: ['*'],
    eventsFrom: ['@self'],
    snapshotApiVersion: BENCH_VERSION,
    status: 'enabled',
    metadata: {},
    created: now,
    updated: now,
    webhookEndpoint: { url, secrets: [] },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: only the fields of Lambda's context that the handlers read
export const context = (): any => ({ awsRequestId: 'bench', getRemainingTimeInMillis: () => 60_000 });

/** Returns a request as API Gateway sends it to a function. */
const httpCall = (key: string, method: string, path: string, query: string, body?: object) => ({
  version: '2.0',
  routeKey: `${method} ${path}`,
  rawPath: path,
  rawQueryString: query,
  headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  requestContext: { requestId: 'bench', domainName: 'api.example.com', http: { method, path } },
  ...(body ? { body: JSON.stringify(body) } : {}),
  isBase64Encoded: false,
});

/** @param url path and query */
export const getCall = (key: string, url: string) => {
  const [path = '', query = ''] = url.split('?', 2);
  return httpCall(key, 'GET', path, query);
};

export const publishCall = (events: readonly object[]) => {
  const [path, body] = events.length === 1 ? ['/v1/events', events[0]] : ['/v1/events/batch', { events }];
  return httpCall(PLATFORM_KEYS.live, 'POST', path as string, '', body as object);
};

/** Returns an event of about 1 KB of JSON: words and numbers like in an invoice, and random ids. */
export function invoiceEvent(n: number): object {
  const id = (prefix: string) => `${prefix}_${randomBytes(9).toString('base64url')}`;
  const object = {
    id: id('in'),
    object: 'invoice',
    account_country: 'DE',
    amount_due: 4200 + n,
    amount_paid: 4200 + n,
    attempt_count: 1,
    billing_reason: 'subscription_cycle',
    collection_method: 'charge_automatically',
    currency: 'eur',
    customer: id('cus'),
    customer_email: `customer-${n}@example.com`,
    hosted_invoice_url: `https://invoice.example.com/i/${id('acct')}/${id('live')}`,
    lines: [1, 2].map((line) => ({
      id: id('il'),
      object: 'line_item',
      amount: 2100 * line,
      description: `${line} x Premium plan (at 21.00 / month)`,
      period: { start: 1767225600 + n, end: 1769904000 + n },
      quantity: line,
    })),
    metadata: { order: id('ord') },
    number: `A${n}-0001`,
    paid: true,
    period_end: 1769904000 + n,
    period_start: 1767225600 + n,
    status: 'paid',
    subscription: id('sub'),
    total: 4200 + n,
  };
  return { type: 'invoice.paid', data: { object } };
}

/** Receives all messages in batches of ten, like Lambda's poller, and counts the receives. */
export async function receiveAll(
  queueUrl: string,
): Promise<{ readonly batches: Message[][]; readonly receives: number }> {
  const batches: Message[][] = [];
  for (;;) {
    const { Messages = [] } = await sqs().send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return { batches, receives: batches.length };
    batches.push(Messages);
  }
}

export async function deleteAll(queueUrl: string, batch: readonly Message[]): Promise<void> {
  const Entries = batch.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await sqs().send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
}

export const batchEvent = (batch: readonly Message[]) =>
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's message has every field optional
  sqsEvent(batch, 'arn:aws:sqs:us-east-1:000000000000:deliveries', 'us-east-1') as any;
