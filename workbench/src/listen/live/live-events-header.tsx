import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMessages } from '../../i18n/i18n.tsx';
import { listenMessages } from '../messages.ts';
import { MAX_ROWS } from '../stream/live-events.ts';
import type { Listening } from '../stream/use-listener.ts';
import { ConnectionStatus } from './connection-status.tsx';

/** Shows the state of the connection and the actions of the list. */
export function LiveEventsHeader({ listening, waiting }: { listening: Listening; waiting: number }) {
  const t = useMessages(listenMessages);
  const { state, events } = listening;
  const showNew = t(waiting >= MAX_ROWS ? 'show_new_more' : 'show_new', { count: waiting });
  return (
    <Header
      variant="h2"
      info={<ConnectionStatus state={state} />}
      actions={
        <SpaceBetween size="xs" direction="horizontal">
          {waiting > 0 && (
            <Button iconName="angle-up" onClick={listening.show}>
              {showNew}
            </Button>
          )}
          <Button
            iconName={events.paused ? 'play' : 'pause'}
            onClick={events.paused ? listening.resume : listening.pause}
          >
            {t(events.paused ? 'resume' : 'pause')}
          </Button>
          <Button disabled={events.rows.length + events.waiting.length === 0} onClick={listening.clear}>
            {t('clear')}
          </Button>
          <LiveRegion hidden>{waiting > 0 ? showNew : events.paused ? t('paused') : ''}</LiveRegion>
        </SpaceBetween>
      }
    >
      {t('live')}
    </Header>
  );
}
