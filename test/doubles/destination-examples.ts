/** Requests for destinations of each type, for tests that apply to every type. */
import type { DestinationType } from '../../lambdas/core/destination/destination.ts';

interface Example {
  /** The field of a create request. */
  readonly create: object;
  /** The field of an update request that sets another target. */
  readonly retarget: object;
}

export const DESTINATION_EXAMPLES: Readonly<Record<DestinationType, Example>> = {
  webhook_endpoint: {
    create: { url: 'https://example.com/hook' },
    retarget: { url: 'https://example.com/other' },
  },
  amazon_eventbridge: {
    create: { aws_account_id: '123456789012', aws_region: 'eu-west-1' },
    retarget: { event_bus_arn: 'arn:aws:events:eu-west-1:123456789012:event-bus/orders' },
  },
};
