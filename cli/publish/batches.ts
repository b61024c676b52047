/** Groups lines into batches: as before for lines that the progress file knows, and new batches for the rest. */
import { createHash } from 'node:crypto';
import { UsageError } from '../errors.ts';
import { type Line, MAX_LINES_BYTES } from './lines.ts';
import type { BatchRecord } from './progress-file.ts';

export interface Batch {
  /** Includes blank lines. */
  readonly lines: readonly Line[];
  /** Its record in the progress file; undefined for a batch that was never sent. */
  readonly known: BatchRecord | undefined;
}

export interface BatchLimits {
  readonly lines: number;
  readonly bytes: number;
}

/** Limits of one API call. */
export const LIMITS: BatchLimits = { lines: 100, bytes: MAX_LINES_BYTES };

export const digestOf = (lines: readonly Line[]): string => {
  const hash = createHash('sha256');
  for (const { text } of lines) hash.update(text).update('\n');
  return hash.digest('base64url');
};

/**
 * @param known records in the order of the lines, without a gap
 * @throws UsageError when a recorded line has changed
 */
export async function* batchesOf(
  lines: AsyncIterable<Line>,
  known: readonly BatchRecord[],
  { lines: most, bytes }: BatchLimits = LIMITS,
): AsyncGenerator<Batch> {
  const records = known.values();
  let record = records.next().value;
  let pending: Line[] = [];
  let pendingBytes = 0;
  const take = (): Batch => {
    const batch = { lines: pending, known: record };
    if (record && digestOf(pending) !== record.digest) throw changed(record);
    if (record) record = records.next().value;
    pending = [];
    pendingBytes = 0;
    return batch;
  };
  for await (const line of lines) {
    const size = Buffer.byteLength(line.text);
    if (!record && pending.length > 0 && (pending.length >= most || pendingBytes + size > bytes)) yield take();
    pending.push(line);
    pendingBytes += size;
    if (record && line.number === record.last) yield take();
  }
  if (record) throw changed(record);
  if (pending.length > 0) yield take();
}

const changed = ({ first, last }: BatchRecord) =>
  new UsageError(`Lines ${first} to ${last} have changed since they were published.`, {
    next: 'Add lines only at the end of the file. To publish changed lines, use a separate file or another --ledger.',
  });
