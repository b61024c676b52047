import { expect, test } from 'vitest';
import { accessLineBytes } from '../../../bench/cost/access-log.ts';
import { type Bill, billOf, type Run, sum } from '../../../bench/cost/bill.ts';
import { metricsIn } from '../../../bench/cost/metrics-in.ts';
import { wireBytes } from '../../../bench/cost/transfer.ts';

const RUN: Run = {
  events: 10,
  calls: 1,
  batches: 1,
  cpuMs: 0,
  counts: {
    requests: { 'dynamodb.BatchWriteItem': 2, 'sqs.SendMessageBatch': 1, 'sqs.ReceiveMessage': 1 },
    writeUnits: 20,
    readUnits: 3,
    putBytes: { events: 7_000, deliveries: 4_000, control: 100 },
  },
  logBytes: 600,
  accessLogBytes: 300,
  endpointBytes: 20_000,
  publisherBytes: 10_000,
  callBytes: 9_000,
};

const bill = (recoverable: readonly string[] = []): Bill =>
  billOf(RUN, { events: 'events', deliveries: 'deliveries', isRecoverable: (table) => recoverable.includes(table) });
const dollarsOf = ({ own }: Bill, name: string) => own.find(({ what }) => what.startsWith(name))?.dollars;

test('a million events are billed with the rows of both tables for a month', () => {
  expect(dollarsOf(bill(), 'API Gateway requests')).toBeCloseTo(0.1);
  expect(dollarsOf(bill(), 'DynamoDB write units')).toBeCloseTo(2 * 0.625);
  expect(dollarsOf(bill(), 'Bytes of events')).toBeCloseTo(0.7 * 0.25);
  expect(dollarsOf(bill(), 'Bytes of deliveries')).toBeCloseTo(0.4 * 0.25);
  expect(dollarsOf(bill(), 'Bytes of the access log')).toBeCloseTo(0.03 * 0.5);
});

test('recovery is billed for the tables that have it', () => {
  expect(dollarsOf(bill(), 'Recovery of events')).toBeUndefined();
  expect(dollarsOf(bill(['events']), 'Recovery of events')).toBeCloseTo(0.7 * 0.2);
  expect(sum(bill(['events', 'deliveries']).own) - sum(bill().own)).toBeCloseTo(1.1 * 0.2);
});

test('data transfer is not part of what a stage pays by itself', () => {
  expect(sum(bill().transfer)).toBeCloseTo((2 + 1) * 0.09);
  expect(
    bill()
      .own.map(({ what }) => what)
      .join(),
  ).not.toMatch(/endpoints|publishers/);
});

test('a message on the wire has records of TLS, packets, and an acknowledgement', () => {
  expect(wireBytes(1_000)).toBe(1_000 + 22 + 40 + 40);
  expect(wireBytes(20_000)).toBe(20_000 + 2 * 22 + 14 * 40 + 40);
});

test('the access log has the length of its line, and none when it is off', () => {
  expect(accessLineBytes('{"status":"$context.status","ip":"$context.identity.sourceIp"}')).toBe(
    '{"status":"200","ip":"203.0.113.42"}'.length,
  );
  expect(accessLineBytes(undefined)).toBe(0);
  expect(() => accessLineBytes('$context.unknown')).toThrow('unknown');
});

test('a metric is a name with the values of its dimensions', () => {
  const metrics = [{ Name: 'Attempts', Unit: 'Count' }, { Name: 'AttemptDuration' }];
  const _aws = { CloudWatchMetrics: [{ Namespace: 'Waybill', Dimensions: [['stage', 'outcome']], Metrics: metrics }] };
  expect(metricsIn(JSON.stringify({ _aws, stage: 'dev', outcome: 'delivered', Attempts: 1 }))).toEqual([
    'Attempts stage=dev outcome=delivered',
    'AttemptDuration stage=dev outcome=delivered',
  ]);
  expect(metricsIn('{"message":"no metrics"}')).toEqual([]);
});
