/** Sweeping: what is due soon in the index goes back to the queue, with the exact rest of its wait. */
import type { Clock, DeliveryQueue, DeliveryStore, DueDelivery } from './ports.ts';
import { secondsUntil } from './retry-policy.ts';

export interface SweepPorts {
  readonly deliveries: Pick<DeliveryStore, 'due' | 'unpark'>;
  readonly queue: Pick<DeliveryQueue, 'send'>;
  readonly now: Clock;
}

export interface SweepSettings {
  readonly dueShards: number;
  /** Deliveries due within this time from now are taken, milliseconds: the period of the sweep. */
  readonly lookAheadMs: number;
  /** Taken in one read of a shard. */
  readonly pageSize: number;
  /** Unix milliseconds at which to stop and leave the rest to the next sweep. */
  readonly stopAt: number;
}

/** @returns how many deliveries went back to the queue */
export async function sweep(settings: SweepSettings, ports: SweepPorts): Promise<number> {
  const shards = Array.from({ length: settings.dueShards }, (_, shard) => sweepShard(shard, settings, ports));
  return (await Promise.all(shards)).reduce((sum, count) => sum + count, 0);
}

async function sweepShard(shard: number, settings: SweepSettings, ports: SweepPorts): Promise<number> {
  // The index is eventually consistent: for a moment it still shows what was just taken.
  const taken = new Set<string>();
  while (ports.now() < settings.stopAt) {
    const due = await ports.deliveries.due(shard, ports.now() + settings.lookAheadMs, settings.pageSize);
    const fresh = due.filter((one) => !taken.has(keyOf(one)));
    const sent = await resend(fresh, ports);
    // Sent first, then unparked: a crash between the two sends twice, and the row sorts that out; never not at all.
    await Promise.all(sent.map((one) => ports.deliveries.unpark(one)));
    for (const one of sent) taken.add(keyOf(one));
    if (due.length < settings.pageSize || sent.length < fresh.length) break;
  }
  return taken.size;
}

const keyOf = ({ destinationId, eventKey, dueAt }: DueDelivery): string => `${destinationId} ${eventKey} ${dueAt}`;

async function resend(due: readonly DueDelivery[], ports: SweepPorts): Promise<DueDelivery[]> {
  const now = ports.now();
  const outgoing = due.map((one) => ({
    message: {
      destination: { account: one.destinationAccount, id: one.destinationId },
      event: { ...one.tenant, key: one.eventKey },
      first: false,
      trigger: 'automatic' as const,
    },
    delaySeconds: Math.min(900, secondsUntil(one.dueAt, now)),
  }));
  const refused = new Set((await ports.queue.send(outgoing)).map((unsent) => unsent.outgoing));
  return due.filter((_, index) => !refused.has(outgoing[index] as (typeof outgoing)[number]));
}
