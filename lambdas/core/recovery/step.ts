/**
 * Makes one step of a recovery: sends its next deliveries to the deliveries queue, spread over time with message delays. The API
 * call that starts the recovery makes the first step, and each sweep a further one. A lease makes sure that one step runs at a
 * time. After a crash the next step continues from the last commit.
 */

import type { Clock } from '../clock.ts';
import type { DeliveryQueue, OutgoingMessage } from '../delivery/ports.ts';
import type { Destination } from '../destination/destination.ts';
import { type Lane, laneOf, waitsInLine } from '../destination/health/health.ts';
import { lineRate, MANUAL_SHARE } from '../destination/limits/leases.ts';
import type { LeaseStore } from '../destination/limits/ports.ts';
import type { DestinationStore } from '../destination/ports.ts';
import { createEventReader } from './event-reader.ts';
import { type MissedEvent, type MissedPage, nextMissedEvents } from './missed-events.ts';
import type { RecoveryScan, RecoveryStore } from './ports.ts';
import { isComplete, type Recovery, type RecoveryProgress, type StopReason } from './recovery.ts';

export interface RecoverPorts {
  readonly recoveries: RecoveryStore;
  readonly scan: RecoveryScan;
  readonly destinations: Pick<DestinationStore, 'get'>;
  readonly queue: Pick<DeliveryQueue, 'send'>;
  readonly leases: Pick<LeaseStore, 'averageMs'>;
  readonly now: Clock;
}

export interface StepSettings {
  /** Unix milliseconds at which the step stops. The next step continues. */
  readonly stopAt: number;
}

/** Time ahead for which a step schedules messages, milliseconds: two periods of the sweep, so that one sweep may fail. */
export const LOOK_AHEAD_MS = 120_000;

/** Longer than any step runs, because neither the sweep nor an API call has that much time. Milliseconds. */
const LEASE_MS = 90_000;

/**
 * Makes one step. Does nothing while another step has the lease.
 * @returns the recovery after the step
 * @throws the error of a read or write; the lease is ended first
 */
export async function recoverStep(before: Recovery, settings: StepSettings, ports: RecoverPorts): Promise<Recovery> {
  const recovery = await finishIfComplete(before, ports);
  if (recovery.status !== 'running') return recovery;
  const destination = await ports.destinations.get(recovery, recovery.destinationId);
  if (!destination) return stopRecovery(recovery, 'destination_deleted', ports);
  if (destination.status === 'disabled') return stopRecovery(recovery, 'destination_disabled', ports);
  const now = ports.now();
  const rate = await rateFor(recovery, destination, ports);
  if (recovery.scanned || recovery.leaseUntil > now || sendCapacity(recovery, rate, now) < 1) return recovery;
  const held = await ports.recoveries.lease(recovery, now + LEASE_MS);
  if (!held) return recovery;
  try {
    return await work(held, destination, rate, settings, ports);
  } catch (error) {
    // Ends the lease, so that the next step need not wait until it expires.
    await ports.recoveries.lease(held, 0).catch(() => undefined);
    throw error;
  }
}

async function work(
  held: Recovery,
  destination: Destination,
  rate: number,
  { stopAt }: StepSettings,
  ports: RecoverPorts,
): Promise<Recovery> {
  const readEvents = createEventReader(destination, held, ports.scan);
  for (let at = held; ; ) {
    const now = ports.now();
    const page = await nextMissedEvents(
      destination,
      at,
      { cursor: at.cursor, recovery: at.id, now },
      { ...ports, readEvents },
    );
    const { progress, refused } = await sendPage(page, at, { now, rate, lane: laneOf(destination, now) }, ports);
    const isFull = sendCapacity(progress, rate, now) < 1;
    const ends = progress.scanned || refused || isFull || ports.now() >= stopAt;
    const after = await ports.recoveries.commit(at, progress, ends ? 0 : at.leaseUntil);
    // Another step has taken over the lease and continues from the last commit.
    if (!after) return at;
    if (ends || after.status !== 'running') return finishIfComplete(after, ports);
    at = after;
  }
}

/**
 * Returns the rate of a recovery, deliveries a second: at most that at which its destination permits manual deliveries, so that its
 * messages don't stand in line.
 */
async function rateFor({ rate }: Recovery, destination: Destination, { leases }: RecoverPorts): Promise<number> {
  const { id, deliveryLimits: limits } = destination;
  if (!limits) return rate;
  const averageMs = limits.maxInFlight === undefined ? undefined : await leases.averageMs(id);
  return Math.min(rate, lineRate(limits, averageMs) * (waitsInLine(destination) ? MANUAL_SHARE : 1));
}

/** Returns the number of messages that may be scheduled now. */
function sendCapacity({ scheduledUntil }: RecoveryProgress, rate: number, now: number): number {
  const spread = Math.max(0, scheduledUntil - now);
  return Math.max(0, Math.floor(((LOOK_AHEAD_MS - spread) * rate) / 1000));
}

async function sendPage(
  page: MissedPage,
  recovery: Recovery,
  { now, rate, lane }: { readonly now: number; readonly rate: number; readonly lane: Lane },
  { queue }: RecoverPorts,
): Promise<{ readonly progress: RecoveryProgress; readonly refused: boolean }> {
  const open = page.items.filter(({ attempted }) => !attempted);
  const room = sendCapacity(recovery, rate, now);
  const start = Math.max(now, recovery.scheduledUntil);
  const slot = (index: number): number => start + (index * 1000) / rate;
  const outgoing = open.slice(0, room).map(
    (missed, index): OutgoingMessage => ({
      message: messageFor(recovery, missed),
      lane,
      delaySeconds: Math.floor((slot(index) - now) / 1000),
    }),
  );
  const unsent = outgoing.length > 0 ? await queue.send(outgoing) : [];
  const refused = new Set(unsent.map((one) => one.outgoing));
  const taken = outgoing.findIndex((one) => refused.has(one));
  const count = taken < 0 ? outgoing.length : taken;
  // The next step starts with the first message that was not sent. Messages after it that the queue took are sent twice.
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

/** Ends a recovery that is complete. @returns the recovery as it is then */
export async function finishIfComplete(
  recovery: Recovery,
  ports: Pick<RecoverPorts, 'recoveries' | 'now'>,
): Promise<Recovery> {
  const now = ports.now();
  if (recovery.status !== 'running' || !isComplete(recovery, now)) return recovery;
  return end(recovery, { status: 'succeeded', at: now }, ports);
}

/** Stops a running recovery. Messages that are in the queue are still delivered. */
export async function stopRecovery(
  recovery: Recovery,
  reason: StopReason,
  ports: Pick<RecoverPorts, 'recoveries' | 'now'>,
): Promise<Recovery> {
  if (recovery.status !== 'running') return recovery;
  return end(recovery, { status: 'stopped', reason, at: ports.now() }, ports);
}

async function end(
  recovery: Recovery,
  outcome: Parameters<RecoveryStore['finish']>[1],
  { recoveries }: Pick<RecoverPorts, 'recoveries'>,
): Promise<Recovery> {
  const ended = await recoveries.finish(recovery, outcome);
  await recoveries.releaseLock(recovery.destinationId, recovery.id);
  return ended ?? recovery;
}
