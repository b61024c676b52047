import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { pageToken } from '../../../../api-client/pages.ts';
import { useSession } from '../../account/session.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { Frame } from '../../shell/frame.tsx';
import { links } from '../../shell/links.ts';
import { type Chosen, DestinationDialog } from '../actions/destination-dialog.tsx';
import { DestinationList } from './list.tsx';
import { LocalListeners } from './local-listeners.tsx';
import { destinationsMessages } from './messages.ts';
import { PageButtons } from './page-buttons.tsx';

const REFRESH_MS = 10_000;

/** The list of destinations. */
export default function Page() {
  const t = useMessages(destinationsMessages);
  const { api, scope, can } = useSession();
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useState<Chosen>();
  const page = params.get('page') ?? undefined;
  const mayRead = can('destinations:read');
  const list = useQuery({
    queryKey: [scope, 'destinations', page],
    enabled: mayRead,
    queryFn: () => api.destinations(page === undefined ? {} : { page }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  const turnTo = (token: string | undefined) => setParams(token === undefined ? {} : { page: token });
  const older = list.data && pageToken(list.data.next_page_url);
  const newer = list.data && pageToken(list.data.previous_page_url);
  // An empty last page would look as if there were no destinations.
  const deleted = () => {
    if (page !== undefined && list.data?.data.length === 1) turnTo(undefined);
  };
  const failed = list.error && !list.data;
  return (
    <Frame title={t('title')} contentType="table" breadcrumbs={[{ text: t('title'), href: links.destinations }]}>
      {(!mayRead || failed) && (
        <ContentLayout header={<Header variant="h1">{t('title')}</Header>}>
          {mayRead ? (
            <ErrorAlert error={list.error} onRetry={list.refetch} />
          ) : (
            <EmptyState title={t('no_read_permission')} text={t('no_read_permission_what')} />
          )}
        </ContentLayout>
      )}
      {mayRead && !failed && (
        <DestinationList
          destinations={list.data?.data ?? []}
          loading={list.isPending}
          header={
            <SpaceBetween size="s">
              <Header variant="awsui-h1-sticky" description={t('what')} actions={<CreateButton primary />}>
                {t('title')}
              </Header>
              {list.error && (
                <Alert type="warning" header={t('refresh_failed')}>
                  {list.error.message}
                </Alert>
              )}
            </SpaceBetween>
          }
          pagination={<PageButtons newer={newer} older={older} busy={list.isPlaceholderData} onTurn={turnTo} />}
          empty={<Empty />}
          onChoose={(action, destination) => setChosen({ action, destination })}
        />
      )}
      {mayRead && <LocalListeners />}
      <DestinationDialog chosen={chosen} onClose={() => setChosen(undefined)} onDeleted={deleted} />
    </Frame>
  );
}

function CreateButton({ primary = false }: { primary?: boolean }) {
  const t = useMessages(destinationsMessages);
  const { can } = useSession();
  const [, navigate] = useLocation();
  return (
    <Button
      variant={primary ? 'primary' : 'normal'}
      disabled={!can('destinations:write')}
      disabledReason={t('no_create_permission')}
      onClick={() => navigate(links.newDestination)}
    >
      {t('create')}
    </Button>
  );
}

function Empty() {
  const t = useMessages(destinationsMessages);
  const [, navigate] = useLocation();
  return (
    <EmptyState
      title={t('empty')}
      text={t('empty_what')}
      action={
        <Box display="inline-block">
          <SpaceBetween direction="horizontal" size="xs">
            <CreateButton />
            <Button onClick={() => navigate(links.builder)}>{t('build')}</Button>
          </SpaceBetween>
        </Box>
      }
    />
  );
}
