/**
 * Reads the events that may be for a destination, in the order of their keys: the events of its own account and, for an
 * `@accounts` destination, of every account that has published in the range. Each account is read ahead separately, so that a
 * page reads only accounts whose buffer is used up.
 */

import { forEachConcurrently } from '../concurrency.ts';
import type { Destination } from '../destination/destination.ts';
import type { Tenant } from '../tenant.ts';
import type { KeyRange, RecoveryScan, Scanned, ScannedEvent } from './ports.ts';
import type { RecoveryRange } from './recovery.ts';

/** Returns the next events after `keys.after`, which must not decrease between calls. An event may be returned again. */
export type EventReader = (keys: KeyRange) => Promise<Scanned<ScannedEvent>>;

/** Accounts that are read at a time. */
const MAX_CONCURRENT_READS = 16;
/** Rows that the first reads of all accounts may read together. */
const ROWS_AHEAD = 20_000;
/** Bounds of the rows of one read. */
const MIN_ROWS = 10;
const MAX_ROWS = 500;
/** Factor by which the rows of each further read of an account grow: most accounts have few events, some have most of them. */
const GROWTH = 4;

interface Account {
  readonly tenant: Tenant;
  items: readonly ScannedEvent[];
  /** Key up to which the account was read: `''` before the first read, undefined at the end of the range. */
  reached: string | undefined;
  limit: number;
}

/** Creates a reader for one step of a recovery. It buffers events in memory. */
export function createEventReader(
  { account, mode, eventsFrom }: Destination,
  { since }: RecoveryRange,
  scan: RecoveryScan,
): EventReader {
  const listAccounts = async (): Promise<readonly Account[]> => {
    const others = eventsFrom.includes('@accounts') ? await scan.publishers(mode, since) : [];
    const accounts = [...new Set([account, ...others])];
    const limit = Math.min(MAX_ROWS, Math.max(MIN_ROWS, Math.floor(ROWS_AHEAD / accounts.length)));
    return accounts.map((one) => ({ tenant: { account: one, mode }, items: [], reached: '', limit }));
  };
  let listing: Promise<readonly Account[]> | undefined;

  return async (keys) => {
    listing ??= listAccounts();
    const accounts = await listing;
    for (const one of accounts) one.items = one.items.filter(({ key }) => key > keys.after);
    const usedUp = accounts.filter(({ reached }) => reached !== undefined && reached <= keys.after);
    await forEachConcurrently(usedUp, MAX_CONCURRENT_READS, async (one) => {
      Object.assign(one, await scan.events(one.tenant, { ...keys, limit: one.limit }));
      one.limit = Math.min(MAX_ROWS, one.limit * GROWTH);
    });
    const [reached] = accounts.flatMap((one) => one.reached ?? []).sort();
    const items = accounts
      .flatMap((one) => one.items)
      .filter(({ key }) => reached === undefined || key <= reached)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    return { items, reached };
  };
}
