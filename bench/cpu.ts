/** Compares the processor time of a delivery in the deliver function with a plain loop of signed POSTs in the same run. */
import { createHmac } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Pool } from 'undici';
import { captureOutput } from './output.ts';
import { median, microsecondsEach } from './processor-time.ts';
import {
  batchEvent,
  context,
  deleteAll,
  invoiceEvent,
  publishCall,
  receiveAll,
  type Scene,
} from './workbench/scene.ts';

const ROUNDS = 7;
const DELIVERIES = 500;
const CONCURRENCY = 10;
const TARGET = 6;

export async function cpuBench({ backend, queueUrl, secret }: Scene): Promise<void> {
  const publish = (await import('../lambdas/publish/handler.ts')).handler;
  const { handler: deliver } = await import(pathToFileURL(backend.bundles.deliver as string).href);
  const pool = new Pool(backend.receiverUrl, { connections: CONCURRENCY });
  const body = JSON.stringify(invoiceEvent(1));
  const ratios: { bare: number; deliver: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (let call = 0; call < DELIVERIES / 100; call++) {
      const events = Array.from({ length: 100 }, (_, index) => invoiceEvent(index));
      // biome-ignore lint/suspicious/noExplicitAny: only the fields of API Gateway's event that the function reads
      await publish(publishCall(events) as any, context());
    }
    const { batches } = await receiveAll(queueUrl);
    const count = batches.flat().length;
    const events = batches.map(batchEvent);
    const written = captureOutput();
    const ours = await microsecondsEach(count, async () => {
      for (const event of events) await deliver(event, context());
    });
    written();
    for (const batch of batches) await deleteAll(queueUrl, batch);
    const bare = await microsecondsEach(count, () => barePosts(pool, count, body, secret));
    // The first round warms up.
    if (round > 0) ratios.push({ bare, deliver: ours });
  }
  await pool.close();
  const bare = median(ratios.map((one) => one.bare));
  const ours = median(ratios.map((one) => one.deliver));
  console.log(`\nProcessor time per delivery, medians of ${ROUNDS} rounds of ${DELIVERIES}`);
  console.table({
    'plain signed keep-alive POST': { microseconds: Math.round(bare), ratio: 1 },
    'deliver function': { microseconds: Math.round(ours), ratio: Number((ours / bare).toFixed(2)) },
  });
  console.log(`  target: at most ${TARGET}`);
}

async function barePosts(pool: Pool, count: number, body: string, secret: string): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) {
      const t = Math.floor(Date.now() / 1000);
      const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex');
      const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': `t=${t},v1=${v1}` };
      const answer = await pool.request({ method: 'POST', path: '/hook', headers, body });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}
