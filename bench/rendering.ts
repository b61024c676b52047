/** Compares the processor time of deliveries that are rendered one version back with deliveries of the same events as published. */
import { pathToFileURL } from 'node:url';
import type { Message } from '@aws-sdk/client-sqs';
import { dynamo } from '../lambdas/adapters/aws-clients.ts';
import { createCatalogStore } from '../lambdas/adapters/dynamodb/catalog/catalog-store.ts';
import { readEnv } from '../lambdas/env.ts';
import { captureOutput } from './output.ts';
import { mean, microsecondsEach } from './processor-time.ts';
import {
  BENCH_VERSION,
  batchEvent,
  context,
  deleteAll,
  invoiceEvent,
  publishCall,
  receiveAll,
  type Scene,
} from './workbench/scene.ts';

/** Other work of the machine changes the results of 15 rounds by 4 points, those of 40 rounds by 2. */
const ROUNDS = 40;
const DELIVERIES = 500;
const TARGET_PERCENT = 10;

/** The version after the pinned version of the destination. */
const NEXT_VERSION = '2026-01-02';

/** Event types, by the change in the next version. */
const CHANGES: Readonly<Record<string, string>> = {
  'a field renamed': '$ ~> |$|{ "amount": total }, ["total"]|',
  'two fields merged':
    '$ ~> |$|{ "period": { "start": period_start, "end": period_end } }, ["period_start", "period_end"]|',
  'each line changed':
    '$ ~> |lines|{ "from": period.start, "to": period.end, "text": description }, ["period", "description"]|',
};
const PUBLISHED = 'as published';

export async function renderingBench({ backend, queueUrl }: Scene): Promise<void> {
  const publish = (await import('../lambdas/publish/handler.ts')).handler;
  const { handler: deliver } = await import(pathToFileURL(backend.bundles.deliver as string).href);
  await putVersions();
  const kinds = [PUBLISHED, ...Object.keys(CHANGES)];
  const times = new Map<string, number[]>(kinds.map((kind) => [kind, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    const batches = new Map<string, Message[][]>();
    for (const kind of kinds) batches.set(kind, await publishAll(kind));
    const spent = await alternating(batches);
    // The first round warms up.
    if (round > 0) for (const kind of kinds) times.get(kind)?.push((spent.get(kind) as number) / DELIVERIES);
  }
  report(times);

  /** Runs one batch of each kind, starting with a different one each time, so that other work of the machine affects all kinds. */
  async function alternating(batches: ReadonlyMap<string, Message[][]>): Promise<Map<string, number>> {
    const spent = new Map<string, number>();
    const written = captureOutput();
    for (let index = 0; index < DELIVERIES / 10; index++) {
      for (let turn = 0; turn < kinds.length; turn++) {
        const kind = kinds[(index + turn) % kinds.length] as string;
        const batch = batches.get(kind)?.[index] ?? [];
        const each = await microsecondsEach(1, () => deliver(batchEvent(batch), context()));
        spent.set(kind, (spent.get(kind) ?? 0) + each);
        await deleteAll(queueUrl, batch);
      }
    }
    written();
    return spent;
  }

  async function publishAll(kind: string): Promise<Message[][]> {
    for (let call = 0; call < DELIVERIES / 100; call++) {
      const events = Array.from({ length: 100 }, (_, index) => ({
        ...invoiceEvent(index),
        type: typeOf(kind),
        api_version: kind === PUBLISHED ? BENCH_VERSION : NEXT_VERSION,
      }));
      // biome-ignore lint/suspicious/noExplicitAny: only the fields of API Gateway's event that the function reads
      const { statusCode, body }: any = await publish(publishCall(events) as any, context());
      if (statusCode !== 200) throw new Error(`publish returned ${statusCode} ${body}`);
    }
    const { batches } = await receiveAll(queueUrl);
    if (batches.flat().length !== DELIVERIES) throw new Error('The queue has other messages than those of the bench.');
    return batches;
  }
}

const typeOf = (kind: string): string => `bench.${kind.replaceAll(' ', '_')}`;

async function putVersions(): Promise<void> {
  const { controlTable } = readEnv(['controlTable']);
  const catalog = createCatalogStore({ client: dynamo(), controlTable });
  const changes = Object.entries(CHANGES).map(([kind, jsonata], index) => ({
    name: `change_${index}`,
    types: [typeOf(kind)],
    description: `${kind}.`,
    downgrade: { jsonata },
  }));
  await catalog.putVersion('live', { version: NEXT_VERSION, changes });
  await catalog.putVersion('live', { version: BENCH_VERSION, default: true, changes: [] });
}

/** Compares each kind with the deliveries as published, over the total of all rounds, which includes garbage collection. */
function report(times: ReadonlyMap<string, readonly number[]>): void {
  const all = Object.keys(CHANGES).flatMap((kind) => times.get(kind) ?? []);
  const published = mean(times.get(PUBLISHED) ?? []);
  const rows = [...times, ['all rendered kinds', all] as const].map(([kind, each]) => ({
    kind,
    microseconds: Math.round(mean(each)),
    'more, %': Number((100 * (mean(each) / published - 1)).toFixed(1)),
  }));
  console.log(`\nProcessor time per delivery of 1 KB, pinned one version back; ${ROUNDS} rounds of ${DELIVERIES}`);
  console.table(rows);
  console.log(`  target: less than ${TARGET_PERCENT} % more than as published`);
}
