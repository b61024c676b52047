/** Everything that somebody who is signed in sees. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import { Component, type ReactNode, Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { useMessages } from '../i18n/i18n.tsx';
import { useSession } from '../session/session.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { Frame } from './frame.tsx';
import { Header } from './header.tsx';
import { shellMessages } from './messages.ts';
import { links, PLACES } from './places.ts';
import { SessionNotice } from './session-notice.tsx';

export function App() {
  const { scope } = useSession();
  const [location] = useLocation();
  return (
    <>
      <Header />
      <SessionNotice />
      {/* A page of another account or mode begins anew: what was chosen in it means nothing there. */}
      <Boundary key={scope} at={location}>
        <Suspense fallback={<Loading />}>
          <Switch>
            {PLACES.map(({ path, page: Page }) => (
              <Route key={path} path={path}>
                <Page />
              </Route>
            ))}
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </Boundary>
    </>
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
    <Frame title={t('not_found')}>
      <EmptyState
        title={t('not_found')}
        text={t('not_found_what')}
        action={<Button onClick={() => navigate(links.overview)}>{t('to_overview')}</Button>}
      />
    </Frame>
  );
}

/** A page that cannot be loaded, or fails to be drawn, does not take the others with it. */
class Boundary extends Component<{ at: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidUpdate({ at }: { at: string }) {
    if (at !== this.props.at && this.state.failed) this.setState({ failed: false });
  }

  override render() {
    return this.state.failed ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const t = useMessages(shellMessages);
  return (
    <Frame title={t('broken')}>
      <EmptyState
        title={t('broken')}
        text={t('broken_what')}
        action={<Button onClick={() => globalThis.location.reload()}>{t('reload')}</Button>}
      />
    </Frame>
  );
}
