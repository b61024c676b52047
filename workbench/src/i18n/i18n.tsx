/** Provides the language of the page and of the design system. */
import I18nProvider, { type I18nProviderProps } from '@cloudscape-design/components/i18n';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { createFormats, type Formats } from './formats.ts';
import { LANGUAGES, type Language, type Messages, textOf, type Values } from './messages.ts';

const NAME = 'waybill.language';

interface I18n {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  readonly formats: Formats;
}

const I18nContext = createContext<I18n | undefined>(undefined);

export function useI18n(): I18n {
  const i18n = useContext(I18nContext);
  if (!i18n) throw new Error('useI18n is used outside of LanguageProvider.');
  return i18n;
}

export type Translate<K extends string> = (key: K, values?: Values) => string;

/** Returns a function that translates the keys of `messages`. */
export function useMessages<K extends string>(messages: Messages<K>): Translate<K> {
  const { language } = useI18n();
  return useMemo(() => (key, values) => textOf(messages[language][key], language, values), [messages, language]);
}

function firstLanguage(): Language {
  const stored = localStorage.getItem(NAME);
  const wanted = [...(stored ? [stored] : []), ...navigator.languages].map((tag) => tag.split('-')[0]);
  return LANGUAGES.find((language) => language === wanted.find((tag) => LANGUAGES.includes(tag as Language))) ?? 'en';
}

const COMPONENTS: Readonly<Record<Language, () => Promise<{ default: unknown }>>> = {
  en: () => import('@cloudscape-design/components/i18n/messages/all.en.json'),
  ja: () => import('@cloudscape-design/components/i18n/messages/all.ja.json'),
};

/** Renders nothing until the texts of the design system are loaded, one file for each language. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  const [loaded, setLoaded] = useState<{ of: Language; messages: I18nProviderProps.Messages }>();
  useEffect(() => {
    localStorage.setItem(NAME, language);
    document.documentElement.lang = language;
    let current = true;
    COMPONENTS[language]().then((module) => {
      if (current) setLoaded({ of: language, messages: module.default as I18nProviderProps.Messages });
    });
    return () => {
      current = false;
    };
  }, [language]);
  const i18n = useMemo(() => ({ language, setLanguage, formats: createFormats(language) }), [language]);
  if (loaded?.of !== language) return null;
  return (
    <I18nContext value={i18n}>
      <I18nProvider locale={language} messages={[loaded.messages]}>
        {children}
      </I18nProvider>
    </I18nContext>
  );
}
