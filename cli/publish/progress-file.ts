/**
 * The progress file of `waybill publish`. It records each batch before it is sent, with the seed of its event ids, and again
 * after the response. A batch without a response is sent again with the same ids, which the platform recognizes. So each line
 * is published once, even if the process is killed.
 */
import { closeSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import type { Refusal } from './lines.ts';

/** Where the events are published to. A progress file is not valid for another target. */
export interface PublishTarget {
  readonly api_base: string;
  readonly account: string;
  readonly livemode: boolean;
}

export interface BatchRecord {
  readonly batch: number;
  /** Numbers of the first and the last line. */
  readonly first: number;
  readonly last: number;
  /** Hash of the lines, to detect changes. */
  readonly digest: string;
  /** ULID in the id of the first line. The ids of the others follow it. */
  readonly seed: string;
  /** Number of published events; undefined without a response. */
  published?: number;
  refused?: readonly Refusal[];
}

const FORMAT = 1;

export interface ProgressFile {
  readonly batches: readonly BatchRecord[];
  /** Records a batch before it is sent. The record is on disk when this returns. */
  begin(batch: Omit<BatchRecord, 'batch'>): BatchRecord;
  /** Records the response. */
  end(record: BatchRecord, published: number, refused: readonly Refusal[]): void;
  close(): void;
}

/** Records batches in memory only. */
export function progressInMemory(): ProgressFile {
  return progressFileOf(
    [],
    () => {},
    () => {},
  );
}

/** @throws UsageError when the file is not a progress file, or is one of another target */
export function openProgressFile(path: string, target: PublishTarget): ProgressFile {
  const fd = openSync(path, 'a+', 0o644);
  try {
    const text = readFileSync(path, 'utf8');
    // A process that was killed while writing leaves a partial record, which is removed.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) ftruncateSync(fd, Buffer.byteLength(whole));
    const [header, ...records] = whole.split('\n').filter((line) => line !== '');
    const write = (record: object) => void writeSync(fd, `${JSON.stringify(record)}\n`);
    if (header === undefined) write({ waybill_ledger: FORMAT, ...target });
    else checkTarget(path, parsed(path, header), target);
    return progressFileOf(
      batchesIn(records.map((line) => parsed(path, line))),
      (record, durable) => {
        write(record);
        if (durable) fdatasyncSync(fd);
      },
      () => closeSync(fd),
    );
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function progressFileOf(
  batches: BatchRecord[],
  write: (record: object, durable: boolean) => void,
  close: () => void,
): ProgressFile {
  return {
    batches,
    begin(batch) {
      const record: BatchRecord = { batch: batches.length + 1, ...batch };
      write(record, true);
      batches.push(record);
      return record;
    },
    end(record, published, refused) {
      // Not flushed to disk: if the record is lost, the batch is sent again, and the platform recognizes its ids.
      write({ batch: record.batch, published, refused }, false);
      Object.assign(record, { published, refused });
    },
    close,
  };
}

function parsed(path: string, line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch (cause) {
    throw notAProgressFile(path, cause);
  }
}

const notAProgressFile = (path: string, cause?: unknown) =>
  new UsageError(`${path} is not a progress file of waybill publish.`, {
    next: 'Choose another file with --ledger.',
    cause,
  });

function checkTarget(path: string, header: Record<string, unknown>, target: PublishTarget): void {
  if (header.waybill_ledger !== FORMAT) throw notAProgressFile(path);
  const other = Object.entries(target).find(([name, value]) => header[name] !== value);
  if (!other) return;
  const [name, value] = other;
  const mode = (live: unknown) => (live ? 'live mode' : 'sandbox');
  const [was, is] = name === 'livemode' ? [mode(header[name]), mode(value)] : [header[name], value];
  throw new UsageError(`${path} records events published to ${was}, but this command publishes to ${is}.`, {
    next: 'Choose another file with --ledger, or publish to the same target as before.',
  });
}

function batchesIn(records: readonly Record<string, unknown>[]): BatchRecord[] {
  const batches: BatchRecord[] = [];
  for (const record of records) {
    if ('seed' in record) batches.push(record as unknown as BatchRecord);
    else Object.assign(batches[Number(record.batch) - 1] ?? {}, record);
  }
  return batches;
}
