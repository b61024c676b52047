import Alert, { type AlertProps } from '@cloudscape-design/components/alert';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { errorRateOf, type Health, type HealthState, newestFailure } from '../../health/health.ts';
import { useAbout } from '../../health/state.tsx';
import { useAnswer } from '../../health/use-answer.ts';
import { useHealth } from '../../health/use-health.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { PageLink } from '../../shared/link.tsx';
import { links } from '../../shell/links.ts';
import { destinationOverviewMessages } from './messages.ts';

/** How a destination does, in one sentence; while it fails, what it answers and what to do as well. */
export function HealthSentence({ destination }: { destination: Destination }) {
  const t = useMessages(destinationOverviewMessages);
  const { can } = useSession();
  const examined = useHealth(can('destinations:read') ? [destination] : [], true)[0];
  const health = examined?.health;
  const isBad = health?.state === 'failing' || health?.state === 'unsteady';
  const { answer } = useAnswer(destination, isBad ? newestFailure(examined?.newest ?? []) : undefined, health);
  const sentence = useSentence(health);
  // What is disabled gets nothing, and the page says why at its top.
  if (!examined || destination.status === 'disabled') return null;
  if (examined.error) return <ErrorAlert error={examined.error} onRetry={examined.retry} />;
  if (!health) return <StatusIndicator type="loading">{t('health_loading')}</StatusIndicator>;
  if (!isBad) return <StatusIndicator type={TYPES[health.state]}>{sentence}</StatusIndicator>;
  return (
    <Alert type={TYPES[health.state]} action={<PageLink href={links.health}>{t('see_health')}</PageLink>}>
      {sentence} {answer && `${answer.says} ${answer.todo ?? ''}`}
    </Alert>
  );
}

const TYPES: Readonly<Record<HealthState, AlertProps.Type>> = {
  failing: 'error',
  unsteady: 'warning',
  recovered: 'success',
  healthy: 'success',
  quiet: 'info',
};

function useSentence(health: Health | undefined): string {
  const t = useMessages(destinationOverviewMessages);
  const { formats } = useI18n();
  const about = useAbout();
  if (!health) return '';
  const { state, failingSince, lastSuccess, today } = health;
  const last = lastSuccess ? t('last_success', { when: about(lastSuccess) }) : '';
  switch (state) {
    case 'failing': {
      const since = failingSince ? t('failing', { when: about(failingSince) }) : t('failing_long');
      return `${since} ${last}`;
    }
    case 'unsteady':
      return t('unsteady', { percent: formats.percent(errorRateOf(today) ?? 0) });
    case 'recovered':
      return `${t('recovered')} ${last}`;
    case 'healthy':
      return `${t('well')} ${last}`;
    default:
      return t('quiet');
  }
}
