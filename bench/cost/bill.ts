/** Turns what a run has used into the lines of a bill, in dollars for a million delivered events. */
import type { Counts } from '../counting.ts';
import { ASSUMED_WAITS, FUNCTION_GIGABYTES, LOG_COMPRESSION, PRICES, PROCESSOR_SHARE } from '../prices.ts';

/** What a number of delivered events has used. */
export interface Run {
  readonly events: number;
  readonly calls: number;
  readonly batches: number;
  readonly cpuMs: number;
  readonly counts: Counts;
  readonly logBytes: number;
  /** Bytes of the access log. */
  readonly accessLogBytes: number;
  /** Bytes on the wire to endpoints, and to publishers. */
  readonly endpointBytes: number;
  readonly publisherBytes: number;
  /** Bytes of the calls of publishers. */
  readonly callBytes: number;
}

/** Names of the tables that keep a row for each event, and whether each has point-in-time recovery. */
export interface Tables {
  readonly events: string;
  readonly deliveries: string;
  readonly isRecoverable: (table: string) => boolean;
}

export interface Line {
  readonly what: string;
  readonly perEvent: number;
  /** For a million events. */
  readonly dollars: number;
}

export interface Bill {
  /** What every stage pays. */
  readonly own: readonly Line[];
  /** What every sender of the same bytes pays. */
  readonly transfer: readonly Line[];
  /** What CloudFront adds when publishers call its domain, with the transfer to publishers that it replaces. */
  readonly cloudFront: readonly Line[];
}

export const sum = (lines: readonly Line[]): number => lines.reduce((total, { dollars }) => total + dollars, 0);

export function billOf(run: Run, tables: Tables): Bill {
  const line = (what: string, count: number, price: number): Line => ({
    what,
    perEvent: count / run.events,
    dollars: (count / run.events) * price * 1e6,
  });
  const gigabytes = (what: string, bytes: number, price: number) => line(what, bytes, price / 1e9);
  const { requests, writeUnits, readUnits, putBytes } = run.counts;
  const of = (service: string) =>
    Object.entries(requests).reduce((total, [name, n]) => total + (name.startsWith(`${service}.`) ? n : 0), 0);
  const sends = requests['sqs.SendMessageBatch'] ?? 0;
  const rows: [string, string][] = [
    ['events', tables.events],
    ['deliveries', tables.deliveries],
  ];
  const stored = rows.map(([name, table]) => ({ name, table, bytes: putBytes[table] ?? 0 }));
  return {
    own: [
      line('API Gateway requests', run.calls, PRICES.apiRequest),
      line('Lambda invocations', run.calls + run.batches, PRICES.lambdaRequest),
      line('Lambda GB-seconds', lambdaSeconds(run, of('dynamodb'), sends) * FUNCTION_GIGABYTES, PRICES.lambdaGbSecond),
      line('DynamoDB write units', writeUnits, PRICES.writeUnit),
      line('DynamoDB read units', readUnits, PRICES.readUnit),
      ...stored.map(({ name, bytes }) => gigabytes(`Bytes of ${name} for 30 days`, bytes, PRICES.storageGigabyte)),
      ...stored
        .filter(({ table }) => tables.isRecoverable(table))
        .map(({ name, bytes }) => gigabytes(`Recovery of ${name}, bytes`, bytes, PRICES.recoveryGigabyte)),
      line('SQS requests', of('sqs'), PRICES.sqsRequest),
      line('SQS sends with a group', sends, PRICES.sqsFairSend),
      line('KMS requests', of('kms'), PRICES.kmsRequest),
      gigabytes('Bytes of logs and metrics', run.logBytes, PRICES.logGigabyte),
      gigabytes('Bytes of the access log', run.accessLogBytes, PRICES.logGigabyte),
      gigabytes(
        'Bytes of stored logs',
        (run.logBytes + run.accessLogBytes) * LOG_COMPRESSION,
        PRICES.logStorageGigabyte,
      ),
    ],
    transfer: [
      gigabytes('Bytes to endpoints', run.endpointBytes, PRICES.transferGigabyte),
      gigabytes('Bytes to publishers', run.publisherBytes, PRICES.transferGigabyte),
    ],
    cloudFront: [
      line('CloudFront requests', run.calls, PRICES.cdnRequest),
      gigabytes('Bytes to the origin', run.callBytes, PRICES.cdnOriginGigabyte),
      gigabytes('Bytes to publishers', run.publisherBytes, PRICES.cdnGigabyte - PRICES.transferGigabyte),
    ],
  };
}

/** One request after the other, like the functions. The poller of the queue waits without cost. */
function lambdaSeconds({ cpuMs, batches }: Run, tableRequests: number, sends: number): number {
  const { dynamoMs, sqsMs, endpointMs } = ASSUMED_WAITS;
  return (cpuMs / PROCESSOR_SHARE + tableRequests * dynamoMs + sends * sqsMs + batches * endpointMs) / 1000;
}
