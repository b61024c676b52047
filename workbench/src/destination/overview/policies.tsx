import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy, Suspense } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import type { EventBridge } from './eventbridge-pairs.tsx';
import { destinationOverviewMessages } from './messages.ts';

const JsonView = lazy(() => import('../../shared/json-view.tsx').then((module) => ({ default: module.JsonView })));

const POLICIES = ['bus_policy', 'role_trust_policy', 'role_permissions'] as const;

/** Policies that let the platform put events on a bus. With a role those of the role are needed, else that of the bus. */
export function Policies({ target }: { target: EventBridge }) {
  const t = useMessages(destinationOverviewMessages);
  const wanted = target.role_arn === null ? POLICIES.slice(0, 1) : POLICIES.slice(1);
  const there = wanted.filter((name) => target[name] !== null);
  if (there.length === 0) return null;
  return (
    <ExpandableSection
      variant="container"
      headerText={t('policies')}
      headerDescription={t('policies_what')}
      // What nothing has got through with yet has to be set up still.
      defaultExpanded={target.aws_event_source_status !== 'active'}
    >
      <SpaceBetween size="l">
        {there.map((name) => (
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
