/** The events that announce changes of the health of a destination. Pure. */
import { createHash } from 'node:crypto';
import type { AttemptErrorCode } from '../../delivery/delivery.ts';
import { HEALTH_TYPE_PREFIX } from '../../event/event-body.ts';
import type { PublishRequest } from '../../publish/ports.ts';
import type { Destination } from '../destination.ts';
import { destinationObject } from '../related-object.ts';
import { type FailingSettings, type HealthChange, WARNINGS_AFTER_MS } from './failing.ts';

export const HEALTH_EVENT_TYPES = {
  failing: `${HEALTH_TYPE_PREFIX}event_destination.failing`,
  recovered: `${HEALTH_TYPE_PREFIX}event_destination.recovered`,
  disabled: `${HEALTH_TYPE_PREFIX}event_destination.disabled`,
} as const satisfies Record<HealthChange['kind'], string>;

/** The latest failed attempt. */
export interface LastError {
  readonly code: AttemptErrorCode;
  readonly message: string;
  readonly http_status: number | null;
  /** When the attempt started, RFC 3339. */
  readonly attempted_at: string;
}

const DAY_MS = 24 * 3_600_000;
const time = (ms: number): string => new Date(ms).toISOString();

/**
 * Returns the id of the event, which is the same for every call about the same change: an event that is published again is no
 * second event. The digest keeps it within the length of ids.
 */
function healthEventId({ id }: Pick<Destination, 'id'>, change: HealthChange): string {
  const level = change.kind === 'failing' ? change.level : 0;
  const digest = createHash('sha256').update(`${id} ${change.kind} ${change.since} ${level}`).digest('hex');
  return `evt_health_${digest.slice(0, 32)}`;
}

/** A health event to publish. */
export type HealthEvent = PublishRequest & { readonly id: string };

/** Returns the event of a change, as it is published. @param lastError null when it is not known */
export function healthEvent(
  destination: Destination,
  change: HealthChange,
  lastError: LastError | null,
  { disableFailingAfterDays: days }: FailingSettings,
): HealthEvent {
  const { id, account, name, type } = destination;
  return {
    type: HEALTH_EVENT_TYPES[change.kind],
    id: healthEventId(destination, change),
    account,
    relatedObject: destinationObject(id),
    data: {
      object: {
        object: 'event_destination_health_change',
        destination: id,
        destination_name: name,
        destination_type: type,
        reason: change.kind === 'disabled' ? change.reason : REASONS[change.kind],
        since: time(change.since),
        ...(change.kind === 'failing'
          ? {
              level: change.level,
              failing_for_seconds: (WARNINGS_AFTER_MS[change.level - 1] ?? 0) / 1000,
              disables_at: days > 0 ? time(change.since + days * DAY_MS) : null,
            }
          : {}),
        ...(change.kind === 'recovered' ? {} : { last_error: lastError }),
      },
    },
  };
}

const REASONS = { failing: 'every_attempt_failed', recovered: 'attempt_succeeded' } as const;
