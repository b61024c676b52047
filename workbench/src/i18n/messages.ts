/** Texts in every language of the Workbench. */

/** A text, or a text for each plural form of `count`: https://cldr.unicode.org/index/cldr-spec/plural-rules */
export type Text = string | { readonly one?: string; readonly other: string };

export const LANGUAGES = ['en', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Messages<K extends string = string> = { readonly [language in Language]: { readonly [key in K]: Text } };

/** Defines texts with values such as `{name}`. A key that is missing in one language is a compile error. */
export const defineMessages = <K extends string>(messages: Messages<K>): Messages<K> => messages;

export type Values = Readonly<Record<string, string | number>>;

/** Inserts values into a text. @param values by name; `count` selects the plural form */
export function textOf(text: Text, language: Language, values: Values = {}): string {
  return chosen(text, language, values).replace(/\{(\w+)\}/g, (found, name: string) => {
    const value = values[name];
    if (value === undefined) return found;
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
  });
}

function chosen(text: Text, language: Language, { count }: Values): string {
  if (typeof text === 'string') return text;
  const form = typeof count === 'number' ? new Intl.PluralRules(language).select(count) : 'other';
  return (form === 'one' ? text.one : undefined) ?? text.other;
}
