/** Counting what a recovery would send, without sending or storing anything. */

import type { Clock } from '../clock.ts';
import type { Destination } from '../destination/destination.ts';
import { eventKeyAt } from '../ids.ts';
import { createEventWalk } from './event-walk.ts';
import { nextMissed } from './missed-events.ts';
import type { RecoveryScan } from './ports.ts';
import type { Missed, RecoveryRange } from './recovery.ts';

export interface DryRun {
  readonly counts: Readonly<Record<Missed, number>>;
  /** Whether the whole range was looked at; the counts are of its beginning otherwise. */
  readonly complete: boolean;
}

/** @param stopAt unix milliseconds at which to answer what was counted until then */
export async function dryRun(
  destination: Destination,
  range: RecoveryRange,
  stopAt: number,
  { scan, now }: { readonly scan: RecoveryScan; readonly now: Clock },
): Promise<DryRun> {
  const counts = { failed: 0, pending: 0, unattempted: 0, not_sent: 0 };
  const walk = createEventWalk(destination, range, scan);
  let cursor = eventKeyAt(range.since);
  for (;;) {
    const page = await nextMissed(destination, range, { cursor, now: now() }, { scan, walk });
    for (const { how } of page.items) counts[how] += 1;
    if (page.ended || now() >= stopAt) return { counts, complete: page.ended };
    cursor = page.cursor;
  }
}
