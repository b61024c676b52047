import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useSession } from '../account/session.tsx';
import type { Destination } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { RefreshableHeader } from '../shared/refreshable-header.tsx';
import { Frame } from '../shell/frame.tsx';
import { links } from '../shell/links.ts';
import { HealthyDestinations } from './healthy.tsx';
import { healthMessages } from './messages.ts';
import { destinationsQuery } from './queries.ts';
import { bySeverity, needsAttention } from './severity.ts';
import { UnhealthyDestination } from './unhealthy-destination.tsx';
import { isLoaded, useHealth } from './use-health.ts';

const RecoverDialog = lazy(() =>
  import('../recovery/recover-dialog.tsx').then((module) => ({ default: module.RecoverDialog })),
);

export default function HealthPage() {
  const t = useMessages(healthMessages);
  const session = useSession();
  const readable = session.can('destinations:read');
  const destinations = useQuery({ ...destinationsQuery(session), enabled: readable });
  return (
    <Frame title={t('title')} breadcrumbs={[{ text: t('title'), href: links.health }]}>
      <ContentLayout
        header={
          <RefreshableHeader title={t('title')} description={t('what')} refresh={t('refresh')} disabled={!readable} />
        }
      >
        {!readable && <EmptyState title={t('no_read')} />}
        {destinations.isLoading && <Loading />}
        {destinations.isLoadingError && <ErrorAlert error={destinations.error} onRetry={destinations.refetch} />}
        {destinations.data && <HealthList destinations={destinations.data.data} />}
      </ContentLayout>
    </Frame>
  );
}

function Loading() {
  const t = useMessages(healthMessages);
  return (
    <Box textAlign="center" padding="l">
      <Spinner size="large" />
      <Box variant="p">{t('loading')}</Box>
    </Box>
  );
}

function HealthList({ destinations }: { destinations: readonly Destination[] }) {
  const t = useMessages(healthMessages);
  const { can } = useSession();
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const healths = useHealth(destinations, true);
  const setRecovering = (id: string | undefined) =>
    setSearch((was) => {
      const next = new URLSearchParams(was);
      if (id === undefined) next.delete('recover');
      else next.set('recover', id);
      return next;
    });

  if (destinations.length === 0) {
    return (
      <EmptyState
        title={t('none')}
        text={t('none_what')}
        action={
          <Button
            disabled={!can('destinations:write')}
            disabledReason={t('write_forbidden')}
            onClick={() => navigate(links.newDestination)}
          >
            {t('create')}
          </Button>
        }
      />
    );
  }
  const loaded = healths.filter(isLoaded);
  const unhealthy = bySeverity(loaded.filter(needsAttention));
  const healthy = loaded.filter((one) => !needsAttention(one));
  const broken = healths.filter(({ error }) => error);
  const recovering = destinations.find(({ id }) => id === search.get('recover'));
  return (
    <SpaceBetween size="l">
      {broken.map(({ destination, error, retry }) => (
        <ErrorAlert key={destination.id} title={destination.name} error={error} onRetry={retry} />
      ))}
      {unhealthy.map((one) => (
        <UnhealthyDestination
          key={one.destination.id}
          loaded={one}
          onRecover={() => setRecovering(one.destination.id)}
        />
      ))}
      {loaded.length + broken.length < destinations.length && <Loading />}
      {healthy.length > 0 && <HealthyDestinations all={healthy.length === destinations.length} items={healthy} />}
      {recovering && (
        <Suspense>
          <RecoverDialog destination={recovering} onClose={() => setRecovering(undefined)} />
        </Suspense>
      )}
    </SpaceBetween>
  );
}
