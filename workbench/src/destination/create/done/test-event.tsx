import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ApiError } from '../../../../../api-client/api-error.ts';
import { useSession } from '../../../account/session.tsx';
import { POLL_MS, POLL_NEAR_MS, pollEvery } from '../../../delivery/details/polling.ts';
import { useMessages } from '../../../i18n/i18n.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { doneMessages } from './messages.ts';
import { PingResult } from './ping-result.tsx';
import { isSettled, pingState } from './ping-state.ts';

/** Polls at the short interval. Later the delivery may never appear, for example when the event in the address is unknown. */
const NEAR_POLLS = 30;

/** Sends a test event to the new destination and shows its delivery. */
export function TestEvent({
  id,
  ping,
  onPing,
}: {
  id: string;
  ping: string | undefined;
  onPing: (event: string) => void;
}) {
  const t = useMessages(doneMessages);
  const { api, scope, can } = useSession();
  const sending = useMutation({ mutationFn: () => api.ping(id), onSuccess: (event) => onPing(event.id) });
  const watched = useQuery({
    queryKey: [scope, 'test_event', id, ping],
    enabled: ping !== undefined,
    queryFn: () =>
      api.delivery(id, ping ?? '').catch((error) => {
        // The delivery is stored a moment after the event is published.
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }),
    refetchInterval: ({ state: { data, dataUpdateCount } }) => {
      if (isSettled(pingState(data ?? null))) return false;
      if (data) return pollEvery(data, undefined, Date.now());
      return dataUpdateCount < NEAR_POLLS ? POLL_NEAR_MS : POLL_MS;
    },
  });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t('test_what')}
          actions={
            <Button
              variant={ping === undefined ? 'primary' : 'normal'}
              loading={sending.isPending}
              disabled={!can('destinations:write')}
              onClick={() => sending.mutate()}
            >
              {t(ping === undefined ? 'send' : 'send_again')}
            </Button>
          }
        >
          {t('test')}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {sending.error && <ErrorAlert error={sending.error} />}
        {watched.error && <ErrorAlert error={watched.error} onRetry={watched.refetch} />}
        {ping !== undefined && !watched.error && <PingResult id={id} ping={ping} delivery={watched.data ?? null} />}
      </SpaceBetween>
    </Container>
  );
}
