import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { pageToken } from '../../../../api-client/pages.ts';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { recoverMessages } from '../messages.ts';
import { useRecoveryColumns } from './recovery-columns.tsx';
import { runningOf } from './recovery-progress.ts';
import { StopConfirmation, useStop } from './stop-recovery.tsx';
import { recoveriesKey } from './use-recovery.ts';

const PAGE = 20;
const RUNNING_POLL_MS = 2000;
/** Query parameter of the page token. */
const PARAMETER = 'page';

/** Lists the recoveries of a destination, running ones included. */
export function Recoveries({ destination }: { destination: Destination }) {
  const t = useMessages(recoverMessages);
  const { api, scope, can } = useSession();
  const { id } = destination;
  const [search, setSearch] = useSearchParams();
  const page = search.get(PARAMETER) ?? undefined;
  const setPage = (token: string | undefined) =>
    setSearch((was) => {
      const next = new URLSearchParams(was);
      if (token === undefined) next.delete(PARAMETER);
      else next.set(PARAMETER, token);
      return next;
    });
  const stop = useStop(id);
  const list = useQuery({
    queryKey: [...recoveriesKey(scope, id), 'page', page],
    queryFn: () => api.recoveries(id, { limit: PAGE, ...(page === undefined ? {} : { page }) }),
    enabled: can('destinations:read'),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (runningOf(state.data?.data ?? []) ? RUNNING_POLL_MS : false),
  });
  const columns = useRecoveryColumns(stop.ask);
  if (!can('destinations:read')) return <EmptyState title={t('no_read')} />;
  if (list.isLoadingError) return <ErrorAlert error={list.error} onRetry={list.refetch} />;
  const newer = pageToken(list.data?.previous_page_url ?? null);
  const older = pageToken(list.data?.next_page_url ?? null);
  return (
    <>
      <Table
        items={list.data?.data ?? []}
        trackBy="id"
        columnDefinitions={columns}
        loading={list.isLoading}
        loadingText={t('list_loading')}
        wrapLines
        enableKeyboardNavigation
        ariaLabels={{ tableLabel: t('list') }}
        header={
          <Header
            description={t('list_what')}
            actions={
              <Button
                iconName="refresh"
                ariaLabel={t('refresh')}
                loading={list.isFetching && !list.isPlaceholderData && !runningOf(list.data?.data ?? [])}
                onClick={() => list.refetch()}
              />
            }
          >
            {t('list')}
          </Header>
        }
        empty={<EmptyState title={t('none')} text={t('none_what')} />}
        footer={
          (newer ?? older) !== undefined && (
            <Box textAlign="center">
              <nav aria-label={t('pages')}>
                <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                  <Button iconName="angle-left" disabled={newer === undefined} onClick={() => setPage(newer)}>
                    {t('newer')}
                  </Button>
                  <Button
                    iconName="angle-right"
                    iconAlign="right"
                    disabled={older === undefined}
                    onClick={() => setPage(older)}
                  >
                    {t('older')}
                  </Button>
                </SpaceBetween>
              </nav>
            </Box>
          )
        }
      />
      <Modal visible={stop.confirming !== undefined} header={t('stop_sure')} onDismiss={stop.cancel}>
        <StopConfirmation stop={stop} />
      </Modal>
    </>
  );
}
