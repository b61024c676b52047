import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { JsonView } from '../../shared/json-view.tsx';
import { listenMessages } from '../messages.ts';
import type { Row } from '../stream/row.ts';

/** Shows an event. Events that are too large for the WebSocket are loaded from the API. */
export function RowPayload({ row: { id, event } }: { row: Row }) {
  const t = useMessages(listenMessages);
  const { api, scope } = useSession();
  const loaded = useQuery({
    queryKey: [scope, 'event', id, 'listened'],
    enabled: event === undefined,
    queryFn: () => api.event(id),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const value = event ?? loaded.data;
  if (value) return <JsonView value={value} label={t('payload_of', { id })} />;
  if (loaded.error) return <ErrorAlert error={loaded.error} onRetry={loaded.refetch} />;
  return <StatusIndicator type="loading">{t('loading_payload')}</StatusIndicator>;
}
