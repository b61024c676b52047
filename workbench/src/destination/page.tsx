/** The page of one event destination. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useLocation, useParams } from 'wouter';
import { ApiError } from '../../../api-client/api-error.ts';
import { useDestination } from '../delivery/details/use-destination.ts';
import { useDeliveryPanel } from '../delivery/list/use-panel.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { Frame } from '../shell/frame.tsx';
import { links } from '../shell/links.ts';
import { DestinationHeader } from './destination-header.tsx';
import { DestinationTabs, TABS } from './destination-tabs.tsx';
import { DisabledBanner } from './disabled-banner.tsx';
import { BacklogBanner } from './health/backlog-banner.tsx';
import { destinationMessages } from './messages.ts';

export default function Page() {
  const t = useMessages(destinationMessages);
  const { id = '', tab } = useParams<{ id: string; tab?: string }>();
  const active = TABS.find((one) => one === tab) ?? 'overview';
  const { data: destination, error, refetch } = useDestination(id);
  const panel = useDeliveryPanel(id, active === 'deliveries');
  const list = { text: t('destinations'), href: links.destinations };

  if (!destination) {
    return (
      <Frame
        title={error ? id : t('loading')}
        breadcrumbs={[list, { text: id, href: links.destination(id) }]}
        {...panel}
        splitPanel={undefined}
      >
        <Missing error={error} onRetry={refetch} />
      </Frame>
    );
  }
  return (
    <Frame
      title={active === 'overview' ? destination.name : `${t(active)} · ${destination.name}`}
      breadcrumbs={[list, { text: destination.name, href: links.destination(id) }]}
      {...panel}
    >
      <ContentLayout header={<DestinationHeader destination={destination} />}>
        <SpaceBetween size="m">
          {error && <ErrorAlert error={error} onRetry={refetch} />}
          <DisabledBanner destination={destination} />
          <BacklogBanner destination={destination} />
          <DestinationTabs destination={destination} active={active} />
        </SpaceBetween>
      </ContentLayout>
    </Frame>
  );
}

/** Replaces the page while the destination loads, when it was not found, and when loading failed. */
function Missing({ error, onRetry }: { error: Error | null; onRetry: () => unknown }) {
  const t = useMessages(destinationMessages);
  const [, navigate] = useLocation();
  if (error instanceof ApiError && error.status === 404) {
    return (
      <EmptyState
        title={t('not_found')}
        text={t('not_found_what')}
        action={<Button onClick={() => navigate(links.destinations)}>{t('to_destinations')}</Button>}
      />
    );
  }
  if (error) return <ErrorAlert error={error} onRetry={onRetry} />;
  return (
    <Box textAlign="center" padding="xxl">
      <Spinner size="large" />
      <Box variant="p">{t('loading')}</Box>
    </Box>
  );
}
