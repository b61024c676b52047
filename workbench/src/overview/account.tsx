import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueries } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';
import type { Destination } from '../api/types.ts';
import { missedQuery } from '../health/queries.ts';
import { bySeverity } from '../health/severity.ts';
import { isLoaded, useHealth } from '../health/use-health.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { stepsFor } from './checklist.ts';
import { FailingDestinations } from './failing-destinations.tsx';
import { figuresOf } from './figures.ts';
import { overviewMessages } from './messages.ts';
import { mergeNewest } from './newest.ts';
import { NextSteps } from './next-steps.tsx';
import { Numbers } from './numbers.tsx';
import { RecentDeliveries } from './recent-deliveries.tsx';

const RECENT = 10;

/** The overview of an account that has destinations. */
export function AccountOverview({ destinations }: { destinations: readonly Destination[] }) {
  const t = useMessages(overviewMessages);
  const session = useSession();
  const healths = useHealth(destinations, false);
  const missed = useQueries({ queries: destinations.map(({ id }) => missedQuery(session, id)) });
  const loaded = healths.filter(isLoaded);
  const broken = healths.filter(({ error }) => error);
  const settled = loaded.length + broken.length === destinations.length;
  const missing = destinations.filter((_, index) => (missed[index]?.data?.data.length ?? 0) > 0);
  const failing = bySeverity(
    loaded.filter(({ destination, health }) => destination.status === 'enabled' && health.state === 'failing'),
  );
  const [first] = broken;
  return (
    <SpaceBetween size="l">
      {first && (
        <ErrorAlert
          title={t('part')}
          error={first.error}
          onRetry={() => {
            for (const { retry } of broken) retry();
          }}
        />
      )}
      <Container header={<Header variant="h2">{t('now')}</Header>}>
        <Numbers figures={figuresOf(destinations, loaded)} settled={settled} />
      </Container>
      <Container header={<Header variant="h2">{t('next')}</Header>}>
        <NextSteps
          steps={stepsFor({ destinations, healths: loaded, missing })}
          settled={settled && missed.every(({ isLoading }) => !isLoading)}
        />
      </Container>
      {failing.length > 0 && <FailingDestinations items={failing} />}
      <RecentDeliveries items={mergeNewest(healths, RECENT)} loading={!settled} />
    </SpaceBetween>
  );
}
