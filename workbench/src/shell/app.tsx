/** The Workbench of a signed-in user. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Spinner from '@cloudscape-design/components/spinner';
import { Component, type ReactNode, Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { useSession } from '../account/session.tsx';
import { SessionNotice } from '../account/session-notice.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { Frame } from './frame.tsx';
import { Header as TopBar } from './header.tsx';
import { links } from './links.ts';
import { shellMessages } from './messages.ts';
import { PAGES } from './navigation.ts';
import { NotificationsProvider } from './notifications.tsx';
import { ROUTES } from './routes.ts';

export function App() {
  const { scope } = useSession();
  const [location] = useLocation();
  return (
    <NotificationsProvider scope={scope}>
      <TopBar />
      <SessionNotice />
      {/* The key resets the page when the account or the mode changes. */}
      <ErrorBoundary key={scope} at={location}>
        <Switch>
          {PAGES.map(({ path }) => {
            const Page = ROUTES[path];
            return (
              <Route key={path} path={path}>
                {/* A shared boundary would keep the previous page, hidden, while the next one loads: two frames. */}
                <Suspense fallback={<Loading />}>
                  <Page />
                </Suspense>
              </Route>
            );
          })}
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </ErrorBoundary>
    </NotificationsProvider>
  );
}

function Loading() {
  const t = useMessages(shellMessages);
  return (
    <Frame title={t('loading')}>
      <Box textAlign="center" padding="xxl">
        <Spinner size="large" />
        <Box variant="p">{t('loading')}</Box>
      </Box>
    </Frame>
  );
}

export function NotFound() {
  const t = useMessages(shellMessages);
  const [, navigate] = useLocation();
  return (
    <Message title={t('not_found')} text={t('not_found_what')}>
      <Button onClick={() => navigate(links.overview)}>{t('to_overview')}</Button>
    </Message>
  );
}

/** A page with one message and an action. */
function Message({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Frame title={title}>
      <ContentLayout
        header={
          <Header variant="h1" description={text}>
            {title}
          </Header>
        }
      >
        {children}
      </ContentLayout>
    </Frame>
  );
}

/** An error in one page does not affect the others. */
class ErrorBoundary extends Component<{ at: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidUpdate({ at }: { at: string }) {
    if (at !== this.props.at && this.state.failed) this.setState({ failed: false });
  }

  override render() {
    return this.state.failed ? <PageError /> : this.props.children;
  }
}

function PageError() {
  const t = useMessages(shellMessages);
  return (
    <Message title={t('broken')} text={t('broken_what')}>
      <Button onClick={() => globalThis.location.reload()}>{t('reload')}</Button>
    </Message>
  );
}
