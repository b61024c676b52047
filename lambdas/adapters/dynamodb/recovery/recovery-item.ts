/** Converts recoveries and recovery locks to rows of the control table and back. */

import type { RecoveryLock } from '../../../core/recovery/ports.ts';
import type { Recovery } from '../../../core/recovery/recovery.ts';
import { parseTenantKey, tenantKey } from '../../../core/tenant.ts';
import { fromItem, type Item, toItem } from '../item.ts';
import { recoveryKey } from './recovery-counts.ts';

interface RecoveryRow
  extends Pick<
    Recovery,
    'id' | 'since' | 'until' | 'statuses' | 'types' | 'rate' | 'status' | 'reason' | 'sent' | 'scanned'
  > {
  /** `acct_…#live` of the destination. */
  destination_tenant: string;
  destination: string;
  /** `requestedRange` of the recovery. */
  asked: string;
  delivered: number;
  failed: number;
  skipped: number;
  scan_cursor: string;
  scheduled_until: number;
  lease_until: number;
  created: number;
  finished?: number;
}

export function recoveryToItem(recovery: Recovery): Item {
  const { account, mode, destinationId, requestedRange, cursor, scheduledUntil, leaseUntil, ...same } = recovery;
  const row: RecoveryRow = {
    ...same,
    destination_tenant: tenantKey({ account, mode }),
    destination: destinationId,
    asked: requestedRange,
    scan_cursor: cursor,
    scheduled_until: scheduledUntil,
    lease_until: leaseUntil,
  };
  return { ...recoveryKey(destinationId, recovery.id), ...toItem(row) };
}

export function recoveryFromItem(item: Item): Recovery {
  const row = fromItem<RecoveryRow & { tenant: string; expires_at?: number }>(item);
  const { tenant: _partition, expires_at: _expires, ...rest } = row;
  const { destination_tenant, destination, asked, scan_cursor, scheduled_until, lease_until, ...same } = rest;
  return {
    ...same,
    ...parseTenantKey(destination_tenant),
    destinationId: destination,
    requestedRange: asked,
    cursor: scan_cursor,
    scheduledUntil: scheduled_until,
    leaseUntil: lease_until,
  };
}

/** Partition of the recovery locks. */
export const RUNNING = 'recoveries_running';

export const lockKey = (destinationId: string): Item => toItem({ tenant: RUNNING, id: destinationId });

interface LockRow {
  destination_tenant: string;
  recovery: string;
  since: number;
}

export function lockToItem({ tenant, destinationId, recoveryId, since }: RecoveryLock): Item {
  const row: LockRow = { destination_tenant: tenantKey(tenant), recovery: recoveryId, since };
  return { ...lockKey(destinationId), ...toItem(row) };
}

export function lockFromItem(item: Item): RecoveryLock {
  const { id, destination_tenant, recovery, since } = fromItem<LockRow & { id: string }>(item);
  return { tenant: parseTenantKey(destination_tenant), destinationId: id, recoveryId: recovery, since };
}
