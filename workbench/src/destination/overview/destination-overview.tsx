import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Destination } from '../../api/types.ts';
import { Configuration } from './configuration.tsx';
import { HealthSentence } from './health-sentence.tsx';
import { Policies } from './policies.tsx';
import { Traffic } from './traffic.tsx';

/** A destination at a glance: how it does, what it is, what went through it. */
export function DestinationOverview({ destination }: { destination: Destination }) {
  return (
    <SpaceBetween size="l">
      <HealthSentence destination={destination} />
      <Configuration destination={destination} />
      {destination.amazon_eventbridge && <Policies target={destination.amazon_eventbridge} />}
      <Traffic destination={destination} />
    </SpaceBetween>
  );
}
