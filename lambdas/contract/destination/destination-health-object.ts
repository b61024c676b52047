/** The health of an event destination. */
import * as z from 'zod';
import type { Destination } from '../../core/destination/destination.ts';
import { publicHealth } from '../../core/destination/health/health.ts';
import { missedSince } from '../../core/destination/missed-since.ts';
import { timeOrNull } from '../times.ts';
import { MAX_WAITING_COUNT } from './waiting-count.ts';

const time = z.iso.datetime();

export const destinationHealthObject = z
  .object({
    status: z
      .enum(['healthy', 'slow', 'failing'])
      .describe(
        '`failing`: deliveries wait until a probe succeeds, every attempt has failed for an hour, or Waybill disabled the destination. `slow`: attempts take long and are made separately from those to other destinations.',
      ),
    since: time.nullable().describe('Null while it is healthy.'),
    next_probe_at: time
      .nullable()
      .describe(
        'When the next probe, one waiting delivery, is attempted. Null when none is planned or one is in progress.',
      ),
    waiting: z
      .int()
      .describe(`Number of deliveries that wait for the destination, up to ${MAX_WAITING_COUNT.toLocaleString('en')}.`),
    draining: z
      .object({
        sent: z.int().describe('Estimated number of deliveries that were sent, from the schedule of the drain.'),
        total: z
          .int()
          .describe('Estimated number of deliveries to send. It grows when more are found than were counted.'),
        per_second: z.number().describe('Deliveries a second at which the drain is scheduled now.'),
      })
      .nullable()
      .describe(
        'Present while the deliveries that waited are sent, oldest first: since the destination recovered, or since it had more deliveries than its limits permit in 15 minutes.',
      ),
  })
  .meta({ id: 'event_destination_health' });
export type DestinationHealthObject = z.infer<typeof destinationHealthObject>;

/** What the health object needs besides the stored health. */
export interface HealthView {
  /** Unix milliseconds. */
  readonly now: number;
  /** Number of waiting deliveries. */
  readonly waiting: number;
}

export function toDestinationHealthObject(
  destination: Destination,
  { now, waiting }: HealthView,
): DestinationHealthObject {
  const { status, since, nextProbeAt, draining } = publicHealth(destination.health, now);
  // Its circuit is closed, because nothing waits any more.
  const isDisabledByFailure = destination.status === 'disabled' && (destination.disabledReason ?? 'user') !== 'user';
  return {
    status: isDisabledByFailure ? 'failing' : status,
    since: timeOrNull(since ?? (isDisabledByFailure ? missedSince(destination, now) : undefined)),
    next_probe_at: timeOrNull(nextProbeAt),
    waiting,
    draining: draining ? { sent: draining.sent, total: draining.total, per_second: draining.perSecond } : null,
  };
}
