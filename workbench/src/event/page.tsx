import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useSession } from '../account/session.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { PublishButton } from '../publish/publish-button.tsx';
import { PublishDialog } from '../publish/publish-dialog.tsx';
import { PUBLISH } from '../publish/publish-link.ts';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { Frame } from '../shell/frame.tsx';
import { links } from '../shell/links.ts';
import { EventFilter } from './list/event-filter.tsx';
import { EventsTable } from './list/events-table.tsx';
import {
  isFiltered,
  type ListState,
  NO_FILTER,
  readListState,
  withoutCursor,
  writeListState,
} from './list/list-state.ts';
import { listMessages } from './list/messages.ts';
import { NewEvents } from './list/new-events.tsx';
import { NoEvents, NoMatches } from './list/no-events.tsx';
import { Pages } from './list/pages.tsx';
import { useEventList } from './list/use-event-list.ts';
import { eventsMessages } from './messages.ts';
import { NoPermission } from './no-permission.tsx';

export default function EventsPage() {
  const t = useMessages(eventsMessages);
  const { can } = useSession();
  return (
    <Frame title={t('title')} breadcrumbs={[{ text: t('title'), href: links.events }]} contentType="table">
      {can('events:read') ? <EventList /> : <NoPermission />}
      <Publishing />
    </Frame>
  );
}

function EventList() {
  const t = useMessages(eventsMessages);
  const l = useMessages(listMessages);
  const [, navigate] = useLocation();
  const [params, setParams] = useSearchParams();
  const state = readListState(params);
  const list = useEventList(state);
  const { events, loading, error, isTop } = list;
  const go = (to: ListState, options?: { replace?: boolean }) =>
    setParams((was: URLSearchParams) => writeListState(was, to), options);
  // The newest page shows new events again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the newest page is reached
  useEffect(() => {
    if (isTop) go(withoutCursor(state), { replace: true });
  }, [isTop]);

  const filtered = isFiltered(state);
  const publish = () => setParams((was: URLSearchParams) => new URLSearchParams([...was, [PUBLISH, '']]));
  const count = events.length;
  const countText = list.hasOlder && count > 0 ? l('shown_more', { count }) : l('shown', { count });
  if (error && count === 0) {
    return (
      <SpaceBetween size="l">
        <Header variant="h1">{t('title')}</Header>
        <EventFilter state={state} countText="" onChange={go} onEvent={(id) => navigate(links.event(id))} />
        <ErrorAlert error={error} onRetry={list.refresh} />
      </SpaceBetween>
    );
  }
  return (
    <EventsTable
      events={events}
      loading={loading}
      header={
        <SpaceBetween size="s">
          <Header
            variant="awsui-h1-sticky"
            description={t('what')}
            actions={
              <SpaceBetween size="xs" direction="horizontal">
                <NewEvents
                  newCount={list.newCount}
                  more={list.more}
                  loading={loading}
                  onShow={list.showNew}
                  onRefresh={() => void list.refresh()}
                />
                <PublishButton onClick={publish} />
              </SpaceBetween>
            }
          >
            {t('title')}
          </Header>
          {error && <ErrorAlert error={error} onRetry={list.refresh} />}
        </SpaceBetween>
      }
      filter={
        <EventFilter state={state} countText={countText} onChange={go} onEvent={(id) => navigate(links.event(id))} />
      }
      pagination={
        <Pages
          hasNewer={list.hasNewer}
          hasOlder={list.hasOlder}
          onNewest={() => go(withoutCursor(state))}
          onNewer={() => events[0] && go({ ...withoutCursor(state), before: events[0].id })}
          onOlder={() => events.length > 0 && go({ ...withoutCursor(state), after: events.at(-1)?.id ?? '' })}
        />
      }
      empty={filtered || list.hasNewer ? <NoMatches onClear={() => go(NO_FILTER)} /> : <NoEvents onPublish={publish} />}
    />
  );
}

/** Opens the dialog while the URL contains its parameter, so that other pages can link to it. */
function Publishing() {
  const { can } = useSession();
  const [params, setParams] = useSearchParams();
  const type = params.get(PUBLISH);
  if (type === null || !can('events:publish')) return null;
  return (
    <PublishDialog
      type={type}
      onClose={() =>
        setParams(
          (was: URLSearchParams) => {
            const rest = new URLSearchParams(was);
            rest.delete(PUBLISH);
            return rest;
          },
          { replace: true },
        )
      }
    />
  );
}
