/**
 * Sweeps one shard of the due list: sends the entries that are due soon back to the queue, delayed until they are due. The first
 * pass takes a share for each destination, so that a long backlog does not delay the other destinations. The second pass takes
 * the rest, oldest first, as far as the time allows.
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
  /** Entries due within this time from now are sent, milliseconds: the period of the sweep. */
  readonly lookAheadMs: number;
  /** Entries that one request reads. */
  readonly pageSize: number;
  /** Deliveries of one destination that the first pass sends. */
  readonly share: number;
  /** Unix milliseconds at which the sweep stops. The next sweep sends the rest. */
  readonly stopAt: number;
}

export interface SweepResult {
  /** Number of deliveries that were sent to the queue. */
  readonly sent: number;
  /** Milliseconds by which the oldest unsent delivery is overdue; absent when it could not be read. */
  readonly lagMs?: number;
  /** The error that ended the sweep early. `sent` counts the deliveries sent before it. */
  readonly error?: unknown;
}

/** Sweeps a shard. Never throws: an error is part of the result. */
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
  /** Entries that were sent and are not removed from the list yet. */
  listed: readonly DueDelivery[];
}

/**
 * How far a pass read. `shares`: it read everything, and destinations have more than their share. `not_all`: the time was over,
 * or the queue refused everything.
 */
type Reached = 'everything' | 'shares' | 'not_all';

/** Reads the due entries, oldest first, and sends at most `share` of each destination. */
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
    // Most entries of a page may belong to one backlog, so entries of several pages are sent together.
    if (chosen.length >= pageSize || after === undefined) {
      const refused = await sendAndRemove(run, chosen);
      if (refused > 0 && refused === chosen.length) return 'not_all';
      if (refused > 0) reached = 'shares';
      chosen = [];
    }
  } while (after !== undefined);
  return reached;
}

/** Sends entries and removes them. @returns the number of entries that the queue refused; they stay in the list */
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
  // A crash between sending and removing sends a duplicate, which the row detects. The other order could lose a delivery.
  await remove(run, sent);
  return refused.size;
}

/** Removes entries. @throws WaybillError when more than a page of them cannot be removed: the next sweep would send them again */
async function remove(run: Run, sent: readonly DueDelivery[]): Promise<void> {
  run.listed = await run.ports.deliveries.removeDue([...run.listed, ...sent]);
  if (run.listed.length > run.pageSize) throw stillListed(run);
}

const stillListed = ({ shard, listed }: Run): WaybillError =>
  new WaybillError(`${listed.length} deliveries were sent, but not removed from shard ${shard} of the due list.`);

/** Returns by how much the oldest entry is overdue, milliseconds. */
async function lag({ shard, ports }: Run): Promise<number> {
  const now = ports.now();
  const { entries } = await ports.deliveries.due(shard, { until: now, limit: 1 });
  return entries[0] ? now - entries[0].dueAt : 0;
}

const keyOf = ({ destinationId, eventKey, dueAt }: DueDelivery): string => `${dueAt} ${eventKey} ${destinationId}`;
