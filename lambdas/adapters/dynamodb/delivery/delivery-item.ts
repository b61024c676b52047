/** Converts deliveries to rows of the deliveries table and back. */
import type { Delivery } from '../../../core/delivery/delivery.ts';
import { RETENTION_SECONDS } from '../../../core/event/event.ts';
import { publishedAt } from '../../../core/ids.ts';
import { parseTenantKey, tenantKey } from '../../../core/tenant.ts';
import { fromItem, type Item, toItem } from '../item.ts';
import type { RowFormat } from '../row-format.ts';
import { nameOfPartition, shardedPartition } from '../shards.ts';
import { decodeAttempt, encodeAttempt, encodeCompactAttempt } from './attempt-codec.ts';

export interface DeliveryRow {
  /** The destination, and the shard of the event. */
  destination_id: string;
  event_id: string;
  tenant: string;
  /** Present when the destination and the event belong to different accounts. */
  destination_account?: string;
  shown_id?: string;
  type: string;
  status: Delivery['status'];
  reason?: Delivery['failureReason'];
  detail?: string;
  attempt_count: number;
  /** Absent in the compact format, with `first_attempt_at`, when both follow from the attempts. */
  automatic_count?: number;
  first_attempt_at?: number;
  next_attempt_at?: number;
  held_by?: string;
  recovery?: string;
  /** Present while the next attempt belongs to an entry of the due list. */
  parked?: true;
  /** Present while an entry of the waiting list stands for the delivery. */
  waiting?: true;
  waits?: number;
  /** Key of the sparse index `unsettled`, the tenant and the shard: present while the delivery is pending or failed. */
  unsettled_tenant?: string;
  attempts: Uint8Array[];
  expires_at: number;
}

export const deliveryKey = (destinationId: string, eventKey: string): Item => ({
  destination_id: { S: shardedPartition(destinationId, eventKey) },
  event_id: { S: eventKey },
});

export function deliveryToItem(delivery: Delivery, destinationAccount: string, format: RowFormat = 'full'): Item {
  const isCompact = format === 'compact';
  const tenant = tenantKey(delivery);
  const row: DeliveryRow = {
    destination_id: shardedPartition(delivery.destinationId, delivery.eventKey),
    event_id: delivery.eventKey,
    tenant,
    ...(destinationAccount === delivery.account ? {} : { destination_account: destinationAccount }),
    ...(delivery.eventId === delivery.eventKey ? {} : { shown_id: delivery.eventId }),
    type: delivery.eventType,
    status: delivery.status,
    ...(delivery.failureReason ? { reason: delivery.failureReason } : {}),
    ...(delivery.failureDetail ? { detail: delivery.failureDetail } : {}),
    attempt_count: delivery.attemptCount,
    ...(isCompact && followsFromAttempts(delivery)
      ? {}
      : { automatic_count: delivery.automaticCount, first_attempt_at: delivery.firstAttemptAt }),
    ...(delivery.nextAttemptAt === undefined ? {} : { next_attempt_at: delivery.nextAttemptAt }),
    ...(delivery.heldBy === undefined ? {} : { held_by: delivery.heldBy }),
    ...(delivery.recovery === undefined ? {} : { recovery: delivery.recovery }),
    ...(delivery.deferred ? { parked: true } : {}),
    ...(delivery.waiting ? { waiting: true } : {}),
    ...(delivery.waits === undefined ? {} : { waits: delivery.waits }),
    ...(delivery.status === 'delivered' ? {} : { unsettled_tenant: shardedPartition(tenant, delivery.eventKey) }),
    attempts: delivery.attempts.map((attempt) =>
      isCompact ? encodeCompactAttempt(attempt, delivery.eventId) : encodeAttempt(attempt),
    ),
    expires_at: Math.floor(publishedAt(delivery.eventKey) / 1000) + RETENTION_SECONDS,
  };
  return toItem(row);
}

/** Returns whether the number of automatic attempts and the time of the first one need not be stored. */
const followsFromAttempts = ({ attempts, attemptCount, automaticCount, firstAttemptAt }: Delivery): boolean =>
  automaticCount === attemptCount && attempts[0] !== undefined && attempts[0].startedAt === firstAttemptAt;

export function deliveryFromItem(item: Item): Delivery {
  const row = fromItem<DeliveryRow>(item);
  const eventId = row.shown_id ?? row.event_id;
  const attempts = row.attempts.map((attempt) => decodeAttempt(attempt, eventId));
  const firstAttemptAt = row.automatic_count === undefined ? attempts[0]?.startedAt : row.first_attempt_at;
  return {
    ...parseTenantKey(row.tenant),
    destinationId: nameOfPartition(row.destination_id),
    eventKey: row.event_id,
    eventId,
    eventType: row.type,
    status: row.status,
    ...(row.reason ? { failureReason: row.reason } : {}),
    ...(row.detail ? { failureDetail: row.detail } : {}),
    attemptCount: row.attempt_count,
    automaticCount: row.automatic_count ?? row.attempt_count,
    ...(firstAttemptAt === undefined ? {} : { firstAttemptAt }),
    ...(row.next_attempt_at === undefined ? {} : { nextAttemptAt: row.next_attempt_at }),
    ...(row.parked ? { deferred: true } : {}),
    ...(row.waiting ? { waiting: true } : {}),
    ...(row.waits === undefined ? {} : { waits: row.waits }),
    ...(row.held_by === undefined ? {} : { heldBy: row.held_by }),
    ...(row.recovery === undefined ? {} : { recovery: row.recovery }),
    attempts,
  };
}
