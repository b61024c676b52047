/** The top bar: mode, account, search, settings. */
import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ChooseAccount } from '../account/choose-account.tsx';
import { useSession } from '../account/session.tsx';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { LANGUAGES } from '../i18n/messages.ts';
import { confirmLeave } from '../shared/hooks/use-leave-guard.ts';
import { links } from './links.ts';
import { shellMessages } from './messages.ts';
import { CommandPalette, type Opened } from './palette/command-palette.tsx';
import { useTheme } from './theme.tsx';

const LANGUAGE_NAMES = { en: 'English', ja: '日本語' } as const;

export function Header() {
  const t = useMessages(shellMessages);
  const { mode, setMode, account, setAccount, credential, api, signOut, testEndpoint } = useSession();
  // The local platform signs in with its own key again, so signing out has no effect.
  const isLocalKey = testEndpoint !== undefined && credential.type === 'api_key';
  const { language, setLanguage } = useI18n();
  const { theme, setTheme } = useTheme();
  const [, navigate] = useLocation();
  const [choosing, setChoosing] = useState(false);
  const [opened, setOpened] = useState<Opened>();
  const accounts = useInfiniteQuery({
    queryKey: ['accounts', mode],
    // A restricted key of the platform can act for accounts without permission to list them.
    enabled: credential.is_platform && credential.type === 'api_key',
    initialPageParam: undefined,
    getNextPageParam: () => undefined,
    queryFn: () => api.accounts({ limit: 100 }),
  });
  const known = accounts.data?.pages.flatMap(({ data }) => data) ?? [];
  const nameOf = (id: string) => known.find((one) => one.id === id)?.name;
  const switchMode = (to: typeof mode) => to !== mode && confirmLeave(() => setMode(to));
  const switchAccount = (to: string | undefined) =>
    (to ?? credential.account) !== account && confirmLeave(() => setAccount(to));
  const checked = (chosen: boolean) =>
    chosen ? ({ itemType: 'checkbox', checked: true } as const) : ({ itemType: 'checkbox', checked: false } as const);

  const utilities: TopNavigationProps.Utility[] = [
    {
      type: 'menu-dropdown',
      text: t(mode),
      ariaLabel: t('mode', { mode: t(mode) }),
      iconName: mode === 'live' ? 'status-positive' : 'bug',
      disableUtilityCollapse: true,
      disableTextCollapse: true,
      items: (['sandbox', 'live'] as const).map((id) => ({
        id,
        text: t(id),
        secondaryText: t(`${id}_what`),
        ...checked(id === mode),
      })),
      onItemClick: ({ detail }) => void switchMode(detail.id === 'live' ? 'live' : 'sandbox'),
    },
    ...(credential.is_platform
      ? [
          {
            type: 'menu-dropdown' as const,
            text: account === credential.account ? t('own_account') : (nameOf(account) ?? account),
            ariaLabel: t('account', { account }),
            iconName: 'user-profile' as const,
            items: [
              {
                id: 'own',
                text: t('own_account'),
                secondaryText: credential.account,
                ...checked(account === credential.account),
              },
              ...known.map(({ id, name }) => ({
                id: `to ${id}`,
                text: name,
                secondaryText: id,
                ...checked(account === id),
              })),
              {
                id: 'other',
                text: t('other_account'),
                ...(accounts.data?.pages[0]?.has_more ? { secondaryText: t('more_accounts') } : {}),
              },
            ],
            onItemClick: ({ detail }: CustomEvent<{ id: string }>) => {
              if (detail.id === 'other') setChoosing(true);
              else switchAccount(detail.id === 'own' ? undefined : detail.id.slice('to '.length));
            },
          },
        ]
      : []),
    {
      type: 'button',
      iconName: 'search',
      ariaLabel: t('palette'),
      title: t('palette'),
      onClick: () => setOpened('palette'),
    },
    {
      type: 'menu-dropdown',
      iconName: 'settings',
      ariaLabel: t('settings'),
      title: t('settings'),
      items: [
        {
          text: t('theme'),
          items: (['system', 'light', 'dark'] as const).map((id) => ({
            id: `theme ${id}`,
            text: t(`theme_${id}`),
            ...checked(id === theme),
          })),
        },
        {
          text: t('language'),
          items: LANGUAGES.map((id) => ({
            id: `language ${id}`,
            text: LANGUAGE_NAMES[id],
            ...checked(id === language),
          })),
        },
        { id: 'shortcuts', text: t('shortcuts'), secondaryText: '?' },
        ...(isLocalKey ? [] : [{ id: 'sign-out', text: t('sign_out') }]),
      ],
      onItemClick: ({ detail }) => {
        const [what, value] = detail.id.split(' ');
        if (what === 'theme') setTheme(value === 'light' || value === 'dark' ? value : 'system');
        else if (what === 'language') setLanguage(value === 'ja' ? 'ja' : 'en');
        else if (what === 'shortcuts') setOpened('shortcuts');
        else if (what === 'sign-out') confirmLeave(signOut);
      },
    },
  ];
  return (
    <>
      <div id="workbench-header">
        <TopNavigation
          identity={{
            href: links.overview,
            title: credential.platform_name,
            logo: { src: '/icon.svg', alt: t('title') },
            onFollow: (event) => {
              event.preventDefault();
              navigate(links.overview);
            },
          }}
          utilities={utilities}
        />
      </div>
      {choosing && <ChooseAccount onClose={() => setChoosing(false)} onChosen={switchAccount} />}
      <CommandPalette opened={opened} onOpen={setOpened} />
    </>
  );
}
