/** Measures the largest publish call: memory, and processor time at the function's share of a processor. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { dynamo, sqs } from '../lambdas/adapters/aws-clients.ts';
import { createDestinationStore } from '../lambdas/adapters/dynamodb/destination/destination-store.ts';
import { createDeliveryQueue } from '../lambdas/adapters/sqs/delivery-queue.ts';
import { logger } from '../lambdas/adapters/telemetry/telemetry.ts';
import { MAX_BODY_BYTES } from '../lambdas/contract/publish/payload-limits.ts';
import { MAX_INLINE_BYTES_OF_EVENT } from '../lambdas/core/delivery/message.ts';
import type { OutgoingMessage } from '../lambdas/core/delivery/ports.ts';
import type { WaybillEvent } from '../lambdas/core/event/event.ts';
import { eventKeysFrom, newId } from '../lambdas/core/ids.ts';
import { MAX_CALL_DELIVERIES } from '../lambdas/core/publish/publish.ts';
import { messageFor } from '../lambdas/core/publish/send.ts';
import { readEnv } from '../lambdas/env.ts';
import { FUNCTION_GIGABYTES, PROCESSOR_SHARE } from './prices.ts';
import { benchDestination, context, publishCall, type Scene } from './workbench/scene.ts';

const EVENTS = 100;
const tenant = { account: 'acct_bench_publish', mode: 'live' } as const;
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

export async function publishBench({ queueUrl }: Scene): Promise<void> {
  const perEvent = MAX_CALL_DELIVERIES / EVENTS;
  const store = createDestinationStore({ client: dynamo(), ...readEnv(['controlTable']) });
  for (let n = 0; n < perEvent; n++) {
    await store.create(benchDestination(tenant, 'http://127.0.0.1:9/'), perEvent);
  }
  const writes = answerWrites();
  const queue = createDeliveryQueue({
    client: sqs(),
    deliveriesQueueUrl: queueUrl,
    slowDeliveriesQueueUrl: queueUrl,
    now: Date.now,
  });
  const messages = messagesOf(manyEmoji(2_800_000 / EVENTS), 16);
  await queue.send(messages.slice(0, 160));
  const before = await measured(() => sendAsBefore(messages, queueUrl));
  const now = await measured(() => queue.send(messages));
  console.log('\nSending 100 events, 2.8 MB with many emoji, to 16 destinations');
  console.table({
    'encoded for each destination, up front': rounded(before),
    'encoded once for each event, limited concurrency': rounded(now),
    'before / now': { 'CPU ms': ratio(before.cpuMs, now.cpuMs), 'peak heap MB': ratio(before.peakMb, now.peakMb) },
  });

  const { handler } = await import('../lambdas/publish/handler.ts');
  const publish = async (text: string) => {
    // biome-ignore lint/suspicious/noExplicitAny: only the fields of API Gateway's event that the function reads
    const answer: any = await handler(callOf(text) as any, context());
    const { data } = JSON.parse(answer.body) as { data: { pending_webhooks: number }[] };
    const deliveries = data.reduce((sum, { pending_webhooks }) => sum + pending_webhooks, 0);
    if (deliveries !== MAX_CALL_DELIVERIES) throw new Error(`publish returned ${answer.statusCode} ${answer.body}`);
  };
  const largest = manyEmoji((MAX_BODY_BYTES - 20_000) / EVENTS);
  const carried = 'delivered "soon" '.repeat(MAX_INLINE_BYTES_OF_EVENT / perEvent / 20 - 25);
  await publish(carried);
  const sent = { largest: await measured(() => publish(largest)), carried: await measured(() => publish(carried)) };
  writes.queueIsDown = true;
  logger.setLogLevel('SILENT');
  const parked = await measured(() => publish(largest));
  writes.stop();
  console.log(`\nThe largest call: ${EVENTS} events with ${MAX_CALL_DELIVERIES} deliveries`);
  console.table({
    '2 MB of events, read by each delivery': atShare(sent.largest),
    'events carried by their messages': atShare(sent.carried),
    '2 MB of events, queue down, all parked': atShare(parked),
  });
  console.log(`  limits: 29 s, ${FUNCTION_GIGABYTES * 1024} MB`);
}

/** The part of an SDK request handler that is used here. */
interface Handler {
  handle(request: { headers: Record<string, string> }, options?: object): Promise<unknown>;
}

/** Operations with a response from this file. The emulators would need minutes, and their processor time would be measured. */
const ANSWERED = /SendMessageBatch|BatchWriteItem|PutItem/;

/** Makes the functions encode and sign every write without sending it, until it is stopped. */
function answerWrites() {
  const state = { queueIsDown: false, stop: () => {} };
  const clients = [sqs(), dynamo()].map((client) => client.config as unknown as { requestHandler: Handler });
  const before = clients.map(({ requestHandler }) => requestHandler);
  for (const [index, config] of clients.entries()) {
    const { handle } = config.requestHandler;
    config.requestHandler = Object.assign(Object.create(config.requestHandler), {
      handle: async (request: Parameters<Handler['handle']>[0], options?: object) => {
        const operation = request.headers['x-amz-target'] ?? '';
        look();
        if (!ANSWERED.test(operation)) return handle.call(before[index], request, options);
        if (state.queueIsDown && operation.includes('SendMessageBatch')) throw new Error('The queue is down.');
        return { response: { statusCode: 200, headers: {}, body: Buffer.from('{}') } };
      },
    });
  }
  state.stop = () => {
    for (const [index, config] of clients.entries()) config.requestHandler = before[index] as Handler;
  };
  return state;
}

interface Measured {
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** Samples the memory. Called for each request, because a timer would miss the peak of synchronous work. */
let look = () => {};

async function measured(work: () => Promise<unknown>): Promise<Measured> {
  collectGarbage();
  const base = process.memoryUsage().heapUsed;
  let peak = base;
  look = () => {
    peak = Math.max(peak, process.memoryUsage().heapUsed);
  };
  const { user, system } = process.cpuUsage();
  await work();
  look();
  const after = process.cpuUsage({ user, system });
  return { cpuMs: (after.user + after.system) / 1000, peakMb: (peak - base) / 1e6 };
}

const ratio = (a: number, b: number): number => Number((a / b).toFixed(1));
const rounded = ({ cpuMs, peakMb }: Measured) => ({ 'CPU ms': Math.round(cpuMs), 'peak heap MB': Math.round(peakMb) });
const atShare = (one: Measured) => ({
  ...rounded(one),
  'CPU s at its share': Number((one.cpuMs / PROCESSOR_SHARE / 1000).toFixed(1)),
});

const manyEmoji = (bytes: number): string => 'delivered 🚚📦 '.repeat(bytes / Buffer.byteLength('delivered 🚚📦 '));

function messagesOf(text: string, destinations: number): OutgoingMessage[] {
  const refs = Array.from({ length: destinations }, () => newId('ed_', Date.now(), Math.random));
  return eventKeysFrom(newId('', Date.now(), Math.random), EVENTS).flatMap((key) => {
    const event: WaybillEvent = {
      ...tenant,
      id: key,
      key,
      type: 'parcel.moved',
      apiVersion: '2026-01-01',
      created: Math.floor(Date.now() / 1000),
      data: { object: { text } },
      request: null,
      destinations: refs.map((id) => ({ account: tenant.account, id })),
    };
    return event.destinations.map((ref) => ({
      message: messageFor(event, ref, { first: true, trigger: 'automatic' }),
    }));
  });
}

/** The implementation before decision 56. */
async function sendAsBefore(messages: readonly OutgoingMessage[], QueueUrl: string): Promise<void> {
  const bodies = messages.map(({ message }) =>
    JSON.stringify(message).replace(/[\uD800-\uDFFF\uFFFE\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`),
  );
  const batches: string[][] = [];
  for (const body of bodies) {
    const open = batches.at(-1);
    const size = open?.reduce((sum, one) => sum + one.length, body.length) ?? 0;
    if (open && open.length < 10 && size <= 200 * 1024) open.push(body);
    else batches.push([body]);
  }
  const lanes = Array.from({ length: 8 }, async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody, MessageGroupId: 'bench' }));
      await sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
  });
  await Promise.all(lanes);
}

function callOf(text: string) {
  const events = Array.from({ length: EVENTS }, (_, n) => ({ type: 'parcel.moved', data: { object: { n, text } } }));
  const call = publishCall(events);
  return { ...call, headers: { ...call.headers, 'stripe-account': tenant.account } };
}
