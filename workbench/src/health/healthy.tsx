import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { PageLink } from '../shared/link.tsx';
import { links } from '../shell/links.ts';
import { HealthIndicator, useApproximateTime } from './health-indicator.tsx';
import { healthMessages } from './messages.ts';
import type { LoadedHealth } from './use-health.ts';

/** Lists the destinations that need no attention. */
export function HealthyDestinations({ items, all }: { items: readonly LoadedHealth[]; all: boolean }) {
  const t = useMessages(healthMessages);
  const { formats } = useI18n();
  const timeText = useApproximateTime();
  return (
    <Table
      items={items}
      trackBy={({ destination }) => destination.id}
      header={
        <Header variant="h2" description={t(all ? 'all_well_what' : 'others_what')}>
          {t(all ? 'all_well' : 'others')}
        </Header>
      }
      ariaLabels={{ tableLabel: t(all ? 'all_well' : 'others') }}
      enableKeyboardNavigation
      columnDefinitions={[
        {
          id: 'name',
          header: t('name'),
          isRowHeader: true,
          cell: ({ destination }) => <PageLink href={links.destination(destination.id)}>{destination.name}</PageLink>,
        },
        {
          id: 'state',
          header: t('state'),
          cell: ({ destination, health }) => <HealthIndicator destination={destination} health={health} />,
        },
        {
          id: 'last',
          header: t('last_success'),
          cell: ({ health }) => (health.lastSuccess ? timeText(health.lastSuccess) : t('never')),
        },
        { id: 'delivered', header: t('delivered_month'), cell: ({ health }) => formats.number(health.all.delivered) },
      ]}
    />
  );
}
