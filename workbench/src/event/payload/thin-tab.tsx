import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { JsonView } from '../../shared/json-view.tsx';
import { payloadMessages } from './messages.ts';
import { MissingVersion } from './missing-version.tsx';

/** Shows the event as destinations with thin payloads receive it. */
export function ThinTab({ id, type }: { id: string; type: string }) {
  const t = useMessages(payloadMessages);
  const { api, scope } = useSession();
  const query = useQuery({
    queryKey: [scope, 'event', id, 'thin'],
    queryFn: () => api.coreEvent(id),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!query.data)
    return <MissingVersion version="" renderFailed={undefined} error={query.error} onRetry={query.refetch} />;
  // These properties are not part of the thin payload.
  const { data: _data, snapshot_event: _snapshot, ...thin } = query.data;
  return (
    <SpaceBetween size="m">
      <Box color="text-body-secondary">
        {t('thin_what')} {type.startsWith('v2.core.') && t('always_thin')}
      </Box>
      <JsonView value={thin} label={t('thin')} />
    </SpaceBetween>
  );
}
