/** Publishes lines in several batches at a time, and records each batch before and after it is sent. */
import { ulid } from 'ulid';
import type { Api } from '../api.ts';
import { type Batch, type BatchLimits, batchesOf, digestOf } from './batches.ts';
import { isBlank, type Line } from './lines.ts';
import type { BatchRecord, ProgressFile } from './progress-file.ts';
import { sendBatch } from './send-batch.ts';

export interface RunOptions {
  readonly api: Api;
  readonly lines: AsyncIterable<Line>;
  readonly progress: ProgressFile;
  readonly limits?: BatchLimits | undefined;
  /** Maximum number of batches that are sent at the same time. */
  readonly parallel: number;
  /** When aborted, no more batches are started, and the running ones are finished. */
  readonly signal: AbortSignal;
  /** Called after each batch, also for those of earlier runs. */
  readonly onBatch: (record: BatchRecord) => void;
}

/**
 * Returns whether all lines were processed; false when it was aborted.
 * @throws the first error of a batch, after the running batches have ended
 */
export async function publishLines(options: RunOptions): Promise<boolean> {
  const { api, lines, progress, limits, parallel, signal, onBatch } = options;
  const seeds = seedsFrom(progress.batches.at(-1)?.seed);
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const stopped = () => signal.aborted || failure !== undefined;

  const send = async (batch: Batch, record: BatchRecord) => {
    try {
      const { published, refused } = await sendBatch(api, batch.lines, record.seed);
      progress.end(record, published, refused);
      onBatch(record);
    } catch (error) {
      failure ??= { error };
    }
  };

  let stoppedEarly = false;
  try {
    // A copy with the records of earlier runs only.
    for await (const batch of batchesOf(lines, [...progress.batches], limits)) {
      stoppedEarly = stopped();
      if (stoppedEarly) break;
      if (batch.known?.published !== undefined) {
        onBatch(batch.known);
        continue;
      }
      if (!batch.lines.some((line) => !isBlank(line)) && !batch.known) continue;
      const record = batch.known ?? progress.begin(described(batch.lines, seeds()));
      const sending: Promise<void> = send(batch, record).finally(() => running.delete(sending));
      running.add(sending);
      if (running.size >= parallel) await Promise.race(running);
    }
  } finally {
    await Promise.all(running);
  }
  if (failure) throw failure.error;
  return !stoppedEarly;
}

const described = (lines: readonly Line[], seed: string): Omit<BatchRecord, 'batch'> => ({
  first: lines[0]?.number ?? 0,
  last: lines.at(-1)?.number ?? 0,
  digest: digestOf(lines),
  seed,
});

/** Returns a function that makes seeds in ascending order, so that the event ids are in the order of the lines. */
function seedsFrom(last: string | undefined): () => string {
  let before = last ?? '';
  return () => {
    let seed = ulid();
    // Batches of the same millisecond take the next milliseconds.
    for (let ahead = 1; seed.slice(0, 10) <= before.slice(0, 10) && ahead < 1000; ahead++)
      seed = ulid(Date.now() + ahead);
    before = seed;
    return seed;
  };
}
