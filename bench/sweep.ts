/**
 * Measures the sweep: rows per second of processor time, for its own code with ports that respond at once and for the bundled
 * function with the AWS clients, and the requests and capacity per row.
 */
import { pathToFileURL } from 'node:url';
import { dynamo } from '../lambdas/adapters/aws-clients.ts';
import { putAllOrThrow } from '../lambdas/adapters/dynamodb/batch-write.ts';
import { dueItem } from '../lambdas/adapters/dynamodb/delivery/due-list.ts';
import type { DueDelivery } from '../lambdas/core/delivery/ports.ts';
import { type SweepPorts, sweep } from '../lambdas/core/delivery/sweep.ts';
import { newId } from '../lambdas/core/ids.ts';
import { readEnv } from '../lambdas/env.ts';
import { createSweep } from '../lambdas/sweep/compose.ts';
import { countRequests, currentCounts, resetCounts } from './counting.ts';
import { captureOutput } from './output.ts';
import { median, microsecondsEach } from './processor-time.ts';
import { context, deleteAll, receiveAll, type Scene } from './workbench/scene.ts';

const ROUNDS = 5;
const OWN_ROWS = 100_000;
const ROWS = 10_000;
const DESTINATIONS = 1000;
const SHARD = 0;
/** 1,000,000 rows in ten minutes with eight shards, each with one processor. */
const TARGET = 1_000_000 / 600 / 8;

export async function sweepBench({ backend, queueUrl }: Scene): Promise<void> {
  const { deliveriesTable } = readEnv(['deliveriesTable']);
  const { handler } = await import(pathToFileURL(backend.bundles.sweep as string).href);
  // biome-ignore lint/suspicious/noExplicitAny: only the fields of Lambda's context that the function reads
  const swept = async (run: (input: object, context: any) => Promise<void>): Promise<number> => {
    await putAllOrThrow(dynamo(), deliveriesTable, dueRows(ROWS, DESTINATIONS).map(dueItem));
    resetCounts();
    const written = captureOutput();
    const each = await microsecondsEach(ROWS, () => run({ shard: SHARD }, context()));
    written();
    return each;
  };
  const drain = async () => {
    const { batches } = await receiveAll(queueUrl);
    if (batches.flat().length !== ROWS) throw new Error(`${batches.flat().length} of ${ROWS} rows were sent.`);
    for (const batch of batches) await deleteAll(queueUrl, batch);
  };
  const kinds: Readonly<Record<string, (rounds: number[]) => Promise<void>>> = {
    'own code, 1,000 destinations': (rounds) => ownCode(rounds, DESTINATIONS),
    'own code, one destination': (rounds) => ownCode(rounds, 1),
    'function with AWS clients, 1,000 destinations': async (rounds) => {
      rounds.push(await swept(handler));
      await drain();
    },
  };
  console.log(
    `\nProcessor time of sweeping, medians of ${ROUNDS} rounds of ${OWN_ROWS} rows, with AWS clients of ${ROWS}`,
  );
  const rows = [];
  for (const [kind, run] of Object.entries(kinds)) {
    const rounds: number[] = [];
    // The first round warms up.
    for (let round = 0; round <= ROUNDS; round++) await run(rounds);
    const each = median(rounds.slice(1));
    rows.push({
      kind,
      'microseconds per row': Number(each.toFixed(1)),
      'rows per processor second': Math.round(1e6 / each),
    });
  }
  console.table(rows);
  countRequests();
  const { handler: counted } = await import('../lambdas/sweep/handler.ts');
  await swept(async (input, of) => counted(input, of));
  const { requests, writeUnits, readUnits } = currentCounts();
  const counts = { ...requests, 'write units': writeUnits, 'read units': readUnits };
  console.log('\nRequests and capacity of 1,000 rows');
  console.table(Object.fromEntries(Object.entries(counts).map(([what, count]) => [what, (1000 * count) / ROWS])));
  await drain();
  console.log(`  target: ${Math.round(TARGET)} rows per processor second`);
}

/** Returns due rows, evenly spread over destinations, oldest first. */
function dueRows(count: number, destinations: number): DueDelivery[] {
  const from = Date.now() - count;
  const ids = Array.from({ length: destinations }, (_, n) => newId('ed_', from + n, Math.random));
  return Array.from({ length: count }, (_, n) => ({
    shard: SHARD,
    destinationId: ids[n % destinations] as string,
    eventKey: newId('evt_', from + n, Math.random),
    tenant: { account: 'acct_bench', mode: 'live' },
    destinationAccount: 'acct_bench',
    dueAt: from + n,
  }));
}

async function ownCode(rounds: number[], destinations: number): Promise<void> {
  const { settings } = createSweep();
  const ports = instantPorts(dueRows(OWN_ROWS, destinations));
  rounds.push(
    await microsecondsEach(OWN_ROWS, async () => {
      const { sent } = await sweep(SHARD, { ...settings, stopAt: Number.POSITIVE_INFINITY }, ports);
      if (sent !== OWN_ROWS) throw new Error(`${sent} of ${OWN_ROWS} rows were sent.`);
    }),
  );
}

/** Ports that respond at once: the list is an array in order, without the removed entries. */
function instantPorts(all: readonly DueDelivery[]): SweepPorts {
  const removed = new Set<DueDelivery>();
  return {
    deliveries: {
      async due(_shard, { limit, after }) {
        const entries: DueDelivery[] = [];
        let at = Number(after ?? 0);
        for (; at < all.length && entries.length < limit; at++) {
          const entry = all[at] as DueDelivery;
          if (!removed.has(entry)) entries.push(entry);
        }
        return at < all.length ? { entries, next: String(at) } : { entries };
      },
      async removeDue(entries) {
        for (const entry of entries) removed.add(entry);
        return [];
      },
    },
    queue: { send: async () => [] },
    now: Date.now,
  };
}
