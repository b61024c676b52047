import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Destination } from '../../api/types.ts';
import { Countdown } from '../../delivery/details/countdown.tsx';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { backlogState, drainedPercent } from './backlog-state.ts';
import { backlogMessages } from './messages.ts';
import { useWaitingCount } from './waiting-count.ts';

/** Shows that deliveries wait for the endpoint or for their turn, are sent after it recovered, or take long. */
export function BacklogBanner({ destination }: { destination: Destination }) {
  const t = useMessages(backlogMessages);
  switch (backlogState(destination)) {
    case 'waiting':
    case 'probing':
      return <Waiting destination={destination} />;
    case 'draining':
      return <Draining destination={destination} />;
    case 'slow':
      return (
        <Alert type="info" header={t('slow_title')}>
          {t('slow_what')}
        </Alert>
      );
    default:
      return null;
  }
}

function Waiting({ destination: { health } }: { destination: Destination }) {
  const t = useMessages(backlogMessages);
  const { formats } = useI18n();
  const title = useWaitingCount(health.waiting, 'waiting_title') ?? t('waiting_none');
  const { since, next_probe_at: probe } = health;
  return (
    <Alert type="error" header={title}>
      <SpaceBetween size="xxs">
        <div>{since === null ? t('waiting_what') : t('waiting_since', { when: formats.dateTime(since) })}</div>
        <div role="status">
          <strong>
            {probe === null ? (
              t('probe_now')
            ) : (
              <>
                {t('next_probe')} <Countdown at={probe} />
              </>
            )}
          </strong>
        </div>
        <Box color="text-body-secondary" fontSize="body-s">
          {t('probe_what')} {t('probe_ping')}
        </Box>
      </SpaceBetween>
    </Alert>
  );
}

function Draining({ destination: { health, delivery_limits: limits } }: { destination: Destination }) {
  const t = useMessages(backlogMessages);
  const { formats } = useI18n();
  const { draining } = health;
  if (!draining) return null;
  const { sent, total, per_second } = draining;
  const values = { sent: formats.number(sent), rate: formats.number(per_second) };
  return (
    <Alert type={limits ? 'info' : 'success'} header={t(limits ? 'limited_title' : 'draining_title')}>
      <ProgressBar
        label={t('draining')}
        value={drainedPercent(draining)}
        additionalInfo={
          total > 0
            ? t('drained_of', { ...values, total: formats.number(Math.max(sent, total)) })
            : t('drained', values)
        }
        description={t(limits ? 'limited_what' : 'draining_what')}
      />
    </Alert>
  );
}
