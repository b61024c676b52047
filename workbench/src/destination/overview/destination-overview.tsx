import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Destination } from '../../api/types.ts';
import { Configuration } from './configuration.tsx';
import { HealthSummary } from './health-summary.tsx';
import { Policies } from './policies.tsx';
import { Traffic } from './traffic.tsx';

/** The overview tab of a destination: health, configuration, deliveries over time. */
export function DestinationOverview({ destination }: { destination: Destination }) {
  return (
    <SpaceBetween size="l">
      <HealthSummary destination={destination} />
      <Configuration destination={destination} />
      {destination.amazon_eventbridge && <Policies target={destination.amazon_eventbridge} />}
      <Traffic destination={destination} />
    </SpaceBetween>
  );
}
