import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { errorRateOf, type Health } from '../health/health.ts';
import { HealthIndicator, useAbout } from '../health/state.tsx';
import type { Examined } from '../health/use-health.ts';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { PageLink } from '../shared/link.tsx';
import { links } from '../shell/links.ts';
import { overviewMessages } from './messages.ts';

/** What fails at the moment, and since when; what to do about it is on the page about health. */
export function FailingDestinations({ examined }: { examined: readonly (Examined & { health: Health })[] }) {
  const t = useMessages(overviewMessages);
  const { formats } = useI18n();
  const about = useAbout();
  return (
    <Table
      items={examined}
      trackBy={({ destination }) => destination.id}
      ariaLabels={{ tableLabel: t('failing_list') }}
      header={
        <Header
          variant="h2"
          counter={`(${formats.number(examined.length)})`}
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
          cell: ({ health }) => (health.failingSince ? about(health.failingSince) : t('long')),
        },
        {
          id: 'rate',
          header: t('rate'),
          cell: ({ health }) => {
            const rate = errorRateOf(health.today);
            return rate === undefined ? t('nothing') : formats.percent(rate);
          },
        },
      ]}
    />
  );
}
