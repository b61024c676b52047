import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'wouter';
import { useSession } from '../../account/session.tsx';
import type { Destination, Metrics } from '../../api/types.ts';
import { errorRateOf } from '../../health/health.ts';
import { metricsQuery } from '../../health/queries.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { RANGES, type Range, rangeOf } from './chart-series.ts';
import { ErrorTable } from './error-table.tsx';
import { destinationOverviewMessages } from './messages.ts';

// The chart library is as large as the rest of the page.
const Charts = lazy(() => import('./charts.tsx'));

/** Query parameter; omitted for the day. */
const PARAMETER = 'range';

/** Shows the deliveries of a destination over a day, a week or a month. */
export function Traffic({ destination }: { destination: Destination }) {
  const t = useMessages(destinationOverviewMessages);
  const session = useSession();
  const [search, setSearch] = useSearchParams();
  const range = rangeOf(search.get(PARAMETER));
  const metrics = useQuery({
    ...metricsQuery(session, destination.id, range),
    enabled: session.can('destinations:read'),
    placeholderData: keepPreviousData,
  });
  const choose = (to: Range) =>
    setSearch(
      (was) => {
        const next = new URLSearchParams(was);
        if (to === 'day') next.delete(PARAMETER);
        else next.set(PARAMETER, to);
        return next;
      },
      { replace: true },
    );
  // While another range loads, the charts show the previous one.
  const shown: Range = metrics.isPlaceholderData && metrics.data ? shownRange(metrics.data) : range;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SegmentedControl
              label={t('range')}
              selectedId={range}
              options={RANGES.map((id) => ({ id, text: t(`range_${id}`) }))}
              onChange={({ detail }) => choose(rangeOf(detail.selectedId))}
            />
          }
        >
          {t('traffic')}
        </Header>
      }
    >
      {metrics.isLoading && <StatusIndicator type="loading">{t('chart_loading')}</StatusIndicator>}
      {metrics.isLoadingError && <ErrorAlert error={metrics.error} onRetry={metrics.refetch} />}
      {metrics.data && (
        <SpaceBetween size="l">
          <Totals totals={metrics.data.totals} />
          <Suspense fallback={<StatusIndicator type="loading">{t('chart_loading')}</StatusIndicator>}>
            <Charts metrics={metrics.data} range={shown} />
          </Suspense>
          <ErrorTable errors={metrics.data.totals.errors} />
        </SpaceBetween>
      )}
    </Container>
  );
}

const HOURS_A_DAY = 24;

const shownRange = ({ granularity, data }: Metrics): Range => {
  if (granularity === 'day') return 'month';
  return data.length > HOURS_A_DAY ? 'week' : 'day';
};

function Totals({ totals }: { totals: Metrics['totals'] }) {
  const t = useMessages(destinationOverviewMessages);
  const { formats } = useI18n();
  const rate = errorRateOf(totals);
  const duration = (ms: number | null) => (ms === null ? t('none') : `≈ ${formats.duration(ms)}`);
  return (
    <KeyValuePairs
      columns={4}
      minColumnWidth={120}
      items={[
        { label: t('attempts'), value: formats.number(totals.attempts) },
        { label: t('delivered'), value: formats.number(totals.delivered) },
        { label: t('retried'), value: formats.number(totals.retried) },
        { label: t('failed'), value: formats.number(totals.failed) },
        { label: t('error_rate'), value: rate === undefined ? t('none') : formats.percent(rate) },
        { label: t('p50'), value: duration(totals.duration_ms.p50) },
        { label: t('p95'), value: duration(totals.duration_ms.p95) },
      ]}
    />
  );
}
