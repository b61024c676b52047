import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { JsonView } from '../../shared/json-view.tsx';
import { listenMessages } from '../messages.ts';
import type { Row } from '../stream/frames.ts';

/** The event as it came; from the API where it was too large to come. */
export function RowPayload({ row: { id, event } }: { row: Row }) {
  const t = useMessages(listenMessages);
  const { api, scope } = useSession();
  const asked = useQuery({
    queryKey: [scope, 'event', id, 'listened'],
    enabled: event === undefined,
    queryFn: () => api.event(id),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const value = event ?? asked.data;
  if (value) return <JsonView value={value} label={t('payload_of', { id })} />;
  if (asked.error) return <ErrorAlert error={asked.error} onRetry={asked.refetch} />;
  return <StatusIndicator type="loading">{t('loading_payload')}</StatusIndicator>;
}
