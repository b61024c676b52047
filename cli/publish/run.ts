/** Publishes lines with several batches under way, each noted in the ledger before and after. */
import { ulid } from 'ulid';
import type { Api } from '../api.ts';
import { type Batch, type BatchLimits, batchesOf, digestOf } from './batches.ts';
import type { BatchRecord, Ledger } from './ledger.ts';
import { isBlank, type Line } from './lines.ts';
import { sendBatch } from './send-batch.ts';

export interface RunOptions {
  readonly api: Api;
  readonly lines: AsyncIterable<Line>;
  readonly ledger: Ledger;
  readonly limits?: BatchLimits | undefined;
  /** Batches under way at once. */
  readonly parallel: number;
  /** Aborted to begin no more batches; those under way are finished. */
  readonly signal: AbortSignal;
  /** After each batch, also one that was done before. */
  readonly onBatch: (record: BatchRecord) => void;
}

/**
 * @returns whether all lines were dealt with: false when it was told to stop before
 * @throws the first error of a batch, when those under way with it have ended
 */
export async function publishLines(options: RunOptions): Promise<boolean> {
  const { api, lines, ledger, limits, parallel, signal, onBatch } = options;
  const seeds = seedsFrom(ledger.batches.at(-1)?.seed);
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const stopped = () => signal.aborted || failure !== undefined;

  const send = async (batch: Batch, record: BatchRecord) => {
    try {
      const { published, refused } = await sendBatch(api, batch.lines, record.seed);
      ledger.end(record, published, refused);
      onBatch(record);
    } catch (error) {
      failure ??= { error };
    }
  };

  let cutShort = false;
  try {
    // A copy: it is what was known before this run.
    for await (const batch of batchesOf(lines, [...ledger.batches], limits)) {
      cutShort = stopped();
      if (cutShort) break;
      if (batch.known?.published !== undefined) {
        onBatch(batch.known);
        continue;
      }
      if (!batch.lines.some((line) => !isBlank(line)) && !batch.known) continue;
      const record = batch.known ?? ledger.begin(described(batch.lines, seeds()));
      const sending: Promise<void> = send(batch, record).finally(() => underWay.delete(sending));
      underWay.add(sending);
      if (underWay.size >= parallel) await Promise.race(underWay);
    }
  } finally {
    await Promise.all(underWay);
  }
  if (failure) throw failure.error;
  return !cutShort;
}

const described = (lines: readonly Line[], seed: string): Omit<BatchRecord, 'batch'> => ({
  first: lines[0]?.number ?? 0,
  last: lines.at(-1)?.number ?? 0,
  digest: digestOf(lines),
  seed,
});

/** Each later than the one before, so that the events' ids are in the order of the lines. */
function seedsFrom(last: string | undefined): () => string {
  let before = last ?? '';
  return () => {
    let seed = ulid();
    // Two batches within a millisecond: the next one is soon.
    for (let ahead = 1; seed.slice(0, 10) <= before.slice(0, 10) && ahead < 1000; ahead++)
      seed = ulid(Date.now() + ahead);
    before = seed;
    return seed;
  };
}
