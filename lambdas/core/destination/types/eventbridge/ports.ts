import type { EventBridgeDestination } from './destination.ts';

/** Partner event sources, for a platform that is an EventBridge partner. */
export interface PartnerSources {
  /**
   * Creates the destination's partner event source for the customer's AWS account, unless it exists.
   * @returns its ARN
   * @throws the error of EventBridge
   */
  createPartnerSource(destination: EventBridgeDestination): Promise<string>;
  /** Deletes the event source, if it exists. @throws the error of EventBridge */
  deletePartnerSource(destination: EventBridgeDestination): Promise<void>;
}
