/**
 * One step of a recovery: takes what comes next in its range and sends it through the deliveries queue, spread in time
 * by the queue's own delay. Steps are made by the API call that starts it and then by each sweep; a lease keeps two from
 * being made at once, and a step that dies leaves everything after its last commit to the next one.
 */

import type { Clock } from '../clock.ts';
import type { DeliveryQueue, OutgoingMessage } from '../delivery/ports.ts';
import type { Destination } from '../destination/destination.ts';
import type { DestinationStore } from '../destination/ports.ts';
import { createEventWalk } from './event-walk.ts';
import { type MissedEvent, type MissedPage, nextMissed } from './missed-events.ts';
import type { RecoveryScan, RecoveryStore } from './ports.ts';
import { isComplete, type Recovery, type RecoveryProgress, type StopReason } from './recovery.ts';

export interface RecoverPorts {
  readonly recoveries: RecoveryStore;
  readonly scan: RecoveryScan;
  readonly destinations: Pick<DestinationStore, 'get'>;
  readonly queue: Pick<DeliveryQueue, 'send'>;
  readonly now: Clock;
}

export interface StepSettings {
  /** Unix milliseconds at which to leave the rest to the next step. */
  readonly stopAt: number;
}

/** Sends are spread over so much time to come, milliseconds: two periods of the sweep, so that one may be lost. */
export const LOOK_AHEAD_MS = 120_000;

/** Longer than any step: neither the sweep nor the API call has so much time. Milliseconds. */
const LEASE_MS = 90_000;

/** @returns the recovery after the step; as it was when somebody else is at it */
export async function recoverStep(before: Recovery, settings: StepSettings, ports: RecoverPorts): Promise<Recovery> {
  const recovery = await settle(before, ports);
  if (recovery.status !== 'running') return recovery;
  const destination = await ports.destinations.get(recovery, recovery.destinationId);
  if (!destination) return stop(recovery, 'destination_deleted', ports);
  if (destination.status === 'disabled') return stop(recovery, 'destination_disabled', ports);
  const now = ports.now();
  if (recovery.scanned || recovery.leaseUntil > now || roomFor(recovery, now) < 1) return recovery;
  const held = await ports.recoveries.lease(recovery, now + LEASE_MS);
  if (!held) return recovery;
  try {
    return await work(held, destination, settings, ports);
  } catch (error) {
    // The next step need not wait for the lease to run out; where that fails too, it waits.
    await ports.recoveries.lease(held, 0).catch(() => undefined);
    throw error;
  }
}

async function work(
  held: Recovery,
  destination: Destination,
  { stopAt }: StepSettings,
  ports: RecoverPorts,
): Promise<Recovery> {
  const walk = createEventWalk(destination, held, ports.scan);
  for (let at = held; ; ) {
    const now = ports.now();
    const page = await nextMissed(destination, at, { cursor: at.cursor, recovery: at.id, now }, { ...ports, walk });
    const { progress, refused } = await sendPage(page, at, now, ports);
    const ends = progress.scanned || refused || roomFor({ ...at, ...progress }, now) < 1 || ports.now() >= stopAt;
    const after = await ports.recoveries.commit(at, progress, ends ? 0 : at.leaseUntil);
    // Taken over: whoever has the lease goes on from the last commit.
    if (!after) return at;
    if (ends || after.status !== 'running') return settle(after, ports);
    at = after;
  }
}

/** Messages that may still be sent now. */
function roomFor({ rate, scheduledUntil }: Recovery, now: number): number {
  const spread = Math.max(0, scheduledUntil - now);
  return Math.max(0, Math.floor(((LOOK_AHEAD_MS - spread) * rate) / 1000));
}

async function sendPage(
  page: MissedPage,
  recovery: Recovery,
  now: number,
  { queue }: RecoverPorts,
): Promise<{ readonly progress: RecoveryProgress; readonly refused: boolean }> {
  const open = page.items.filter(({ attempted }) => !attempted);
  const room = roomFor(recovery, now);
  const start = Math.max(now, recovery.scheduledUntil);
  const slot = (index: number): number => start + (index * 1000) / recovery.rate;
  const outgoing = open.slice(0, room).map(
    (missed, index): OutgoingMessage => ({
      message: messageFor(recovery, missed),
      delaySeconds: Math.floor((slot(index) - now) / 1000),
    }),
  );
  const unsent = outgoing.length > 0 ? await queue.send(outgoing) : [];
  const refused = new Set(unsent.map((one) => one.outgoing));
  const taken = outgoing.findIndex((one) => refused.has(one));
  const count = taken < 0 ? outgoing.length : taken;
  // The next step begins with the first that was not sent. What the queue took after one that it refused comes twice.
  const barrier = open[count]?.key;
  const done = barrier === undefined ? page.items : page.items.filter(({ key }) => key < barrier);
  return {
    progress: {
      sent: recovery.sent + done.length,
      cursor: barrier === undefined ? page.cursor : (done.at(-1)?.key ?? recovery.cursor),
      scanned: barrier === undefined && page.ended,
      scheduledUntil: count > 0 ? Math.ceil(slot(count)) : recovery.scheduledUntil,
    },
    refused: refused.size > 0,
  };
}

const messageFor = (recovery: Recovery, { key, tenant }: MissedEvent): OutgoingMessage['message'] => ({
  destination: { account: recovery.account, id: recovery.destinationId },
  event: { ...tenant, key },
  first: false,
  trigger: 'manual',
  recovery: recovery.id,
});

/** Ends a recovery whose results are all in. */
export async function settle(recovery: Recovery, ports: Pick<RecoverPorts, 'recoveries' | 'now'>): Promise<Recovery> {
  const now = ports.now();
  if (recovery.status !== 'running' || !isComplete(recovery, now)) return recovery;
  return end(recovery, { status: 'succeeded', at: now }, ports);
}

/** Nothing more is sent; what the queue has already still goes out. One that has ended stays as it is. */
export async function stop(
  recovery: Recovery,
  reason: StopReason,
  ports: Pick<RecoverPorts, 'recoveries' | 'now'>,
): Promise<Recovery> {
  if (recovery.status !== 'running') return recovery;
  return end(recovery, { status: 'stopped', reason, at: ports.now() }, ports);
}

async function end(
  recovery: Recovery,
  how: Parameters<RecoveryStore['finish']>[1],
  { recoveries }: Pick<RecoverPorts, 'recoveries'>,
): Promise<Recovery> {
  const ended = await recoveries.finish(recovery, how);
  await recoveries.freePlace(recovery.destinationId, recovery.id);
  return ended ?? recovery;
}
