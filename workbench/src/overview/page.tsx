import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';
import { destinationsQuery } from '../health/queries.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { RefreshableHeader } from '../shared/refreshable-header.tsx';
import { Frame } from '../shell/frame.tsx';
import { AccountOverview } from './account.tsx';
import { FirstSteps } from './first-steps.tsx';
import { overviewMessages } from './messages.ts';

/** The start page: current status and next steps. */
export default function OverviewPage() {
  const t = useMessages(overviewMessages);
  const session = useSession();
  const readable = session.can('destinations:read');
  const destinations = useQuery({ ...destinationsQuery(session), enabled: readable });
  return (
    <Frame title={t('title')}>
      <ContentLayout
        header={
          <RefreshableHeader title={t('title')} description={t('what')} refresh={t('refresh')} disabled={!readable} />
        }
      >
        {!readable && <EmptyState title={t('no_read')} />}
        {destinations.isLoading && (
          <Box textAlign="center" padding="l">
            <Spinner size="large" />
            <Box variant="p">{t('loading')}</Box>
          </Box>
        )}
        {destinations.isLoadingError && <ErrorAlert error={destinations.error} onRetry={destinations.refetch} />}
        {destinations.data &&
          (destinations.data.data.length === 0 ? (
            <FirstSteps />
          ) : (
            <AccountOverview destinations={destinations.data.data} />
          ))}
      </ContentLayout>
    </Frame>
  );
}
