/**
 * Sweeping one shard of the due list: what is due soon goes back to the queue, with the exact rest of its wait. First every
 * destination gets a share, so that one with a long backlog does not delay the others; then what time is left is spent on
 * the backlogs, oldest first.
 */

import type { Clock } from '../clock.ts';
import { WaybillError } from '../errors.ts';
import type { DeliveryQueue, DeliveryStore, DueDelivery } from './ports.ts';
import { secondsUntil } from './retry-policy.ts';

export interface SweepPorts {
  readonly deliveries: Pick<DeliveryStore, 'due' | 'removeDue'>;
  readonly queue: Pick<DeliveryQueue, 'send'>;
  readonly now: Clock;
}

export interface SweepSettings {
  /** Deliveries due within this time from now are taken, milliseconds: the period of the sweep. */
  readonly lookAheadMs: number;
  /** Entries that one request reads. */
  readonly pageSize: number;
  /** Deliveries of one destination that are sent before the other destinations have had their share. */
  readonly share: number;
  /** Unix milliseconds at which to stop and leave the rest to the next sweep. */
  readonly stopAt: number;
}

export interface SweepResult {
  /** Deliveries that went back to the queue. */
  readonly sent: number;
  /** Milliseconds that the oldest unsent delivery is overdue; absent when it could not be read. */
  readonly lagMs?: number;
  /** The error that ended the sweep early. `sent` counts the deliveries sent before it. */
  readonly error?: unknown;
}

/** Never throws: a error is part of the result. */
export async function sweep(shard: number, settings: SweepSettings, ports: SweepPorts): Promise<SweepResult> {
  const run: Run = { ...settings, shard, ports, until: ports.now() + settings.lookAheadMs, sent: 0, listed: [] };
  try {
    let reached = await pass(run, settings.share);
    if (reached === 'shares') reached = await pass(run, Number.POSITIVE_INFINITY);
    if (run.listed.length > 0) await remove(run, []);
    if (run.listed.length > 0) throw stillListed(run);
    return { sent: run.sent, lagMs: reached === 'everything' ? 0 : await lag(run) };
  } catch (error) {
    const lagMs = await lag(run).catch(() => undefined);
    return { sent: run.sent, ...(lagMs === undefined ? {} : { lagMs }), error };
  }
}

interface Run extends SweepSettings {
  readonly shard: number;
  readonly ports: SweepPorts;
  /** Unix milliseconds, the same for both passes. */
  readonly until: number;
  sent: number;
  /** Sent, but not yet removed from the list. */
  listed: readonly DueDelivery[];
}

/**
 * How far a pass came. `shares`: through the list, but some destinations have more than their share. `not_all`: time ran
 * out, or the queue took nothing.
 */
type Reached = 'everything' | 'shares' | 'not_all';

/** Goes through what is due, oldest first, and sends at most `share` deliveries of each destination. */
async function pass(run: Run, share: number): Promise<Reached> {
  const { shard, ports, until, pageSize, stopAt } = run;
  const taken = new Map<string, number>();
  let reached: Reached = 'everything';
  let chosen: DueDelivery[] = [];
  let after: string | undefined;
  do {
    if (ports.now() >= stopAt) return 'not_all';
    const page = await ports.deliveries.due(shard, { until, limit: pageSize, after });
    const listed = new Set(run.listed.map(keyOf));
    for (const entry of page.entries) {
      const count = taken.get(entry.destinationId) ?? 0;
      if (listed.has(keyOf(entry))) continue;
      if (count >= share) reached = 'shares';
      else {
        taken.set(entry.destinationId, count + 1);
        chosen.push(entry);
      }
    }
    after = page.next;
    // Reading past a backlog fills no page: what was chosen of many pages is sent together.
    if (chosen.length >= pageSize || after === undefined) {
      const refused = await sendAndRemove(run, chosen);
      if (refused > 0 && refused === chosen.length) return 'not_all';
      if (refused > 0) reached = 'shares';
      chosen = [];
    }
  } while (after !== undefined);
  return reached;
}

/** @returns how many the queue refused: they stay in the list */
async function sendAndRemove(run: Run, due: readonly DueDelivery[]): Promise<number> {
  if (due.length === 0) return 0;
  const now = run.ports.now();
  const outgoing = due.map((entry) => ({
    message: {
      destination: { account: entry.destinationAccount, id: entry.destinationId },
      event: { ...entry.tenant, key: entry.eventKey },
      first: false,
      trigger: 'automatic' as const,
      dueAt: entry.dueAt,
    },
    delaySeconds: Math.min(900, secondsUntil(entry.dueAt, now)),
  }));
  const refused = new Set((await run.ports.queue.send(outgoing)).map((unsent) => unsent.outgoing));
  const sent = due.filter((_, index) => !refused.has(outgoing[index] as (typeof outgoing)[number]));
  run.sent += sent.length;
  // Sent first, then removed: a crash between the two sends twice, and the row sorts that out; never not at all.
  await remove(run, sent);
  return refused.size;
}

/** @throws when more than a page cannot be removed: the next sweep sends all of it again */
async function remove(run: Run, sent: readonly DueDelivery[]): Promise<void> {
  run.listed = await run.ports.deliveries.removeDue([...run.listed, ...sent]);
  if (run.listed.length > run.pageSize) throw stillListed(run);
}

const stillListed = ({ shard, listed }: Run): WaybillError =>
  new WaybillError(`${listed.length} deliveries were sent, but not removed from shard ${shard} of the due list.`);

async function lag({ shard, ports }: Run): Promise<number> {
  const now = ports.now();
  const { entries } = await ports.deliveries.due(shard, { until: now, limit: 1 });
  return entries[0] ? now - entries[0].dueAt : 0;
}

const keyOf = ({ destinationId, eventKey, dueAt }: DueDelivery): string => `${dueAt} ${eventKey} ${destinationId}`;
