/** Lists the listen sessions of the account. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { ListenSession } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { Copy } from '../../shared/copy.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { LISTEN_COMMAND } from '../command.ts';
import { useView } from '../use-view.ts';
import { EndButton } from './end-button.tsx';
import { EndDialog } from './end-dialog.tsx';
import { sessionMessages } from './messages.ts';
import { SessionList } from './session-list.tsx';
import { useListenSessions } from './use-sessions.ts';

export function SessionsTab({ ownId }: { ownId: string | undefined }) {
  const t = useMessages(sessionMessages);
  const { view, hrefOf } = useView();
  const { data, error, isPending, refetch } = useListenSessions();
  const [ending, setEnding] = useState<ListenSession>();
  if (error && !data) return <ErrorAlert error={error} onRetry={refetch} />;
  return (
    <SpaceBetween size="m">
      {error && (
        <Alert type="warning" header={t('refresh_failed')}>
          {error.message}
        </Alert>
      )}
      <SessionList
        sessions={data ?? []}
        ownId={ownId}
        loading={isPending}
        header={
          <Header variant="h2" description={t('what')} counter={data && `(${data.length})`}>
            {t('title')}
          </Header>
        }
        empty={
          <EmptyState
            title={t('empty')}
            text={t('empty_what')}
            action={
              <SpaceBetween size="s" alignItems="center">
                <Box variant="code">
                  <span className="workbench-anywhere">{LISTEN_COMMAND}</span>
                </Box>
                <Copy variant="button" text={LISTEN_COMMAND} />
              </SpaceBetween>
            }
          />
        }
        hrefOf={({ id }) => hrefOf('sessions', { ...view, session: id })}
        actions={(session) => <EndButton session={session} onClick={() => setEnding(session)} />}
      />
      {ending && <EndDialog session={ending} onClose={() => setEnding(undefined)} />}
    </SpaceBetween>
  );
}
