/**
 * What of a file has been published, in a file beside it: a record before each batch is sent, with what its events' ids
 * are made of, and one after it was answered. What was sent and not answered is sent again with the same ids, which the
 * platform recognises: so each line is published once, whenever the process was killed.
 */
import { closeSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import type { Refusal } from './lines.ts';

/** Whom the events are published to: nothing that a ledger knows counts for another. */
export interface LedgerTarget {
  readonly api_base: string;
  readonly account: string;
  readonly livemode: boolean;
}

export interface BatchRecord {
  readonly batch: number;
  /** Numbers of its first and last line. */
  readonly first: number;
  readonly last: number;
  /** Of its lines, to see whether they are still the same. */
  readonly digest: string;
  /** ULID of the first line's id; the others' follow it. */
  readonly seed: string;
  /** Events that the platform took; undefined while it is not known. */
  published?: number;
  refused?: readonly Refusal[];
}

const FORMAT = 1;

export interface Ledger {
  readonly batches: readonly BatchRecord[];
  /** Before it is sent; it is on disk when this returns. */
  begin(batch: Omit<BatchRecord, 'batch'>): BatchRecord;
  /** After the platform has answered. */
  end(record: BatchRecord, published: number, refused: readonly Refusal[]): void;
  close(): void;
}

/** One that remembers nothing beyond this process. */
export function memoryLedger(): Ledger {
  return ledgerOf(
    [],
    () => {},
    () => {},
  );
}

/** @throws UsageError when the file is no ledger, or one of another target */
export function openLedger(path: string, target: LedgerTarget): Ledger {
  const fd = openSync(path, 'a+', 0o644);
  try {
    const text = readFileSync(path, 'utf8');
    // A kill in the middle of a write leaves half a record: it says nothing.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) ftruncateSync(fd, Buffer.byteLength(whole));
    const [header, ...records] = whole.split('\n').filter((line) => line !== '');
    const write = (record: object) => void writeSync(fd, `${JSON.stringify(record)}\n`);
    if (header === undefined) write({ waybill_ledger: FORMAT, ...target });
    else checkTarget(path, parsed(path, header), target);
    return ledgerOf(
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

function ledgerOf(
  batches: BatchRecord[],
  write: (record: object, durable: boolean) => void,
  close: () => void,
): Ledger {
  return {
    batches,
    begin(batch) {
      const record: BatchRecord = { batch: batches.length + 1, ...batch };
      write(record, true);
      batches.push(record);
      return record;
    },
    end(record, published, refused) {
      // Not forced to disk: if it is lost, the batch is sent once more, and the platform sees that it has it.
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
    throw notALedger(path, cause);
  }
}

const notALedger = (path: string, cause?: unknown) =>
  new UsageError(`${path} is not a ledger of waybill publish.`, { next: 'Name another file with --ledger.', cause });

function checkTarget(path: string, header: Record<string, unknown>, target: LedgerTarget): void {
  if (header.waybill_ledger !== FORMAT) throw notALedger(path);
  const other = Object.entries(target).find(([name, value]) => header[name] !== value);
  if (!other) return;
  const [name, value] = other;
  const mode = (live: unknown) => (live ? 'live mode' : 'sandbox');
  const [was, is] = name === 'livemode' ? [mode(header[name]), mode(value)] : [header[name], value];
  throw new UsageError(`${path} tells what was published to ${was}, and this is ${is}.`, {
    next: 'Name another file with --ledger, or publish to where it was begun.',
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
