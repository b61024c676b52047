import { beforeEach, describe, expect, test } from 'vitest';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { dryRun } from '../../../lambdas/core/recovery/dry-run.ts';
import type { Missed } from '../../../lambdas/core/recovery/recovery.ts';
import { recoverStep } from '../../../lambdas/core/recovery/step.ts';
import { aDestination, anEvent, T0 } from '../../doubles/factories.ts';
import { memoryPublishers, memoryRecoveryScan } from '../../doubles/memory-recoveries.ts';
import * as world from '../../doubles/recovery-world.ts';
import {
  aRecovery,
  deliveries,
  destinations,
  events,
  keyAt,
  now,
  putRow,
  queue,
  SINCE,
  sentKeys,
} from '../../doubles/recovery-world.ts';

/** An `@accounts` destination of the account `acct_shop`. */
const connected = () => aDestination({ eventsFrom: ['@accounts'], created: SINCE - 1 });
const REF = { account: 'acct_shop', id: world.ID };

let publishers: ReturnType<typeof memoryPublishers>;
let reads: Record<string, number>;
let scan: ReturnType<typeof memoryRecoveryScan>;
beforeEach(() => {
  world.begin();
  destinations.rows.set(world.ID, connected());
  publishers = memoryPublishers();
  reads = {};
  const own = memoryRecoveryScan(deliveries.rows, events.rows, 500, publishers);
  scan = {
    ...own,
    events: (tenant, range) => {
      reads[tenant.account] = (reads[tenant.account] ?? 0) + 1;
      return own.events(tenant, range);
    },
  };
});

/** Stores an event of an account, some seconds after SINCE. */
async function publish(account: string, second: number, over: Partial<WaybillEvent> = {}): Promise<string> {
  const key = keyAt(SINCE + second * 1000);
  await publishers.store.record({ account, mode: 'live' });
  await events.store.putFresh([anEvent({ account, key, id: key, destinations: [REF], ...over })]);
  return key;
}
const ports = () => ({ ...world.ports(), scan });
const count = async (...statuses: Missed[]) =>
  (await dryRun(connected(), { since: SINCE, until: T0, statuses }, T0 + 60_000, { scan, now: () => now })).counts;
async function recover(statuses: readonly Missed[], rate = 100): Promise<readonly string[]> {
  let recovery = await world.recoveries.store.create(aRecovery({ statuses, rate }));
  for (let steps = 0; steps < 100 && !recovery.scanned; steps++) {
    recovery = await recoverStep(recovery, { stopAt: now + 10_000 }, ports());
    world.pass(120_000);
  }
  return sentKeys();
}

describe('a recovery of an @accounts destination', () => {
  test('sends the events of all accounts that were never attempted, once each, oldest first', async () => {
    const missed: string[] = [];
    for (let second = 1; second <= 60; second++) missed.push(await publish(`acct_${second % 3}`, second));
    expect(await count('unattempted')).toMatchObject({ unattempted: 60 });
    expect(await recover(['unattempted'])).toEqual(missed);
    expect(new Set(queue.sent.map(({ message }) => message.event.account))).toEqual(
      new Set(['acct_0', 'acct_1', 'acct_2']),
    );
  });

  test('sends no event that has a row, and of its own account only events that matched it', async () => {
    await publish('acct_a', 1);
    // Keys in this file depend on the time only, so this is the row of that event.
    putRow(SINCE + 1000, { account: 'acct_a', status: 'delivered' });
    const other = await publish('acct_a', 2);
    await publish('acct_shop', 3, { destinations: [] });
    expect(await recover(['unattempted', 'not_sent'])).toEqual([other]);
  });

  test('sends events that did not match it and match its present selection', async () => {
    destinations.rows.set(world.ID, { ...connected(), enabledEvents: ['invoice.*'] });
    const wanted = await publish('acct_a', 1, { destinations: [] });
    await publish('acct_b', 2, { destinations: [], type: 'order.created' });
    expect(await recover(['not_sent'])).toEqual([wanted]);
  });

  test('does not read other accounts for a destination that takes only events of its own account', async () => {
    destinations.rows.set(world.ID, aDestination({ created: SINCE - 1 }));
    await publish('acct_a', 1, { destinations: [] });
    await recover(['unattempted', 'not_sent']);
    expect(Object.keys(reads)).toEqual(['acct_shop']);
  });

  test('reads only accounts whose buffer is used up, and more rows each time', async () => {
    const quiet = Array.from({ length: 200 }, (_, n) => `acct_quiet_${n}`);
    for (const [n, account] of quiet.entries()) await publish(account, 3_000 + n / 10);
    for (let n = 0; n < 2_000; n++) await publish('acct_dense', 1 + n);
    expect(await count('unattempted')).toMatchObject({ unattempted: 2_200 });
    expect(quiet.map((account) => reads[account])).toEqual(quiet.map(() => 1));
    // 99 rows, then 396, then 500 at a time.
    expect(reads.acct_dense).toBe(6);
  });

  test('continues at the cursor when a step has ended in the middle', async () => {
    const missed: string[] = [];
    for (let second = 1; second <= 300; second++) missed.push(await publish(`acct_${second % 7}`, second));
    // A step sends 120.
    expect(await recover(['unattempted'], 1)).toEqual(missed);
  });
});
