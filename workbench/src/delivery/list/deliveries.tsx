/** Lists the deliveries of a destination. The API filters and pages them. The newest page is refreshed automatically. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useCallback, useRef, useState } from 'react';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { sharedMessages } from '../../shared/messages.ts';
import { useResendRefusal } from '../details/use-resend.ts';
import type { ListView } from '../filter/list-view.ts';
import { useColumns } from './columns.tsx';
import './deliveries.css';
import { type ListFilter, NO_FILTER } from '../filter/filter.ts';
import { FilterBar } from '../filter/filter-bar.tsx';
import { useListView } from '../filter/use-list-view.ts';
import { ResendDialog } from '../resend/resend-dialog.tsx';
import { Empty } from './empty.tsx';
import { ListHeader } from './list-header.tsx';
import { deliveriesMessages } from './messages.ts';
import { PageSize, usePageSize } from './page-size.tsx';
import { Pager } from './pager.tsx';
import { keyOf, type Row } from './refresh.ts';
import { useDeliveryList } from './use-delivery-list.ts';
import { useIsReading } from './use-is-reading.ts';
import { useListKeys } from './use-list-keys.ts';

const NO_ROWS: readonly Row[] = [];

export function Deliveries({ destination }: { destination: Destination }) {
  const t = useMessages(deliveriesMessages);
  const shared = useMessages(sharedMessages);
  const { account } = useSession();
  const { view, setView, hrefOf } = useListView();
  const { filter, page, opened } = view;
  const [limit, setLimit] = usePageSize();
  const [live, setLive] = useState(true);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [resending, setResending] = useState<readonly Row[]>();
  const refusal = useResendRefusal(destination);

  const list = useRef<HTMLDivElement>(null);
  const isReading = useIsReading(list, { opened: opened !== undefined, selected: selected.size > 0 });
  const query = useDeliveryList(destination.id, { filter, page, limit, live, isReading });
  const { shown } = query;
  const rows = shown?.page.data ?? NO_ROWS;
  const openedKey = opened && keyOf({ event: opened.event, account: opened.account ?? account });
  const chosen = rows.filter((row) => selected.has(keyOf(row)));

  const openedAt = useCallback(
    (row: Row): ListView => ({
      ...view,
      opened: { event: row.event, ...(row.account === account ? {} : { account: row.account }) },
    }),
    [view, account],
  );
  // The panel adds one entry to the browser history, however many deliveries are opened in it.
  const open = useCallback(
    (row: Row) => setView(openedAt(row), { replace: opened !== undefined }),
    [setView, openedAt, opened],
  );
  const rowHref = useCallback((row: Row) => hrefOf(openedAt(row)), [hrefOf, openedAt]);
  const close = () => setView({ filter, ...(page === undefined ? {} : { page }) });
  const goTo = (to: { filter: ListFilter; page?: string | undefined }) => {
    setSelected(new Set());
    setView({
      filter: to.filter,
      ...(to.page === undefined ? {} : { page: to.page }),
      ...(opened ? { opened } : {}),
    });
  };
  const goToPage = (token: string | undefined) => goTo({ filter, page: token });

  useListKeys(list, {
    rows,
    opened: openedKey,
    onOpen: open,
    onClose: close,
    onResend: (row) => {
      const wanted = chosen.length > 0 ? chosen : row ? [row] : [];
      if (wanted.length > 0 && refusal === undefined) setResending(wanted);
    },
  });
  const columns = useColumns({ opened: openedKey, hrefOf: rowHref, onOpen: open });
  const statusOf = ({ status }: Row) => shared(status);

  return (
    <SpaceBetween size="s">
      {query.error && <ErrorAlert error={query.error} onRetry={query.refetch} />}
      <div ref={list}>
        <Table
          variant="container"
          header={
            <ListHeader
              shown={shown}
              selected={chosen.length}
              live={live}
              onLive={page === undefined ? setLive : undefined}
              fetching={query.isFetching}
              refusal={chosen.length === 0 ? t('resend_none') : refusal}
              onRefresh={() => {
                query.refetch();
                query.showNewest();
              }}
              onShow={() => {
                query.showNewest();
                scrollTo({ top: 0 });
              }}
              onResend={() => setResending(chosen)}
            />
          }
          filter={
            <FilterBar destination={destination} filter={filter} onChange={(changed) => goTo({ filter: changed })} />
          }
          pagination={<Pager shown={shown} page={page} onPage={goToPage} />}
          preferences={<PageSize size={limit} onSize={setLimit} />}
          columnDefinitions={columns}
          items={rows}
          trackBy={keyOf}
          loading={!shown && !query.error}
          loadingText={t('loading')}
          empty={
            shown && (
              <Empty shown={shown} filter={filter} onClear={() => goTo({ filter: NO_FILTER })} onPage={goToPage} />
            )
          }
          selectionType="multi"
          selectedItems={chosen}
          onSelectionChange={({ detail }) => setSelected(new Set(detail.selectedItems.map(keyOf)))}
          onRowClick={({ detail }) => open(detail.item)}
          ariaLabels={{
            tableLabel: t('table'),
            selectionGroupLabel: t('selection'),
            allItemsSelectionLabel: () => t('select_all'),
            itemSelectionLabel: (_data, row) =>
              t('select', { event: row.event, type: row.event_type, status: statusOf(row) }),
          }}
          renderAriaLive={({ visibleItemsCount }) => t('announced', { count: visibleItemsCount })}
          footer={
            <Box color="text-body-secondary" fontSize="body-s">
              {t('what')} {t('keys')}
            </Box>
          }
        />
      </div>
      {resending && (
        <ResendDialog
          destinationId={destination.id}
          rows={resending}
          onClose={() => {
            setResending(undefined);
            setSelected(new Set());
          }}
        />
      )}
    </SpaceBetween>
  );
}
