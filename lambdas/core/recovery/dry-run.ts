/** Counts what a recovery would send, without sending or storing anything. */

import type { Clock } from '../clock.ts';
import type { Destination } from '../destination/destination.ts';
import { eventKeyAt } from '../ids.ts';
import { createEventReader } from './event-reader.ts';
import { nextMissedEvents } from './missed-events.ts';
import type { RecoveryScan } from './ports.ts';
import type { Missed, RecoveryRange } from './recovery.ts';

export interface DryRun {
  readonly counts: Readonly<Record<Missed, number>>;
  /** Whether the whole range was read. Otherwise the counts are of its oldest part. */
  readonly complete: boolean;
}

/** Counts the missed events of a range by how they were missed. @param stopAt unix milliseconds at which counting stops */
export async function dryRun(
  destination: Destination,
  range: RecoveryRange,
  stopAt: number,
  { scan, now }: { readonly scan: RecoveryScan; readonly now: Clock },
): Promise<DryRun> {
  const counts = { failed: 0, pending: 0, unattempted: 0, not_sent: 0 };
  const readEvents = createEventReader(destination, range, scan);
  let cursor = eventKeyAt(range.since);
  for (;;) {
    const page = await nextMissedEvents(destination, range, { cursor, now: now() }, { scan, readEvents });
    for (const { missedAs } of page.items) counts[missedAs] += 1;
    if (page.ended || now() >= stopAt) return { counts, complete: page.ended };
    cursor = page.cursor;
  }
}
