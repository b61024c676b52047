import type { Tenant } from '../tenant.ts';

export const DESTINATION_TYPES = ['webhook_endpoint', 'amazon_eventbridge'] as const;
export type DestinationType = (typeof DESTINATION_TYPES)[number];
export type EventPayload = 'snapshot' | 'thin';
export type EventsFrom = '@self' | '@accounts';
export type DisabledReason = 'user' | 'no_aws_event_source_exists' | 'gone' | 'failing';
export type EventSourceStatus = 'active' | 'deleted' | 'pending' | 'unknown';

/** A signing secret as stored: encrypted under the account's data key, never in the clear. */
export interface StoredSecret {
  /** Base64 of AES-256-GCM iv, ciphertext and tag. */
  readonly sealed: string;
  /** Unix milliseconds after which it no longer signs; absent for the newest. */
  readonly expiresAt?: number;
}

export interface WebhookEndpoint {
  readonly url: string;
  /** Newest first; several while an old one is rolled out. */
  readonly secrets: readonly StoredSecret[];
}

export interface EventBridgeTarget {
  readonly awsAccountId: string;
  readonly awsRegion: string;
  /** The bus put to, ARN. In partner mode the partner event source decides and this is unused. */
  readonly eventBusArn: string;
  /** Assumed, with the destination's id as external id, when given. */
  readonly roleArn?: string;
  /** Partner mode only. */
  readonly eventSourceArn?: string;
  readonly status: EventSourceStatus;
}

/** What decided whether an event went to a destination, up to a time. */
export interface FormerSelection {
  /** Unix milliseconds of the change that ended it. */
  readonly until: number;
  readonly status: Destination['status'];
  /** Absent where the change left them as they were. */
  readonly enabledEvents?: readonly string[];
}

/** Where matching events go. Type, payload, events_from, version and the AWS account and region never change. */
export interface Destination extends Tenant {
  /** `ed_test_…` in sandbox, `ed_…` live. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: DestinationType;
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
  readonly webhookEndpoint?: WebhookEndpoint;
  readonly amazonEventbridge?: EventBridgeTarget;
}

/** Event source name of EventBridge entries: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export function eventSourceName(platform: string, destination: Destination, partner: boolean): string {
  return partner ? `aws.partner/${platform}/${destination.id}` : `${platform}/${destination.account}/${destination.id}`;
}
