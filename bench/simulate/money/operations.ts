/**
 * Requests and capacity of everything that happens to a delivery, and their price. The counts of a published and of a delivered
 * event are those of `npm run bench -- cost` with ten events for each call.
 */
import { ASSUMED_WAITS, FUNCTION_GIGABYTES, PRICES, SWEEP_GIGABYTES } from '../../prices.ts';
import { SWEEP_COSTS } from '../assumptions.ts';
import type { Operations } from '../fleet/scenario.ts';
import { rowReadUnits, rowWriteUnits } from './rows.ts';

/** Requests, units and gigabyte-seconds; absent for none. */
interface Usage {
  readonly apiRequests?: number;
  readonly invocations?: number;
  /** Of the publish and deliver functions. */
  readonly seconds?: number;
  readonly sweepSeconds?: number;
  readonly writeUnits?: number;
  readonly readUnits?: number;
  readonly sqsRequests?: number;
  /** Requests that send with a message group. */
  readonly sqsSends?: number;
  readonly logBytes?: number;
}

/** Share of a message in the requests of a batch of ten. */
const BATCH = 0.1;

/** Bytes of the log line of a failed attempt. */
const LOG_LINE_BYTES = 700;

const dollars = (usage: Usage): number =>
  (usage.apiRequests ?? 0) * PRICES.apiRequest +
  (usage.invocations ?? 0) * PRICES.lambdaRequest +
  ((usage.seconds ?? 0) * FUNCTION_GIGABYTES + (usage.sweepSeconds ?? 0) * SWEEP_GIGABYTES) * PRICES.lambdaGbSecond +
  (usage.writeUnits ?? 0) * PRICES.writeUnit +
  (usage.readUnits ?? 0) * PRICES.readUnit +
  (usage.sqsRequests ?? 0) * PRICES.sqsRequest +
  (usage.sqsSends ?? 0) * (PRICES.sqsRequest + PRICES.sqsFairSend) +
  ((usage.logBytes ?? 0) / 1e9) * PRICES.logGigabyte;

/** Received and deleted, or hidden. The time of the invocation is counted by the lane. */
const RECEIVED: Usage = { invocations: BATCH, sqsRequests: 2 * BATCH };

const PUBLISHED: Usage = { apiRequests: BATCH, invocations: BATCH, seconds: 0.006, writeUnits: 1, readUnits: BATCH };
const SENT: Usage = { sqsSends: BATCH };
const DELIVERED: Usage = { ...RECEIVED, writeUnits: 1 + BATCH, readUnits: BATCH };

/** An attempt that fails: its message is received, its row is read and written, and a line is logged. */
const failedAttempt = (number: number): Usage => ({
  ...RECEIVED,
  writeUnits: rowWriteUnits(number),
  readUnits: BATCH + (number > 1 ? rowReadUnits(number - 1) : 0),
  logBytes: LOG_LINE_BYTES,
});

/** The entry of a list is written, read, sent and removed; the worker reads the event. */
const LISTED: Usage = { writeUnits: 2, readUnits: 0.03 + 1, sqsSends: BATCH, sweepSeconds: SWEEP_COSTS.dueEntry };

/** Entry, row and index `unsettled`, each written by a request of its own. */
const WAITS: Usage = { writeUnits: 3, seconds: (2 * ASSUMED_WAITS.dynamoMs * BATCH) / 1000 };

/** A probe is alone in its batches: the health is written twice, and its row and entry. */
const PROBE: Usage = {
  invocations: 1,
  sqsRequests: 2,
  sqsSends: 1,
  writeUnits: 4,
  readUnits: 12,
  sweepSeconds: SWEEP_COSTS.probe,
  logBytes: LOG_LINE_BYTES,
};

/** A drained delivery: its entry is removed and its message sent; the row and the index are written after the attempt. */
const DRAINED: Usage = { ...LISTED, writeUnits: 3, readUnits: 2 };

/** The row is read and written, and the entry removed. */
const EXPIRED: Usage = { writeUnits: 2, readUnits: 1.03, sweepSeconds: SWEEP_COSTS.expired };

const WATCHED: Usage = { readUnits: 2, sweepSeconds: SWEEP_COSTS.visit };

export interface Cost {
  readonly what: string;
  readonly count: number;
  readonly dollars: number;
}

/** Returns what operations cost, with the seconds of the invocations of the deliver functions. */
export function costsOf(of: Operations, deliverSeconds: number): Cost[] {
  const row = (what: string, count: number, each: Usage): Cost => ({ what, count, dollars: count * dollars(each) });
  const sent = of.published - of.waitedAtPublish;
  const { attempts, dollars: attemptDollars } = failedCosts(of.failedAttempts);
  return [
    row('events published', of.published, PUBLISHED),
    row('first messages', sent, SENT),
    row('attempts delivered', of.delivered + of.retriesDelivered, DELIVERED),
    { what: 'attempts failed', count: attempts, dollars: attemptDollars },
    row('messages received without an attempt', of.forwarded + of.waitedInQueue, { ...RECEIVED, ...SENT }),
    row('retries in the due list', of.deferred, LISTED),
    row('deliveries that waited', of.waitedAtPublish + of.waitedInQueue, WAITS),
    row('probes', of.probes, PROBE),
    row('slots and positions', of.slots + of.positions, { writeUnits: 1 }),
    row('messages returned from the line', of.returned, RECEIVED),
    row('health written', of.healthWrites, { writeUnits: 1 }),
    row('destinations watched, by run', of.watched, WATCHED),
    row('deliveries drained', of.drained, DRAINED),
    row('deliveries expired', of.expired, EXPIRED),
    row('seconds of deliver functions', deliverSeconds, { seconds: 1 }),
  ];
}

function failedCosts(byNumber: readonly number[]): { readonly attempts: number; readonly dollars: number } {
  let [attempts, sum] = [0, 0];
  byNumber.forEach((count, number) => {
    attempts += count;
    sum += count * dollars(failedAttempt(number));
  });
  return { attempts, dollars: sum };
}

export const totalDollars = (costs: readonly Cost[]): number => costs.reduce((sum, cost) => sum + cost.dollars, 0);
