import type { DestinationBase } from '../../destination-base.ts';

export type EventSourceStatus = 'active' | 'deleted' | 'pending' | 'unknown';

/** The AWS account and the region never change. */
export interface EventBridgeTarget {
  readonly awsAccountId: string;
  readonly awsRegion: string;
  /** ARN of the bus that events are put on. Not used in partner mode. */
  readonly eventBusArn: string;
  /** Role to assume, with the destination's id as external id. */
  readonly roleArn?: string;
  /** Partner mode only. */
  readonly eventSourceArn?: string;
  readonly status: EventSourceStatus;
}

export interface EventBridgeDestination extends DestinationBase {
  readonly type: 'amazon_eventbridge';
  readonly amazonEventbridge: EventBridgeTarget;
}

/**
 * Returns the source of the destination's entries:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
export function eventSourceName(platform: string, destination: EventBridgeDestination, partner: boolean): string {
  return partner ? `aws.partner/${platform}/${destination.id}` : `${platform}/${destination.account}/${destination.id}`;
}
