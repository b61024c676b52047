/** Computes the cost of a delivered event: counts requests, capacity and bytes, and multiplies them with the price list. */
import { readEnv } from '../../lambdas/env.ts';
import { countRequests, currentCounts, resetCounts } from '../counting.ts';
import { captureOutput } from '../output.ts';
import { MONTH_DAYS, PRICES, TABLE_KEY_MINUTES } from '../prices.ts';
import {
  batchEvent,
  context,
  deleteAll,
  invoiceEvent,
  publishCall,
  receiveAll,
  type Scene,
} from '../workbench/scene.ts';
import { accessLineBytes } from './access-log.ts';
import { type Bill, billOf, type Line, type Run, sum, type Tables } from './bill.ts';
import { metricsIn } from './metrics-in.ts';
import { bytesRead, type FunctionResponse, responseBytes, wireBytes } from './transfer.ts';

/** Largest sums without data transfer, dollars per million delivered events, by the events of a call. */
const TARGETS: Record<number, number> = { 1: 4.3, 10: 2.3 };
const EVENTS = 500;

export async function costBench({ backend, queueUrl }: Scene): Promise<void> {
  const publish = (await import('../../lambdas/publish/handler.ts')).handler;
  const deliver = (await import('../../lambdas/deliver/handler.ts')).handler;
  const { eventsTable, deliveriesTable } = readEnv(['eventsTable', 'deliveriesTable']);
  const tables: Tables = {
    events: eventsTable,
    deliveries: deliveriesTable,
    isRecoverable: (table) => backend.recoverableTables.some((id) => table.endsWith(id)),
  };
  const metrics = new Set<string>();
  countRequests();
  for (const perCall of [1, 10]) {
    await quietly(() => runOnce(100, perCall));
    resetCounts();
    const { value: run, bytes: logBytes } = await quietly(() => runOnce(EVENTS, perCall));
    const measured = { ...run, logBytes, counts: currentCounts() };
    report(perCall, measured, billOf(measured, tables));
  }
  reportMonth(metrics.size, Object.keys(currentCounts().putBytes).length + 1);

  async function quietly<T>(work: () => Promise<T>): Promise<{ value: T; bytes: number }> {
    const written = captureOutput((line) => {
      for (const metric of metricsIn(line)) metrics.add(metric);
    });
    const value = await work();
    return { value, bytes: written() };
  }

  async function runOnce(events: number, perCall: number) {
    const calls = events / perCall;
    let cpuMs = 0;
    let publisherBytes = 0;
    let callBytes = 0;
    const timed = async <T>(invoke: () => Promise<T>): Promise<T> => {
      const before = process.cpuUsage();
      const answer = await invoke();
      const { user, system } = process.cpuUsage(before);
      cpuMs += (user + system) / 1000;
      return answer;
    };
    for (let call = 0; call < calls; call++) {
      const batch = Array.from({ length: perCall }, (_, index) => invoiceEvent(call * perCall + index));
      const request = publishCall(batch);
      // biome-ignore lint/suspicious/noExplicitAny: only the fields of API Gateway's event that the function reads
      const answer: any = await timed(async () => publish(request as any, context()));
      if (answer.statusCode !== 200) throw new Error(`publish returned ${answer.statusCode} ${answer.body}`);
      publisherBytes += wireBytes(responseBytes(answer as FunctionResponse));
      callBytes += wireBytes(responseBytes(request));
    }
    const { batches } = await receiveAll(queueUrl);
    const readBefore = await bytesRead(backend);
    for (const batch of batches) {
      const answer = await timed(async () => deliver(batchEvent(batch), context()));
      if (answer.batchItemFailures.length > 0) throw new Error('a delivery failed in the bench');
      await deleteAll(queueUrl, batch);
    }
    const endpointBytes = events * wireBytes(((await bytesRead(backend)) - readBefore) / events);
    const accessLogBytes = calls * accessLineBytes(backend.accessLogFormat);
    return { events, calls, batches: batches.length, cpuMs, accessLogBytes, endpointBytes, publisherBytes, callBytes };
  }
}

function report(perCall: number, { counts, events }: Run, { own, transfer, cloudFront }: Bill): void {
  console.log(`\nA delivered event of 1 KB to one destination, published ${perCall} per call (${events} events)`);
  table(own);
  const total = sum(own);
  const target = TARGETS[perCall] as number;
  console.log(`  ${total.toFixed(2)} $ per million without data transfer; target ${target.toFixed(2)}`);
  table(transfer);
  console.log(`  ${(total + sum(transfer)).toFixed(2)} $ per million with data transfer`);
  console.log(`  ${sum(cloudFront).toFixed(2)} $ more through the domain of the Workbench, CloudFront`);
  console.log(`  requests by operation: ${JSON.stringify(counts.requests)}`);
  if (total > target) {
    console.error(`  The cost is above its target: ${total.toFixed(3)} > ${target}.`);
    process.exitCode = 1;
  }
}

const table = (lines: readonly Line[]): void =>
  console.table(
    lines.map(({ what, perEvent, dollars }) => ({
      what,
      'per event': Number(perEvent.toPrecision(3)),
      '$ per million': Number(dollars.toFixed(3)),
    })),
  );

/** Prints what a month costs beside the events: what each hour with traffic has. */
function reportMonth(metrics: number, tables: number): void {
  const keyReads = (MONTH_DAYS * 24 * 60 * tables * CALLERS) / TABLE_KEY_MINUTES;
  console.log('\nA month with traffic in each hour, whatever the number of events');
  console.table({
    [`${metrics} metrics`]: { '$ a month': Number((metrics * PRICES.metric).toFixed(2)) },
    [`KMS: ${tables} tables, publish and deliver`]: { '$ a month': Number((keyReads * PRICES.kmsRequest).toFixed(2)) },
  });
}

/** Functions that use the tables for each event. */
const CALLERS = 2;
