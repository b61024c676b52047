import Alert, { type AlertProps } from '@cloudscape-design/components/alert';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { errorRateOf, type Health, type HealthState, newestFailure } from '../../health/health.ts';
import { useApproximateTime } from '../../health/health-indicator.tsx';
import { useFailureAdvice } from '../../health/use-failure-advice.ts';
import { useHealth } from '../../health/use-health.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { PageLink } from '../../shared/link.tsx';
import { links } from '../../shell/links.ts';
import { destinationOverviewMessages } from './messages.ts';

/** Describes the health of a destination in one sentence, and the recommended action when it fails. */
export function HealthSummary({ destination }: { destination: Destination }) {
  const t = useMessages(destinationOverviewMessages);
  const { can } = useSession();
  const query = useHealth(can('destinations:read') ? [destination] : [], true)[0];
  const health = query?.health;
  const isBad = health?.state === 'failing' || health?.state === 'degraded';
  const { advice } = useFailureAdvice(destination, isBad ? newestFailure(query?.newest ?? []) : undefined, health);
  const sentence = useSentence(health);
  // A banner of the page explains a disabled destination.
  if (!query || destination.status === 'disabled') return null;
  if (query.error) return <ErrorAlert error={query.error} onRetry={query.retry} />;
  if (!health) return <StatusIndicator type="loading">{t('health_loading')}</StatusIndicator>;
  if (!isBad) return <StatusIndicator type={TYPES[health.state]}>{sentence}</StatusIndicator>;
  return (
    <Alert type={TYPES[health.state]} action={<PageLink href={links.health}>{t('see_health')}</PageLink>}>
      {sentence} {advice && (advice.action ?? advice.summary)}
    </Alert>
  );
}

const TYPES: Readonly<Record<HealthState, AlertProps.Type>> = {
  failing: 'error',
  degraded: 'warning',
  recovered: 'success',
  healthy: 'success',
  idle: 'info',
};

function useSentence(health: Health | undefined): string {
  const t = useMessages(destinationOverviewMessages);
  const { formats } = useI18n();
  const timeText = useApproximateTime();
  if (!health) return '';
  const { state, failingSince, lastSuccess, today } = health;
  const last = lastSuccess ? t('last_success', { when: timeText(lastSuccess) }) : '';
  switch (state) {
    case 'failing': {
      const since = failingSince ? t('failing', { when: timeText(failingSince) }) : t('failing_long');
      return `${since} ${last}`;
    }
    case 'degraded':
      return t('degraded', { percent: formats.percent(errorRateOf(today) ?? 0) });
    case 'recovered':
      return `${t('recovered')} ${last}`;
    case 'healthy':
      return `${t('healthy')} ${last}`;
    default:
      return t('idle');
  }
}
