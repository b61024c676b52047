import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import SplitPanel from '@cloudscape-design/components/split-panel';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { ApiError } from '../../api/api-error.ts';
import type { ListenSession } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { AnswerItem } from './answer-item.tsx';
import { sessionMessages } from './messages.ts';
import { isPages } from './sessions.ts';
import { useAnswers } from './use-answers.ts';
import { useListenSessions } from './use-sessions.ts';

/** What was answered to a session's forwarded events. */
export function AnswersPanel({ id }: { id: string }) {
  const t = useMessages(sessionMessages);
  const session = useListenSessions().data?.find((one) => one.id === id);
  return (
    <SplitPanel
      header={t('panel')}
      headerDescription={[session?.device_name, session?.forward_to].filter(Boolean).join(' → ') || id}
      closeBehavior="hide"
    >
      <Answers key={id} id={id} session={session} />
    </SplitPanel>
  );
}

function Answers({ id, session }: { id: string; session: ListenSession | undefined }) {
  const t = useMessages(sessionMessages);
  const { answers, error, retry, isFirst, newest, older } = useAnswers(id);
  if (error instanceof ApiError && error.status === 404) return <EmptyState title={t('gone')} text={t('gone_what')} />;
  if (error && !answers) return <ErrorAlert error={error} onRetry={retry} />;
  if (!answers) return <StatusIndicator type="loading">{t('answers_loading')}</StatusIndicator>;
  if (answers.length === 0 && isFirst) {
    const forwards = session === undefined || !isPages(session);
    return <EmptyState title={t('no_answers')} text={t(forwards ? 'no_answers_what' : 'no_answers_here')} />;
  }
  return (
    <SpaceBetween size="l">
      {error && <ErrorAlert error={error} onRetry={retry} />}
      <span>{t('panel_what')}</span>
      {answers.map((answer) => (
        <AnswerItem key={answer.id} answer={answer} />
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
