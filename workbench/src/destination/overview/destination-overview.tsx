import SpaceBetween from '@cloudscape-design/components/space-between';
import { Suspense } from 'react';
import type { Destination } from '../../api/types.ts';
import { moduleOf } from '../../destination-types/by-type.ts';
import { Configuration } from './configuration.tsx';
import { HealthSummary } from './health-summary.tsx';
import { Traffic } from './traffic.tsx';

/** The overview tab of a destination: health, configuration, deliveries over time. */
export function DestinationOverview({ destination }: { destination: Destination }) {
  const { Permissions } = moduleOf(destination);
  return (
    <SpaceBetween size="l">
      <HealthSummary destination={destination} />
      <Configuration destination={destination} />
      {Permissions && (
        <Suspense>
          <Permissions destination={destination} />
        </Suspense>
      )}
      <Traffic destination={destination} />
    </SpaceBetween>
  );
}
