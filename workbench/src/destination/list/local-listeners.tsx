import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import { useMessages } from '../../i18n/i18n.tsx';
import { sessionMessages } from '../../listen/sessions/messages.ts';
import { SessionList } from '../../listen/sessions/session-list.tsx';
import { localListeners } from '../../listen/sessions/sessions.ts';
import { useListenSessions } from '../../listen/sessions/use-sessions.ts';
import { links } from '../../shell/links.ts';

/** Lists the machines that events are forwarded to now. Renders nothing when there are none. */
export function LocalListeners() {
  const t = useMessages(sessionMessages);
  const { data } = useListenSessions();
  const listeners = localListeners(data ?? []);
  if (listeners.length === 0) return null;
  return (
    <Box margin={{ top: 'xl' }}>
      <SessionList
        sessions={listeners}
        ownId={undefined}
        loading={false}
        header={
          <Header variant="h2" description={t('local_what')} counter={`(${listeners.length})`}>
            {t('local')}
          </Header>
        }
        empty={null}
        hrefOf={({ id }) => links.listenResponses(id)}
      />
    </Box>
  );
}
