import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import SplitPanel from '@cloudscape-design/components/split-panel';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { ApiError } from '../../../../api-client/api-error.ts';
import type { ListenSession } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { sessionMessages } from './messages.ts';
import { ResponseItem } from './response-item.tsx';
import { isWorkbenchSession } from './sessions.ts';
import { useResponses } from './use-responses.ts';
import { useListenSessions } from './use-sessions.ts';

/** The panel with the local responses of a session. */
export function ResponsesPanel({ id }: { id: string }) {
  const t = useMessages(sessionMessages);
  const session = useListenSessions().data?.find((one) => one.id === id);
  return (
    <SplitPanel
      header={t('panel')}
      headerDescription={[session?.device_name, session?.forward_to].filter(Boolean).join(' → ') || id}
      closeBehavior="hide"
    >
      <Responses key={id} id={id} session={session} />
    </SplitPanel>
  );
}

function Responses({ id, session }: { id: string; session: ListenSession | undefined }) {
  const t = useMessages(sessionMessages);
  const { responses, error, retry, isFirst, newest, older } = useResponses(id);
  if (error instanceof ApiError && error.status === 404) return <EmptyState title={t('gone')} text={t('gone_what')} />;
  if (error && !responses) return <ErrorAlert error={error} onRetry={retry} />;
  if (!responses) return <StatusIndicator type="loading">{t('responses_loading')}</StatusIndicator>;
  if (responses.length === 0 && isFirst) {
    const forwards = session === undefined || !isWorkbenchSession(session);
    return <EmptyState title={t('no_responses')} text={t(forwards ? 'no_responses_what' : 'no_responses_here')} />;
  }
  return (
    <SpaceBetween size="l">
      {error && <ErrorAlert error={error} onRetry={retry} />}
      <span>{t('panel_what')}</span>
      {responses.map((response) => (
        <ResponseItem key={response.id} response={response} />
      ))}
      {(!isFirst || older) && (
        <nav aria-label={t('pages')}>
          <SpaceBetween size="xs" direction="horizontal">
            {!isFirst && <Button onClick={newest}>{t('newest')}</Button>}
            {older && <Button onClick={older}>{t('older')}</Button>}
          </SpaceBetween>
        </nav>
      )}
    </SpaceBetween>
  );
}
