import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy, Suspense } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import type { EventBridge } from './eventbridge-pairs.tsx';
import { destinationOverviewMessages } from './messages.ts';

const JsonView = lazy(() => import('../../shared/json-view.tsx').then((module) => ({ default: module.JsonView })));

const POLICIES = ['bus_policy', 'role_trust_policy', 'role_permissions'] as const;

/** Shows the AWS policies that allow putting events on the bus: of the role when there is one, else of the bus. */
export function Policies({ target }: { target: EventBridge }) {
  const t = useMessages(destinationOverviewMessages);
  const required = target.role_arn === null ? POLICIES.slice(0, 1) : POLICIES.slice(1);
  const available = required.filter((name) => target[name] !== null);
  if (available.length === 0) return null;
  return (
    <ExpandableSection
      variant="container"
      headerText={t('policies')}
      headerDescription={t('policies_what')}
      // Expanded until the first event is delivered, because the policies may not be set up yet.
      defaultExpanded={target.aws_event_source_status !== 'active'}
    >
      <SpaceBetween size="l">
        {available.map((name) => (
          <div key={name}>
            <Box variant="h3" padding="n">
              {t(name)}
            </Box>
            <Box variant="p">{t(`${name}_what`)}</Box>
            <Suspense>
              <JsonView value={target[name]} label={t(name)} />
            </Suspense>
          </div>
        ))}
      </SpaceBetween>
    </ExpandableSection>
  );
}
