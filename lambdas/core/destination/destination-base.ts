/** What destinations of all types have. */
import type { Tenant } from '../tenant.ts';

/** The destination types, in the order in which they are listed. Every registry of types has a line for each. */
export const DESTINATION_TYPES = ['webhook_endpoint', 'amazon_eventbridge'] as const;
export type DestinationType = (typeof DESTINATION_TYPES)[number];
export type EventPayload = 'snapshot' | 'thin';
export type EventsFrom = '@self' | '@accounts';
export type DisabledReason = 'user' | 'no_aws_event_source_exists' | 'gone' | 'failing';

/** What a destination took up to a time. */
export interface FormerSelection {
  /** Unix milliseconds of the change that ended it. */
  readonly until: number;
  readonly status: DestinationBase['status'];
  /** Absent where the change left them as they were. */
  readonly enabledEvents?: readonly string[];
}

/** A new destination without what its type adds. Type, payload, events_from and version never change. */
export interface NewDestination extends Tenant {
  /** `ed_test_…` in sandbox, `ed_…` live. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly eventPayload: EventPayload;
  /** Exact types, `group.*` patterns, or `*`. */
  readonly enabledEvents: readonly string[];
  readonly eventsFrom: readonly EventsFrom[];
  /** Null for thin payloads. */
  readonly snapshotApiVersion: string | null;
  readonly status: 'enabled' | 'disabled';
  readonly disabledReason?: DisabledReason;
  readonly metadata: Readonly<Record<string, string>>;
  /** Unix milliseconds. */
  readonly created: number;
  /** Unix milliseconds; changes with every write, and is what a conditional write compares. */
  readonly updated: number;
  /** What it took before, oldest first: the last few. */
  readonly former?: readonly FormerSelection[];
  /** Unix milliseconds from which on `former` is whole; absent: from its creation. */
  readonly rememberedFrom?: number;
}

export interface DestinationBase extends NewDestination {
  readonly type: DestinationType;
}

/** Every write moves `updated`, by which a conditional write knows what it saw. */
export const touched = <D extends DestinationBase>(before: D, now: number): D => ({
  ...before,
  updated: Math.max(now, before.updated + 1),
});
