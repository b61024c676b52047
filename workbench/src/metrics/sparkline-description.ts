import type { Values } from '../i18n/messages.ts';
import type { Series } from './attempt-series.ts';
import type { SparklineText } from './sparkline-messages.ts';

/** Describes the bars as text for screen readers. @param when formats a time, RFC 3339 */
export function describeSparkline(
  { total, failed, worst, bars }: Series,
  t: (key: SparklineText, values?: Values) => string,
  when: (time: string) => string,
): string {
  const since = bars[0] ? when(bars[0].start) : '';
  if (total === 0) return t('nothing', { since });
  if (!worst) return t('all_succeeded', { count: total, since });
  const summary = t('some_failed', { count: total, failed, since });
  return `${summary} ${t('worst', { failed: worst.failed, when: when(worst.start) })}`;
}
