/**
 * The events that may be for a destination, in the order of their keys: those of its own account and, where it takes other
 * accounts' events, those of every account that has published since. Each account is read ahead by itself, so that a page
 * reads again only the accounts whose end it has come to.
 */

import { forEachConcurrently } from '../concurrency.ts';
import type { Destination } from '../destination/destination.ts';
import type { Tenant } from '../tenant.ts';
import type { KeyRange, RecoveryScan, Scanned, ScannedEvent } from './ports.ts';
import type { RecoveryRange } from './recovery.ts';

/** Each call continues after the keys of the call before. May return an event again if it is behind the next call's `after`. */
export type EventWalk = (keys: KeyRange) => Promise<Scanned<ScannedEvent>>;

/** Accounts read at once. */
const LANES = 16;
/** Rows that the first reads of all accounts may look at together. */
const ROWS_AHEAD = 20_000;
/** Of one read. */
const MIN_ROWS = 10;
const MAX_ROWS = 500;
/** How much more is read of an account each time: most have few events, some have nearly all. */
const GROWTH = 4;

interface Account {
  readonly tenant: Tenant;
  items: readonly ScannedEvent[];
  /** Key up to which it was read: `''` before the first read, undefined at the end of the range. */
  reached: string | undefined;
  limit: number;
}

/** Creates a walk for one step. It keeps the events that it has read. */
export function createEventWalk(
  { account, mode, eventsFrom }: Destination,
  { since }: RecoveryRange,
  scan: RecoveryScan,
): EventWalk {
  const begin = async (): Promise<readonly Account[]> => {
    const others = eventsFrom.includes('@accounts') ? await scan.publishers(mode, since) : [];
    const accounts = [...new Set([account, ...others])];
    const limit = Math.min(MAX_ROWS, Math.max(MIN_ROWS, Math.floor(ROWS_AHEAD / accounts.length)));
    return accounts.map((one) => ({ tenant: { account: one, mode }, items: [], reached: '', limit }));
  };
  let beginning: Promise<readonly Account[]> | undefined;

  return async (keys) => {
    beginning ??= begin();
    const accounts = await beginning;
    for (const one of accounts) one.items = one.items.filter(({ key }) => key > keys.after);
    const spent = accounts.filter(({ reached }) => reached !== undefined && reached <= keys.after);
    await forEachConcurrently(spent, LANES, async (one) => {
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
