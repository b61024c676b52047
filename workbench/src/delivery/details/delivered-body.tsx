import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense } from 'react';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { versionOf } from '../attempt/excerpt.ts';
import { deliveryMessages } from './messages.ts';
import type { useDeliveredBody } from './use-delivery.ts';

const CodeText = lazy(() => import('../attempt/code-text.tsx'));

/** Shows the event as this destination receives it. */
export function DeliveredBody({
  query,
  destination,
}: {
  query: ReturnType<typeof useDeliveredBody>;
  destination: Destination | undefined;
}) {
  const t = useMessages(deliveryMessages);
  const { can } = useSession();
  if (!can('events:read')) return <Alert type="info">{t('body_forbidden')}</Alert>;
  if (query.error && !query.data) return <ErrorAlert error={query.error} onRetry={query.refetch} />;
  if (!query.data) return <Loading />;
  const { body, body_error: error } = query.data;
  if (error) {
    return (
      <Alert type="warning" header={t('body_error')}>
        {error.message}
      </Alert>
    );
  }
  if (body == null) return <Box color="text-body-secondary">{t('body_none')}</Box>;
  const version = versionOf(body);
  const pinned = destination?.snapshot_api_version;
  return (
    <SpaceBetween size="xs">
      <Box color="text-body-secondary">
        {t('body_hint')}{' '}
        {version && pinned && t(version === pinned ? 'body_version' : 'body_published', { version, pinned })}
      </Box>
      <Suspense fallback={<Loading />}>
        <CodeText text={body} label={t('body')} />
      </Suspense>
    </SpaceBetween>
  );
}

function Loading() {
  const t = useMessages(deliveryMessages);
  return (
    <Box color="text-body-secondary">
      <Spinner /> {t('loading_body')}
    </Box>
  );
}
