import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Popover from '@cloudscape-design/components/popover';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { type ReactNode, useMemo } from 'react';
import type { Event } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { PageLink } from '../../shared/link.tsx';
import { Time } from '../../shared/time.tsx';
import { links } from '../../shell/links.ts';
import { listMessages } from './messages.ts';

export function EventsTable({
  events,
  loading,
  ...slots
}: { events: readonly Event[]; loading: boolean } & Record<'header' | 'filter' | 'pagination' | 'empty', ReactNode>) {
  const t = useMessages(listMessages);
  const columns = useMemo((): TableProps.ColumnDefinition<Event>[] => {
    return [
      { id: 'type', header: t('type'), isRowHeader: true, minWidth: 200, cell: (event) => <TypeCell event={event} /> },
      { id: 'delivery', header: t('delivery'), minWidth: 215, cell: (event) => <DeliveryCell event={event} /> },
      { id: 'created', header: t('created'), minWidth: 180, cell: ({ created }) => <Time at={created * 1000} /> },
      { id: 'object', header: t('object'), minWidth: 125, cell: ({ data }) => <ObjectCell object={data.object} /> },
      { id: 'id', header: t('id'), minWidth: 150, cell: ({ id }) => <Box variant="code">{id}</Box> },
      { id: 'version', header: t('api_version'), minWidth: 130, cell: ({ api_version }) => api_version },
    ];
  }, [t]);
  return (
    <Table
      {...slots}
      items={events}
      trackBy="id"
      columnDefinitions={columns}
      loading={loading}
      loadingText={t('loading')}
      variant="full-page"
      stickyHeader
      wrapLines
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: t('table') }}
      renderAriaLive={({ visibleItemsCount }) => t('shown', { count: visibleItemsCount })}
    />
  );
}

function TypeCell({ event }: { event: Event }) {
  const t = useMessages(listMessages);
  const { id, type, account, schema_warnings, uncatalogued } = event;
  return (
    <SpaceBetween size="xxs" direction="horizontal" alignItems="center">
      <PageLink href={links.event(id)}>{type}</PageLink>
      {account !== undefined && (
        <Box variant="small" color="text-body-secondary">
          {t('of_account', { account })}
        </Box>
      )}
      {uncatalogued && <Badge color="grey">{t('uncatalogued')}</Badge>}
      {schema_warnings !== undefined && (
        <Badge color="severity-medium">{t('warnings', { count: schema_warnings.length })}</Badge>
      )}
    </SpaceBetween>
  );
}

function DeliveryCell({ event: { pending_webhooks: count } }: { event: Event }) {
  const t = useMessages(listMessages);
  if (count === 0) return <StatusIndicator type="success">{t('delivered_all')}</StatusIndicator>;
  return (
    <Popover dismissButton={false} size="small" content={t('outstanding_what')}>
      <StatusIndicator type="pending">{t('outstanding', { count })}</StatusIndicator>
    </Popover>
  );
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function ObjectCell({ object }: { object: Event['data']['object'] }) {
  const [type, id] = [text(object.object), text(object.id)];
  if (type === undefined && id === undefined) return '–';
  return (
    <>
      {type} {id !== undefined && <Box variant="code">{id}</Box>}
    </>
  );
}
