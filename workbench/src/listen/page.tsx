/** Events as they are published, and who else listens. */
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
import { EVERYTHING, TABS, type Tab } from './address.ts';
import { LiveTab } from './live/live-tab.tsx';
import { listenMessages } from './messages.ts';
import { SessionsTab } from './sessions/sessions-tab.tsx';
import { useAnswersPanel } from './sessions/use-answers-panel.tsx';
import { useListener } from './stream/use-listener.ts';
import { useLooked } from './use-looked.ts';

export default function Page() {
  const t = useMessages(listenMessages);
  const { can } = useSession();
  const { tab } = useParams<{ tab?: string }>();
  const known = TABS.find((one) => one === tab);
  const active = known ?? 'live';
  const { looked, look } = useLooked();
  const mayListen = can('events:read');
  // biome-ignore lint/correctness/useExhaustiveDependencies: once it is so
  useEffect(() => {
    if (known === undefined) look(active, looked, { replace: true });
  }, [known]);
  const listening = useListener(looked.types, mayListen && active === 'live');
  const panel = useAnswersPanel(mayListen && active === 'sessions');
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
          // What listens goes on meanwhile, with the filter that it has.
          onChange={({ detail }) => look(detail.activeTabId as Tab, { ...looked, session: EVERYTHING.session })}
          tabs={[
            { id: 'live', label: t('live'), content: <LiveTab listening={listening} /> },
            { id: 'sessions', label: t('sessions'), content: <SessionsTab ownId={listening.sessionId} /> },
          ]}
        />
      </ContentLayout>
    </Frame>
  );
}
