import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { errorRateOf } from '../health/health.ts';
import { HealthIndicator, useApproximateTime } from '../health/health-indicator.tsx';
import type { LoadedHealth } from '../health/use-health.ts';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { PageLink } from '../shared/link.tsx';
import { links } from '../shell/links.ts';
import { overviewMessages } from './messages.ts';

/** Lists the destinations that fail now. The health page recommends actions. */
export function FailingDestinations({ items }: { items: readonly LoadedHealth[] }) {
  const t = useMessages(overviewMessages);
  const { formats } = useI18n();
  const timeText = useApproximateTime();
  return (
    <Table
      items={items}
      trackBy={({ destination }) => destination.id}
      ariaLabels={{ tableLabel: t('failing_list') }}
      header={
        <Header
          variant="h2"
          counter={`(${formats.number(items.length)})`}
          actions={<PageLink href={links.health}>{t('to_health')}</PageLink>}
        >
          {t('failing_list')}
        </Header>
      }
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
          id: 'since',
          header: t('since'),
          cell: ({ health }) => (health.failingSince ? timeText(health.failingSince) : t('long')),
        },
        {
          id: 'rate',
          header: t('rate'),
          cell: ({ health }) => {
            const rate = errorRateOf(health.today);
            return rate === undefined ? t('no_attempts') : formats.percent(rate);
          },
        },
      ]}
    />
  );
}
