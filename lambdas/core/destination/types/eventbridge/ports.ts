import type { EventBridgeDestination } from './destination.ts';

/** Partner event sources, for a platform that is an EventBridge partner. */
export interface PartnerSources {
  /**
   * Offers the customer's AWS account an event source named for the destination, unless it exists.
   * @returns its ARN
   */
  createPartnerSource(destination: EventBridgeDestination): Promise<string>;
  /** Deletes the event source, if it exists. */
  deletePartnerSource(destination: EventBridgeDestination): Promise<void>;
}
