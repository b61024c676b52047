/** Shows events as they are published. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import { PublishDialog } from '../../publish/publish-dialog.tsx';
import { PageLink } from '../../shared/link.tsx';
import { links } from '../../shell/links.ts';
import { listenMessages } from '../messages.ts';
import { MAX_ROWS, matching } from '../stream/live-events.ts';
import type { Listening } from '../stream/use-listener.ts';
import { useView } from '../use-view.ts';
import { INITIAL_VIEW } from '../view.ts';
import { ConnectionAlert } from './connection-alert.tsx';
import { LiveEventsFilter } from './live-events-filter.tsx';
import { LiveEventsHeader } from './live-events-header.tsx';
import { LiveEventsTable } from './live-events-table.tsx';
import { NoLiveEvents, NoMatches } from './no-events.tsx';

export function LiveTab({ listening }: { listening: Listening }) {
  const t = useMessages(listenMessages);
  const { view, setView } = useView();
  const [publishing, setPublishing] = useState(false);
  const { events } = listening;
  const rows = matching(events.rows, view);
  const waiting = matching(events.waiting, view).length;
  const filtered = view.types.length + view.texts.length > 0;
  return (
    <SpaceBetween size="m">
      <ConnectionAlert listening={listening} />
      <Container header={<LiveEventsHeader listening={listening} waiting={waiting} />}>
        <SpaceBetween size="m">
          <LiveEventsFilter
            filter={view}
            countText={filtered ? t('matches', { count: rows.length }) : ''}
            onChange={(filter) => setView('live', { ...view, ...filter }, { replace: true })}
          />
          {rows.length > 0 ? (
            <LiveEventsTable rows={rows} />
          ) : filtered ? (
            <NoMatches onClear={() => setView('live', INITIAL_VIEW, { replace: true })} />
          ) : (
            <NoLiveEvents onPublish={() => setPublishing(true)} />
          )}
          {events.cut && (
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
