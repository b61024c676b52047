import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Destination } from '../api/types.ts';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import type { ApproximateTime, Health, HealthState } from './health.ts';
import { healthMessages } from './messages.ts';

const NOON_MS = 12 * 3_600_000;

const TYPES: Readonly<Record<HealthState, StatusIndicatorProps.Type>> = {
  failing: 'error',
  degraded: 'warning',
  recovered: 'success',
  healthy: 'success',
  idle: 'info',
};

/** Shows the health state; for a disabled destination, the reason why it is disabled. */
export function HealthIndicator({ destination, health }: { destination: Destination; health: Health }) {
  const t = useMessages(healthMessages);
  if (destination.status === 'disabled') {
    const reason = destination.status_details?.disabled.reason ?? 'user';
    return <StatusIndicator type={reason === 'user' ? 'stopped' : 'error'}>{t(`disabled_${reason}`)}</StatusIndicator>;
  }
  return <StatusIndicator type={TYPES[health.state]}>{t(health.state)}</StatusIndicator>;
}

/** Returns a function that writes a time as precisely as it is known. */
export function useApproximateTime(): (time: ApproximateTime) => string {
  const t = useMessages(healthMessages);
  const { formats } = useI18n();
  return ({ at, precision }) => {
    if (precision === 'exact') return formats.dateTime(at);
    // Days are UTC days. Their noon has the same date in almost every time zone.
    if (precision === 'day') return t('about', { when: formats.day(at + NOON_MS) });
    return t('about', { when: `${formats.day(at)} ${formats.time(at)}` });
  };
}
