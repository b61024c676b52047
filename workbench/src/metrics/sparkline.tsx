import type { Metrics } from '../api/types.ts';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { heightsOf, seriesOf } from './attempt-series.ts';
import { describeSparkline } from './sparkline-description.ts';
import { sparklineMessages } from './sparkline-messages.ts';

const BAR = 4;
const GAP = 1;

/** Shows attempts by hour or day: successes at the bottom, failures above. Screen readers get a description. */
export function Sparkline({ metrics, height = 28 }: { metrics: Pick<Metrics, 'totals' | 'data'>; height?: number }) {
  const t = useMessages(sparklineMessages);
  const { formats } = useI18n();
  const series = seriesOf(metrics);
  const heights = heightsOf(series, height);
  const width = Math.max(1, series.bars.length * (BAR + GAP) - GAP);
  return (
    <svg
      className="workbench-sparkline"
      role="img"
      aria-label={describeSparkline(series, t, formats.dateTime)}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      <rect className="workbench-sparkline-base" x={0} y={height - 1} width={width} height={1} />
      {series.bars.map((bar, index) => {
        const x = index * (BAR + GAP);
        const { succeeded, failed } = heights[index] ?? { succeeded: 0, failed: 0 };
        return (
          <g key={bar.start}>
            <title>
              {t('bar', { when: formats.dateTime(bar.start), succeeded: bar.total - bar.failed, failed: bar.failed })}
            </title>
            <rect className="workbench-sparkline-hover" x={x} y={0} width={BAR + GAP} height={height} />
            <rect
              className="workbench-sparkline-succeeded"
              x={x}
              y={height - succeeded}
              width={BAR}
              height={succeeded}
            />
            <rect
              className="workbench-sparkline-failed"
              x={x}
              y={height - succeeded - failed}
              width={BAR}
              height={failed}
            />
          </g>
        );
      })}
    </svg>
  );
}
