import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMessages } from '../../i18n/i18n.tsx';
import { listenMessages } from '../messages.ts';
import { MAX_ROWS } from '../stream/feed.ts';
import type { Listening } from '../stream/use-listener.ts';
import { ConnectionStatus } from './connection-status.tsx';

/** Whether events come, and what can be done with those that came. */
export function FeedHeader({ listening, waiting }: { listening: Listening; waiting: number }) {
  const t = useMessages(listenMessages);
  const { state, feed } = listening;
  const fresh = t(waiting >= MAX_ROWS ? 'fresh_more' : 'fresh', { count: waiting });
  return (
    <Header
      variant="h2"
      info={<ConnectionStatus state={state} />}
      actions={
        <SpaceBetween size="xs" direction="horizontal">
          {waiting > 0 && (
            <Button iconName="angle-up" onClick={listening.show}>
              {fresh}
            </Button>
          )}
          <Button iconName={feed.paused ? 'play' : 'pause'} onClick={feed.paused ? listening.goOn : listening.pause}>
            {t(feed.paused ? 'go_on' : 'pause')}
          </Button>
          <Button disabled={feed.rows.length + feed.waiting.length === 0} onClick={listening.clear}>
            {t('clear')}
          </Button>
          <LiveRegion hidden>{waiting > 0 ? fresh : feed.paused ? t('paused') : ''}</LiveRegion>
        </SpaceBetween>
      }
    >
      {t('live')}
    </Header>
  );
}
