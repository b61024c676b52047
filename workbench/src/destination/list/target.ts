import type { Destination } from '../../api/types.ts';

/** Returns the target, which distinguishes destinations with the same name: the URL, or the event bus. */
export function targetOf({ webhook_endpoint, amazon_eventbridge }: Destination): string | undefined {
  if (webhook_endpoint) return webhook_endpoint.url ?? undefined;
  if (!amazon_eventbridge) return undefined;
  const { event_bus_arn, aws_account_id, aws_region } = amazon_eventbridge;
  const bus = event_bus_arn?.split(':event-bus/')[1];
  return [bus, aws_account_id, aws_region].filter((part) => part !== undefined).join(' · ');
}
