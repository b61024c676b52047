/** The cells about the deliveries of a destination. Each cell loads its own data. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { errorRate, triesOf } from '../../metrics/attempt-series.ts';
import { Sparkline } from '../../metrics/sparkline.tsx';
import { EventTypeName } from '../../shared/event-type-name.tsx';
import { PageLink } from '../../shared/link.tsx';
import { TimeAgo } from '../../shared/time.tsx';
import { links } from '../../shell/links.ts';
import { SecondaryText } from './cells.tsx';
import { lastFailureOf } from './last-failure.ts';
import { destinationsMessages } from './messages.ts';

/** The cells make three calls for each row, so they refresh less often than the list. */
const REFRESH_MS = 30_000;

export function LastDayCell({ destination: { id } }: { destination: Destination }) {
  const t = useMessages(destinationsMessages);
  const { formats } = useI18n();
  const { api, scope } = useSession();
  const metrics = useQuery({
    queryKey: [scope, 'metrics', id, 'hour'],
    queryFn: () => api.metrics(id, { granularity: 'hour' }),
    refetchInterval: REFRESH_MS,
  });
  if (!metrics.data) return <Missing error={metrics.error} />;
  const tries = triesOf(metrics.data.totals);
  const rate = errorRate(tries);
  return (
    <>
      <Sparkline metrics={metrics.data} />
      <SpaceBetween direction="horizontal" size="xxs">
        <Box variant="small" color="text-body-secondary">
          {rate === undefined ? t('no_attempts') : t('attempts', { count: tries.total })}
        </Box>
        {rate !== undefined && rate > 0 && (
          <Box variant="small" color="text-status-error">
            {t('error_rate', { rate: formats.percent(rate) })}
          </Box>
        )}
      </SpaceBetween>
    </>
  );
}

export function LastFailureCell({ destination: { id } }: { destination: Destination }) {
  const t = useMessages(destinationsMessages);
  const { api, scope, account } = useSession();
  const failure = useQuery({
    queryKey: [scope, 'last failure', id],
    queryFn: async () => {
      const newest = (status: 'failed' | 'pending') => api.deliveries(id, { status, limit: 1 });
      const [failed, pending] = await Promise.all([newest('failed'), newest('pending')]);
      return lastFailureOf(failed.data, pending.data) ?? null;
    },
    refetchInterval: REFRESH_MS,
  });
  if (failure.data === undefined) return <Missing error={failure.error} />;
  if (failure.data === null) return <Box color="text-body-secondary">{t('no_failure')}</Box>;
  const { delivery, at, retrying } = failure.data;
  return (
    <>
      <PageLink href={links.deliveryOf(id, delivery, account)}>
        <TimeAgo at={at} />
      </PageLink>
      <SecondaryText>
        <EventTypeName type={delivery.event_type} />
      </SecondaryText>
      <SecondaryText>{t(retrying ? 'retrying' : 'not_retried')}</SecondaryText>
    </>
  );
}

/** A failed call affects only its own cell. */
function Missing({ error }: { error: Error | null }) {
  const t = useMessages(destinationsMessages);
  if (!error) return <StatusIndicator type="loading">{t('loading_numbers')}</StatusIndicator>;
  return (
    <span title={error.message}>
      <StatusIndicator type="warning">{t('unknown')}</StatusIndicator>
    </span>
  );
}
