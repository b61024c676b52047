/** Computes the cost of a delivered event: counts requests and capacity and multiplies them with the price list. */
import { countRequests, currentCounts, resetCounts } from './counting.ts';
import { captureOutput } from './output.ts';
import { ASSUMED_WAITS, FUNCTION_GIGABYTES, PRICES, PROCESSOR_SHARE } from './prices.ts';
import {
  batchEvent,
  context,
  deleteAll,
  invoiceEvent,
  publishCall,
  receiveAll,
  type Scene,
} from './workbench/scene.ts';

/** Targets, dollars per million delivered events. */
const TARGETS: Record<number, number> = { 1: 3.6, 10: 2.0 };
const EVENTS = 500;

export async function costBench({ queueUrl }: Scene): Promise<void> {
  const publish = (await import('../lambdas/publish/handler.ts')).handler;
  const deliver = (await import('../lambdas/deliver/handler.ts')).handler;
  countRequests();
  for (const perCall of [1, 10]) {
    const written = captureOutput();
    await runOnce(100, perCall);
    resetCounts();
    const run = await runOnce(EVENTS, perCall);
    report(perCall, { ...run, logBytes: written() });
  }

  async function runOnce(events: number, perCall: number) {
    const calls = events / perCall;
    let cpuMs = 0;
    const timed = async <T>(invoke: () => Promise<T>): Promise<T> => {
      const before = process.cpuUsage();
      const answer = await invoke();
      const { user, system } = process.cpuUsage(before);
      cpuMs += (user + system) / 1000;
      return answer;
    };
    for (let call = 0; call < calls; call++) {
      const batch = Array.from({ length: perCall }, (_, index) => invoiceEvent(call * perCall + index));
      // biome-ignore lint/suspicious/noExplicitAny: only the fields of API Gateway's event that the function reads
      const answer: any = await timed(async () => publish(publishCall(batch) as any, context()));
      if (answer.statusCode !== 200) throw new Error(`publish returned ${answer.statusCode} ${answer.body}`);
    }
    const { batches } = await receiveAll(queueUrl);
    for (const batch of batches) {
      const answer = await timed(async () => deliver(batchEvent(batch), context()));
      if (answer.batchItemFailures.length > 0) throw new Error('a delivery failed in the bench');
      await deleteAll(queueUrl, batch);
    }
    return { calls, batches: batches.length, cpuMs };
  }
}

interface Run {
  readonly calls: number;
  readonly batches: number;
  readonly logBytes: number;
  readonly cpuMs: number;
}

function report(perCall: number, run: Run): void {
  const { requests, writeUnits, readUnits } = currentCounts();
  const of = (service: string) =>
    Object.entries(requests).reduce((sum, [name, count]) => sum + (name.startsWith(`${service}.`) ? count : 0), 0);
  const { dynamoMs, sqsMs, endpointMs } = ASSUMED_WAITS;
  // One request after the other, like the functions. The poller of the queue waits without cost.
  const sends = requests['sqs.SendMessageBatch'] ?? 0;
  const waitMs = of('dynamodb') * dynamoMs + sends * sqsMs + run.batches * endpointMs;
  const seconds = (run.cpuMs / PROCESSOR_SHARE + waitMs) / 1000;
  const rows: [string, number, number][] = [
    ['API Gateway requests', run.calls, PRICES.apiRequest],
    ['Lambda invocations', run.calls + run.batches, PRICES.lambdaRequest],
    ['Lambda GB-seconds', seconds * FUNCTION_GIGABYTES, PRICES.lambdaGbSecond],
    ['DynamoDB write units', writeUnits, PRICES.writeUnit],
    ['DynamoDB read units', readUnits, PRICES.readUnit],
    ['SQS requests', of('sqs'), PRICES.sqsRequest],
    ['SQS sends with a group', sends, PRICES.sqsFairSend],
    ['KMS requests', of('kms'), PRICES.kmsRequest],
    ['Log gigabytes', run.logBytes / 1e9, PRICES.logGigabyte],
  ];
  console.log(
    `\nCost of a delivered event of 1 KB to one destination, published ${perCall} per call (${EVENTS} events)`,
  );
  console.table(
    rows.map(([what, count, price]) => ({
      what,
      'per event': Number((count / EVENTS).toPrecision(3)),
      '$ per million': Number(((count / EVENTS) * price * 1e6).toFixed(3)),
    })),
  );
  const dollars = rows.reduce((sum, [, count, price]) => sum + (count / EVENTS) * price * 1e6, 0);
  console.log(`  ${dollars.toFixed(2)} $ per million; target ${TARGETS[perCall]?.toFixed(2)}`);
  console.log(`  by operation: ${JSON.stringify(requests)}`);
}
