/** Lines put together to what is sent at once: as it was before where the ledger knows, anew after that. */
import { createHash } from 'node:crypto';
import { UsageError } from '../errors.ts';
import type { BatchRecord } from './ledger.ts';
import { type Line, MAX_LINES_BYTES } from './lines.ts';

export interface Batch {
  /** Every line of it, blank ones too. */
  readonly lines: readonly Line[];
  /** What the ledger says of it; undefined for what was never sent. */
  readonly known: BatchRecord | undefined;
}

export interface BatchLimits {
  readonly lines: number;
  readonly bytes: number;
}

/** Limits of one call. */
export const LIMITS: BatchLimits = { lines: 100, bytes: MAX_LINES_BYTES };

export const digestOf = (lines: readonly Line[]): string => {
  const hash = createHash('sha256');
  for (const { text } of lines) hash.update(text).update('\n');
  return hash.digest('base64url');
};

/**
 * @param known in the order of the lines, without a gap
 * @throws UsageError when a line that the ledger knows is not what it was
 */
export async function* batchesOf(
  lines: AsyncIterable<Line>,
  known: readonly BatchRecord[],
  { lines: most, bytes }: BatchLimits = LIMITS,
): AsyncGenerator<Batch> {
  const records = known.values();
  let record = records.next().value;
  let held: Line[] = [];
  let heldBytes = 0;
  const take = (): Batch => {
    const batch = { lines: held, known: record };
    if (record && digestOf(held) !== record.digest) throw changed(record);
    if (record) record = records.next().value;
    held = [];
    heldBytes = 0;
    return batch;
  };
  for await (const line of lines) {
    const size = Buffer.byteLength(line.text);
    if (!record && held.length > 0 && (held.length >= most || heldBytes + size > bytes)) yield take();
    held.push(line);
    heldBytes += size;
    if (record && line.number === record.last) yield take();
  }
  if (record) throw changed(record);
  if (held.length > 0) yield take();
}

const changed = ({ first, last }: BatchRecord) =>
  new UsageError(`Lines ${first} to ${last} are not what they were when they were published.`, {
    next: 'Lines may be added at the end only. Publish what changed as a file of its own, or with another --ledger.',
  });
