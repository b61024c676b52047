/** The page with live events and listen sessions. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Tabs from '@cloudscape-design/components/tabs';
import { useEffect } from 'react';
import { useParams } from 'wouter';
import { useSession } from '../account/session.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { Frame } from '../shell/frame.tsx';
import { links } from '../shell/links.ts';
import { LiveTab } from './live/live-tab.tsx';
import { listenMessages } from './messages.ts';
import { SessionsTab } from './sessions/sessions-tab.tsx';
import { useResponsesPanel } from './sessions/use-responses-panel.tsx';
import { useListener } from './stream/use-listener.ts';
import { useView } from './use-view.ts';
import { INITIAL_VIEW, TABS, type Tab } from './view.ts';

export default function Page() {
  const t = useMessages(listenMessages);
  const { can } = useSession();
  const { tab } = useParams<{ tab?: string }>();
  const known = TABS.find((one) => one === tab);
  const active = known ?? 'live';
  const { view, setView } = useView();
  const mayListen = can('events:read');
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the tab is unknown
  useEffect(() => {
    if (known === undefined) setView(active, view, { replace: true });
  }, [known]);
  const listening = useListener(view.types, mayListen && active === 'live');
  const panel = useResponsesPanel(mayListen && active === 'sessions');
  const title = { text: t('title'), href: links.listen };
  const header = (
    <Header variant="h1" description={t('what')}>
      {t('title')}
    </Header>
  );

  if (!mayListen) {
    return (
      <Frame title={t('title')} breadcrumbs={[title]}>
        <ContentLayout header={header}>
          <EmptyState title={t('no_permission')} text={t('no_permission_what')} />
        </ContentLayout>
      </Frame>
    );
  }
  return (
    <Frame
      title={active === 'live' ? t('title') : `${t(active)} · ${t('title')}`}
      breadcrumbs={active === 'live' ? [title] : [title, { text: t(active), href: links.listeners }]}
      {...panel}
    >
      <ContentLayout header={header}>
        <Tabs
          ariaLabel={t('tabs')}
          activeTabId={active}
          // The listener continues on the other tab, with its filter.
          onChange={({ detail }) => setView(detail.activeTabId as Tab, { ...view, session: INITIAL_VIEW.session })}
          tabs={[
            { id: 'live', label: t('live'), content: <LiveTab listening={listening} /> },
            { id: 'sessions', label: t('sessions'), content: <SessionsTab ownId={listening.sessionId} /> },
          ]}
        />
      </ContentLayout>
    </Frame>
  );
}
