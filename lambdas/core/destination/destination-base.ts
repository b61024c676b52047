/** Fields of destinations of every type. */
import type { Tenant } from '../tenant.ts';
import type { DestinationHealth } from './health/health.ts';
import type { DeliveryLimits } from './limits/delivery-limits.ts';

/** The destination types, in the order in which they are listed. Every registry of types has a line for each. */
export const DESTINATION_TYPES = ['webhook_endpoint', 'amazon_eventbridge'] as const;
export type DestinationType = (typeof DESTINATION_TYPES)[number];
export type EventPayload = 'snapshot' | 'thin';
export type EventsFrom = '@self' | '@accounts';
export type DisabledReason = 'user' | 'no_aws_event_source_exists' | 'gone' | 'failing';

/** An entry of the selection history. */
export interface PastSelection {
  /** When a change replaced the selection, unix milliseconds. */
  readonly until: number;
  readonly status: DestinationBase['status'];
  /** Absent when the change did not change them. */
  readonly enabledEvents?: readonly string[];
}

/** A new destination without the fields of its type. Type, payload, `events_from` and API version never change. */
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
  /** Unix milliseconds. Changes with every write; conditional writes compare it. */
  readonly updated: number;
  /** The latest former selections, oldest first. Stored as `former`. */
  readonly selectionHistory?: readonly PastSelection[];
  /** Unix milliseconds from which the history is complete; absent: since creation. Stored as `rememberedFrom`. */
  readonly historyFrom?: number;
  /** Since when the destination missed events before it was enabled, unix milliseconds. Absent after a recovery. */
  readonly missedSince?: number;
  /** Absent without limits. */
  readonly deliveryLimits?: DeliveryLimits;
  /** Written by `DestinationStore.updateHealth` alone; absent while healthy. */
  readonly health?: DestinationHealth;
}

export interface DestinationBase extends NewDestination {
  readonly type: DestinationType;
}

/** Returns the destination with a new `updated`, which conditional writes compare. @param now unix milliseconds */
export const withNewUpdated = <D extends DestinationBase>(before: D, now: number): D => ({
  ...before,
  updated: Math.max(now, before.updated + 1),
});

/** Settings of the stage for the rules of destinations. */
export interface DestinationSettings {
  readonly platformAccount: string;
  readonly defaultApiVersion: string;
  /** Whether endpoints may have private addresses, and plain http in live mode. For local development. */
  readonly permitPrivateEndpoints: boolean;
  /** The AWS account that the platform runs in. */
  readonly awsAccountId: string;
  /** Whether a destination may have a bus in that account. For trying out. */
  readonly permitOwnAccountBuses: boolean;
  /** Whether events are delivered through partner event sources of EventBridge. */
  readonly eventBridgePartnerMode: boolean;
}
