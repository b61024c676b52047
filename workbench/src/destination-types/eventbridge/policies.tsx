import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy, Suspense } from 'react';
import type { DestinationOf } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { eventbridgeViewMessages } from './view-messages.ts';

const JsonView = lazy(() => import('../../shared/json-view.tsx').then((module) => ({ default: module.JsonView })));

const BUS = [{ field: 'bus_policy', text: 'bus_policy' }] as const;
const ROLE = [
  { field: 'role_trust_policy', text: 'trust_policy' },
  { field: 'role_permissions', text: 'permissions' },
] as const;

/** The policies that allow the platform to put events on the bus: those of the role, or without a role that of the bus. */
export function Policies({
  destination: { amazon_eventbridge: target },
}: {
  destination: DestinationOf<'amazon_eventbridge'>;
}) {
  const t = useMessages(eventbridgeViewMessages);
  const shown = (target.role_arn === null ? BUS : ROLE).filter(({ field }) => target[field] !== null);
  if (shown.length === 0) return null;
  return (
    <ExpandableSection
      variant="container"
      headerText={t('policies')}
      headerDescription={t('policies_what')}
      // Until an event is delivered, the policies may still be missing.
      defaultExpanded={target.aws_event_source_status !== 'active'}
    >
      <SpaceBetween size="l">
        {shown.map(({ field, text }) => (
          <div key={field}>
            <Box variant="h3" padding="n">
              {t(text)}
            </Box>
            <Box variant="p">{t(`${text}_what`)}</Box>
            <Suspense>
              <JsonView value={target[field]} label={t(text)} />
            </Suspense>
          </div>
        ))}
      </SpaceBetween>
    </ExpandableSection>
  );
}
