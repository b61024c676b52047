import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import MixedLineBarChart from '@cloudscape-design/components/mixed-line-bar-chart';
import type { Metrics } from '../../api/types.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { useMedia } from '../../shared/hooks/use-media.ts';
import {
  bucketText,
  durationDomain,
  durationPoints,
  isEmpty,
  outcomeBars,
  outcomeDomain,
  type Range,
} from './chart-series.ts';
import { destinationOverviewMessages } from './messages.ts';

const HEIGHT = 220;
/** Status colors of the design system's charts, for light and dark pages. */
const COLORS = {
  delivered: 'var(--color-charts-status-positive-bijtpy, #67a353)',
  retried: 'var(--color-charts-status-low-794jpj, #b2911c)',
  failed: 'var(--color-charts-status-high-36e4y0, #ba2e0f)',
} as const;

/** Charts of outcomes and durations over time. */
export default function Charts({ metrics, range }: { metrics: Metrics; range: Range }) {
  // Two charts side by side need a wide screen.
  const narrow = useMedia('(max-width: 1100px)');
  return (
    <ColumnLayout columns={narrow ? 1 : 2}>
      <Outcomes metrics={metrics} range={range} />
      <Durations metrics={metrics} range={range} />
    </ColumnLayout>
  );
}

interface ChartProps {
  readonly metrics: Metrics;
  readonly range: Range;
}

function Empty() {
  const t = useMessages(destinationOverviewMessages);
  return <EmptyState title={t('no_traffic')} text={t('no_traffic_what')} />;
}

function Outcomes({ metrics, range }: ChartProps) {
  const t = useMessages(destinationOverviewMessages);
  const { formats } = useI18n();
  const bars = outcomeBars(metrics.data, range);
  const series = (['delivered', 'retried', 'failed'] as const).map((name) => ({
    type: 'bar' as const,
    title: t(name),
    color: COLORS[name],
    data: bars.map((bar) => ({ x: bar.start, y: bar[name] })),
    valueFormatter: (value: number) => formats.number(value),
  }));
  return (
    <div>
      <Box variant="h3">{t('outcomes')}</Box>
      <Box variant="p" color="text-body-secondary">
        {t(`outcomes_${range}`)}
      </Box>
      <MixedLineBarChart<Date>
        ariaLabel={t('outcomes')}
        ariaDescription={t(`outcomes_${range}`)}
        height={HEIGHT}
        series={isEmpty(bars) ? [] : series}
        stackedBars
        hideFilter
        xScaleType="categorical"
        xDomain={bars.map(({ start }) => start)}
        yDomain={outcomeDomain(bars)}
        xTickFormatter={(at) => bucketText(range, formats, at)}
        yTickFormatter={(value) => (Number.isInteger(value) ? formats.number(value) : '')}
        xTitle={t('time')}
        yTitle={t('count')}
        detailPopoverSize="medium"
        empty={<Empty />}
      />
    </div>
  );
}

function Durations({ metrics, range }: ChartProps) {
  const t = useMessages(destinationOverviewMessages);
  const { formats } = useI18n();
  const points = durationPoints(metrics.data);
  const series = (['p50', 'p95'] as const).map((name) => ({
    type: 'line' as const,
    title: t(name),
    data: points.map((point) => ({ x: point.start, y: point[name] })),
    valueFormatter: (value: number) => `≈ ${formats.duration(value)}`,
  }));
  // A line with one point is invisible.
  const bars = series.map((one) => ({ ...one, type: 'bar' as const }));
  return (
    <div>
      <Box variant="h3">{t('durations')}</Box>
      <Box variant="p" color="text-body-secondary">
        {t('durations_what')}
      </Box>
      <MixedLineBarChart<Date>
        ariaLabel={t('durations')}
        ariaDescription={t('durations_what')}
        height={HEIGHT}
        series={points.length === 0 ? [] : points.length === 1 ? bars : series}
        hideFilter
        xScaleType={points.length === 1 ? 'categorical' : 'time'}
        xDomain={
          points.length === 1 ? points.map(({ start }) => start) : [new Date(metrics.since), new Date(metrics.until)]
        }
        yDomain={durationDomain(points)}
        xTickFormatter={(at) => bucketText(range, formats, at)}
        yTickFormatter={(value) => formats.duration(value)}
        xTitle={t('time')}
        yTitle={t('duration')}
        detailPopoverSize="medium"
        empty={<Empty />}
      />
    </div>
  );
}
