import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { useSession } from '../../account/session.tsx';
import { moduleOf } from '../../destination-types/by-type.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { LANGUAGES } from '../../i18n/messages.ts';
import { publishLink } from '../../publish/publish-link.ts';
import { useAllDestinations } from '../../shared/hooks/use-all-destinations.ts';
import { confirmLeave } from '../../shared/hooks/use-leave-guard.ts';
import { links } from '../links.ts';
import { shellMessages } from '../messages.ts';
import { PAGES, startPathOf } from '../navigation.ts';
import { useNotify } from '../notifications.tsx';
import { useTheme } from '../theme.tsx';
import type { Entry } from './entries.ts';
import { paletteMessages } from './messages.ts';

const LANGUAGE_NAMES = { en: 'English', ja: '日本語' } as const;

/** Returns pages, actions and destinations. Each is found by its name in every language. */
export function useEntries(onShortcuts: () => void): readonly Entry[] {
  const t = useMessages(paletteMessages);
  const s = useMessages(shellMessages);
  const { mode, setMode, account, can, platformMetrics } = useSession();
  const { language, setLanguage } = useI18n();
  const { theme, setTheme } = useTheme();
  const notify = useNotify();
  const [, navigate] = useLocation();
  const destinations = useAllDestinations();

  return useMemo(() => {
    const pages = PAGES.flatMap((page): Entry[] => {
      const { name, keys, local } = page;
      return name === undefined || (local && platformMetrics === undefined)
        ? []
        : [
            {
              id: `page-${name}`,
              kind: 'page',
              label: s(name),
              keywords: inAllLanguages(shellMessages, name),
              ...(keys === undefined ? {} : { keys }),
              run: () => navigate(startPathOf(page)),
            },
          ];
    });
    const action = (id: string, key: keyof (typeof paletteMessages)['en'], rest: Partial<Entry> & Pick<Entry, 'run'>) =>
      ({ id, kind: 'action', label: t(key), keywords: inAllLanguages(paletteMessages, key), ...rest }) as const;
    const other = mode === 'live' ? 'sandbox' : 'live';
    const actions: Entry[] = [
      action('create', 'create', {
        keys: 'c',
        ...(can('destinations:write') ? {} : { disabled: t('no_create_permission') }),
        run: () => navigate(links.newDestination),
      }),
      action('publish', 'publish', {
        ...(can('events:publish') ? {} : { disabled: t('no_publish_permission') }),
        run: () => navigate(publishLink(links.events)),
      }),
      action('mode', `to_${other}`, { run: () => confirmLeave(() => setMode(other)) }),
      ...(['system', 'light', 'dark'] as const)
        .filter((one) => one !== theme)
        .map((one) =>
          action(`theme-${one}`, 'appearance', {
            label: t('appearance', { name: s(`theme_${one}`) }),
            keywords: [one, 'theme', ...inAllLanguages(shellMessages, `theme_${one}`)],
            run: () => setTheme(one),
          }),
        ),
      ...LANGUAGES.filter((one) => one !== language).map((one) =>
        action(`language-${one}`, 'language', {
          label: t('language', { name: LANGUAGE_NAMES[one] }),
          keywords: [one, 'language', LANGUAGE_NAMES[one]],
          run: () => setLanguage(one),
        }),
      ),
      action('copy-account', 'copy_account', {
        detail: account,
        run: () => {
          navigator.clipboard.writeText(account).then(
            () => notify({ type: 'success', content: t('copied_account', { account }) }),
            () => notify({ type: 'error', content: t('copy_failed', { account }) }),
          );
        },
      }),
      action('shortcuts', 'sheet', { keys: '?', run: onShortcuts }),
    ];
    const known = (destinations.data ?? []).map((destination): Entry => {
      const { id, name } = destination;
      const type = moduleOf(destination);
      return {
        id,
        kind: 'destination',
        label: name,
        keywords: [id, ...type.keywords(destination)],
        detail: type.addressOf(destination) ?? id,
        run: () => navigate(links.destination(id)),
      };
    });
    return [...pages, ...actions, ...known];
  }, [
    t,
    s,
    mode,
    setMode,
    account,
    can,
    platformMetrics,
    language,
    setLanguage,
    theme,
    setTheme,
    notify,
    navigate,
    destinations.data,
    onShortcuts,
  ]);
}

/** Returns a text in every language, without its placeholders. */
const inAllLanguages = <K extends string>(
  messages: { readonly [language: string]: { readonly [key in K]: unknown } },
  key: K,
): string[] =>
  Object.values(messages).flatMap((texts) => {
    const text = texts[key];
    return typeof text === 'string' ? [text.replace(/\{\w+\}/g, '')] : [];
  });
