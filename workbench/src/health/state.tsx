import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Destination } from '../api/types.ts';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import type { About, Health, HealthState } from './health.ts';
import { healthMessages } from './messages.ts';

const NOON_MS = 12 * 3_600_000;

const TYPES: Readonly<Record<HealthState, StatusIndicatorProps.Type>> = {
  failing: 'error',
  unsteady: 'warning',
  recovered: 'success',
  healthy: 'success',
  quiet: 'info',
};

/** How a destination does, in a few words: that it was cut off or disabled first, for nothing is sent then. */
export function HealthIndicator({ destination, health }: { destination: Destination; health: Health }) {
  const t = useMessages(healthMessages);
  if (destination.status === 'disabled') {
    const reason = destination.status_details?.disabled.reason ?? 'user';
    if (reason === 'user') return <StatusIndicator type="stopped">{t('disabled_by_user')}</StatusIndicator>;
    return <StatusIndicator type="error">{t(`cut_off_${reason}`)}</StatusIndicator>;
  }
  return <StatusIndicator type={TYPES[health.state]}>{t(health.state)}</StatusIndicator>;
}

/** A time as exactly as it is known. */
export function useAbout(): (about: About) => string {
  const t = useMessages(healthMessages);
  const { formats } = useI18n();
  return ({ at, to }) => {
    if (to === 'moment') return formats.dateTime(at);
    // Days are those of UTC: their noon is on the same date almost everywhere.
    if (to === 'day') return t('about', { when: formats.day(at + NOON_MS) });
    return t('about', { when: `${formats.day(at)} ${formats.time(at)}` });
  };
}
