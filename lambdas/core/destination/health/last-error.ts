import type { Attempt } from '../../delivery/delivery.ts';
import type { DeliveryStore } from '../../delivery/ports.ts';
import type { Destination } from '../destination.ts';
import type { LastError } from './health-event.ts';

/** Rows that are read. The newest ones may wait without an attempt. */
const NEWEST = 20;

/**
 * Returns the latest failed attempt among the newest deliveries of a destination and the oldest one that waits, which is its latest
 * probe; null when there is none.
 */
export async function lastErrorOf(
  { id }: Pick<Destination, 'id'>,
  deliveries: Pick<DeliveryStore, 'get' | 'list' | 'waiting'>,
): Promise<LastError | null> {
  const [newest, waiting] = await Promise.all([
    deliveries.list(id, { limit: NEWEST }),
    deliveries.waiting(id, { limit: 1 }),
  ]);
  const [oldest] = waiting.entries;
  const probed = oldest && (await deliveries.get(id, oldest.eventKey));
  const last = [...newest.items, ...(probed ? [probed] : [])]
    .flatMap(({ attempts }) => attempts.at(-1) ?? [])
    .filter(({ ok }) => !ok)
    .reduce<Attempt | undefined>((a, b) => (a && a.startedAt > b.startedAt ? a : b), undefined);
  if (!last?.error) return null;
  const { error, httpStatus, startedAt } = last;
  return { ...error, http_status: httpStatus ?? null, attempted_at: new Date(startedAt).toISOString() };
}
