import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import LineChart from '@cloudscape-design/components/line-chart';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { useMedia } from '../shared/hooks/use-media.ts';
import { RefreshableHeader } from '../shared/refreshable-header.tsx';
import { Frame } from '../shell/frame.tsx';
import { links } from '../shell/links.ts';
import { platformMetricsMessages } from './messages.ts';
import { countLines, fetchMetrics, isTime, type Metric, timeLines } from './metrics.ts';

const REFRESH_MS = 10_000;
/** Minimum time that a chart shows, milliseconds. */
const MIN_RANGE_MS = 30 * 60_000;

export default function PlatformMetricsPage() {
  const t = useMessages(platformMetricsMessages);
  const { platformMetrics, scope } = useSession();
  const metrics = useQuery({
    queryKey: [scope, 'platform-metrics'],
    queryFn: () => fetchMetrics(platformMetrics as string),
    enabled: platformMetrics !== undefined,
    refetchInterval: REFRESH_MS,
  });
  return (
    <Frame title={t('title')} breadcrumbs={[{ text: t('title'), href: links.platformMetrics }]}>
      <ContentLayout
        header={
          <RefreshableHeader
            title={t('title')}
            description={t('what')}
            refresh={t('refresh')}
            disabled={platformMetrics === undefined}
          />
        }
      >
        {platformMetrics === undefined && <EmptyState title={t('not_here')} text={t('not_here_what')} />}
        {metrics.isLoading && <Spinner size="large" />}
        {metrics.isLoadingError && <ErrorAlert error={metrics.error} onRetry={metrics.refetch} />}
        {metrics.data?.length === 0 && <EmptyState title={t('none')} text={t('none_what')} />}
        {metrics.data && metrics.data.length > 0 && <Charts metrics={metrics.data} until={metrics.dataUpdatedAt} />}
      </ContentLayout>
    </Frame>
  );
}

function Charts({ metrics, until }: { metrics: readonly Metric[]; until: number }) {
  const narrow = useMedia('(max-width: 1100px)');
  return (
    <ColumnLayout columns={narrow ? 1 : 2}>
      {metrics.map((metric) => (
        <Chart key={metric.name} metric={metric} until={until} />
      ))}
    </ColumnLayout>
  );
}

function Chart({ metric, until }: { metric: Metric; until: number }) {
  const t = useMessages(platformMetricsMessages);
  const { formats } = useI18n();
  const time = isTime(metric);
  const lines = time
    ? timeLines(metric, { average: t('average'), maximum: t('maximum') })
    : countLines(metric, t('all'), until);
  const format = (value: number) => (time ? formats.duration(value) : formats.number(value));
  const points = lines.flatMap(({ data }) => data);
  const highest = Math.max(1, ...points.map(({ y }) => y));
  const times = points.map(({ x }) => x.getTime());
  const xDomain = [Math.min(until - MIN_RANGE_MS, ...times), Math.max(until, ...times)].map((at) => new Date(at));
  const description = t(time ? 'time' : 'count');
  return (
    <Container
      header={
        <Header variant="h2" description={description}>
          {metric.name}
        </Header>
      }
    >
      <LineChart<Date>
        ariaLabel={metric.name}
        ariaDescription={description}
        height={160}
        hideFilter
        xScaleType="time"
        series={lines.map((line) => ({ type: 'line', ...line, valueFormatter: format }))}
        xDomain={xDomain}
        yDomain={[0, highest]}
        xTickFormatter={(at) => formats.time(at)}
        yTickFormatter={(value) => (time || Number.isInteger(value) ? format(value) : '')}
        xTitle={t('at')}
      />
    </Container>
  );
}
