import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useSession } from '../account/session.tsx';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { PageLink } from '../shared/link.tsx';
import { DeliveryStatus } from '../shared/status.tsx';
import { TimeAgo } from '../shared/time.tsx';
import { links } from '../shell/links.ts';
import { overviewMessages } from './messages.ts';
import type { NamedDelivery } from './newest.ts';

/** Lists the newest deliveries of all destinations. */
export function RecentDeliveries({ items, loading }: { items: readonly NamedDelivery[]; loading: boolean }) {
  const t = useMessages(overviewMessages);
  const { formats } = useI18n();
  const { account } = useSession();
  return (
    <Table
      items={items}
      trackBy={({ delivery, destination }) => `${destination.id} ${delivery.account} ${delivery.event}`}
      loading={loading && items.length === 0}
      loadingText={t('loading')}
      ariaLabels={{ tableLabel: t('recent') }}
      enableKeyboardNavigation
      header={
        <Header
          variant="h2"
          description={t('recent_what')}
          actions={<PageLink href={links.events}>{t('see_events')}</PageLink>}
        >
          {t('recent')}
        </Header>
      }
      empty={<EmptyState title={t('no_recent')} text={t('no_recent_what')} />}
      columnDefinitions={[
        {
          id: 'type',
          header: t('type'),
          isRowHeader: true,
          cell: ({ delivery, destination }) => (
            <PageLink href={links.deliveryOf(destination.id, delivery, account)}>{delivery.event_type}</PageLink>
          ),
        },
        { id: 'status', header: t('status'), cell: ({ delivery }) => <DeliveryStatus status={delivery.status} /> },
        {
          id: 'destination',
          header: t('destination'),
          cell: ({ destination }) => <PageLink href={links.destination(destination.id)}>{destination.name}</PageLink>,
        },
        { id: 'attempts', header: t('attempts'), cell: ({ delivery }) => formats.number(delivery.attempt_count) },
        { id: 'published', header: t('published'), cell: ({ delivery }) => <TimeAgo at={delivery.created} /> },
      ]}
    />
  );
}
