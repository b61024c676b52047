/** Events as they are published. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import { PublishDialog } from '../../publish/publish-dialog.tsx';
import { PageLink } from '../../shared/link.tsx';
import { links } from '../../shell/links.ts';
import { EVERYTHING } from '../address.ts';
import { listenMessages } from '../messages.ts';
import { fitting, MAX_ROWS } from '../stream/feed.ts';
import type { Listening } from '../stream/use-listener.ts';
import { useLooked } from '../use-looked.ts';
import { ConnectionAlert } from './connection-alert.tsx';
import { FeedFilter } from './feed-filter.tsx';
import { FeedHeader } from './feed-header.tsx';
import { FeedTable } from './feed-table.tsx';
import { NoneFits, NothingYet } from './nothing-yet.tsx';

export function LiveTab({ listening }: { listening: Listening }) {
  const t = useMessages(listenMessages);
  const { looked, look } = useLooked();
  const [publishing, setPublishing] = useState(false);
  const { feed } = listening;
  const rows = fitting(feed.rows, looked);
  const waiting = fitting(feed.waiting, looked).length;
  const filtered = looked.types.length + looked.texts.length > 0;
  return (
    <SpaceBetween size="m">
      <ConnectionAlert listening={listening} />
      <Container header={<FeedHeader listening={listening} waiting={waiting} />}>
        <SpaceBetween size="m">
          <FeedFilter
            filter={looked}
            countText={filtered ? t('matches', { count: rows.length }) : ''}
            onChange={(filter) => look('live', { ...looked, ...filter }, { replace: true })}
          />
          {rows.length > 0 ? (
            <FeedTable rows={rows} />
          ) : filtered ? (
            <NoneFits onClear={() => look('live', EVERYTHING, { replace: true })} />
          ) : (
            <NothingYet onPublish={() => setPublishing(true)} />
          )}
          {feed.cut && (
            <Box color="text-body-secondary" textAlign="center">
              {t('cut', { count: MAX_ROWS })} <PageLink href={links.events}>{t('to_events')}</PageLink>
            </Box>
          )}
        </SpaceBetween>
      </Container>
      {publishing && (
        <PublishDialog type="" onClose={() => setPublishing(false)} onPublished={() => setPublishing(false)} />
      )}
    </SpaceBetween>
  );
}
