/** The frame of a page: navigation, breadcrumbs, notifications, and optionally a split panel. */
import AppLayout, { type AppLayoutProps } from '@cloudscape-design/components/app-layout';
import BreadcrumbGroup, { type BreadcrumbGroupProps } from '@cloudscape-design/components/breadcrumb-group';
import Flashbar from '@cloudscape-design/components/flashbar';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useSession } from '../account/session.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { links } from './links.ts';
import { shellMessages } from './messages.ts';
import { PAGES, type PageName, startPathOf } from './navigation.ts';
import { useNotifications } from './notifications.tsx';

const NAME = 'waybill.navigation';

export interface FrameProps
  extends Pick<
    AppLayoutProps,
    | 'contentType'
    | 'splitPanel'
    | 'splitPanelOpen'
    | 'onSplitPanelToggle'
    | 'splitPanelPreferences'
    | 'onSplitPanelPreferencesChange'
  > {
  /** Title of the browser tab. */
  readonly title: string;
  /** The breadcrumbs after the overview, this page last. */
  readonly breadcrumbs?: readonly BreadcrumbGroupProps.Item[];
  readonly children: ReactNode;
}

export function Frame({ title, breadcrumbs = [], children, ...layout }: FrameProps) {
  const t = useMessages(shellMessages);
  const { platformMetrics } = useSession();
  const { items } = useNotifications();
  const [location, navigate] = useLocation();
  const [open, setOpen] = useState(() => localStorage.getItem(NAME) !== 'closed');
  useEffect(() => {
    document.title = `${title} · ${t('title')}`;
  }, [title, t]);

  const follow = (event: CustomEvent<{ href?: string; external?: boolean }>) => {
    if (event.detail.external || !event.detail.href) return;
    event.preventDefault();
    navigate(event.detail.href);
  };
  const entry = (name: PageName) => {
    const page = PAGES.find((one) => one.name === name);
    return { type: 'link', text: t(name), href: page ? startPathOf(page) : '/' } as const;
  };
  const entries: SideNavigationProps.Item[] = [
    entry('overview'),
    entry('destinations'),
    entry('events'),
    { type: 'divider' },
    {
      type: 'section-group',
      title: t('observe'),
      items: [entry('health'), ...(platformMetrics ? [entry('platform_metrics')] : [])],
    },
    {
      type: 'section-group',
      title: t('develop'),
      items: [
        entry('listen'),
        entry('builder'),
        entry('explorer'),
        { type: 'link', text: t('reference'), href: '/docs', external: true },
      ],
    },
  ];
  const isIn = (path: string) => location === path || (path !== '/' && location.startsWith(`${path}/`));
  const active = PAGES.filter(({ name, path }) => name && isIn(path.replace(/\/:.*$/, '')));
  return (
    <AppLayout
      {...layout}
      headerSelector="#workbench-header"
      toolsHide
      navigationOpen={open}
      onNavigationChange={({ detail }) => {
        setOpen(detail.open);
        // On narrow screens the navigation covers the page, so closing it there is not stored.
        if (innerWidth > 688) localStorage.setItem(NAME, detail.open ? 'open' : 'closed');
      }}
      navigation={
        <SideNavigation
          header={{ text: t('title'), href: links.overview }}
          activeHref={active.map(startPathOf).at(-1) ?? location}
          items={entries}
          onFollow={follow}
        />
      }
      breadcrumbs={
        breadcrumbs.length > 0 ? (
          <BreadcrumbGroup items={[{ text: t('title'), href: links.overview }, ...breadcrumbs]} onFollow={follow} />
        ) : undefined
      }
      notifications={
        items.length > 0 ? (
          <Flashbar items={items.map((item) => ({ ...item, dismissLabel: t('dismiss') }))} stackItems />
        ) : undefined
      }
      content={children}
    />
  );
}
