/** Event types as string literals. A type may contain any character, which must not end the literal or be invisible. */
import type { Language } from './framework.ts';

/** Controls, invisible and bidirectional characters, line separators, and every space but the plain one. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** Escapes that are the same in all of the languages. */
const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

interface Style {
  readonly quote: '"' | "'";
  /** The characters that need a backslash. */
  readonly special: RegExp;
  /** The escape of a character of `UNSAFE`. */
  hidden(character: string): string;
}

const hex = (character: string, digits = 0): string =>
  (character.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');

const braces = (character: string): string => `\\u{${hex(character)}}`;
const fourOrEight = (character: string): string =>
  character.length === 1 ? `\\u${hex(character, 4)}` : `\\U${hex(character, 8)}`;
const codeUnits = (character: string): string =>
  character.split('').reduce((text, unit) => `${text}\\u${hex(unit, 4)}`, '');

const DOUBLE = { quote: '"', special: /["\\]/g } as const;
const ECMASCRIPT: Style = { quote: "'", special: /['\\]/g, hidden: braces };
const PHP_PLAIN: Style = { quote: "'", special: /['\\]/g, hidden: braces };
const PHP_ESCAPED: Style = { quote: '"', special: /["\\$]/g, hidden: braces };

const STYLES: Readonly<Record<Language, (text: string) => Style>> = {
  javascript: () => ECMASCRIPT,
  typescript: () => ECMASCRIPT,
  python: () => ({ ...DOUBLE, hidden: fourOrEight }),
  go: () => ({ ...DOUBLE, hidden: fourOrEight }),
  csharp: () => ({ ...DOUBLE, hidden: fourOrEight }),
  java: () => ({ ...DOUBLE, hidden: codeUnits }),
  ruby: () => ({ quote: '"', special: /["\\#]/g, hidden: braces }),
  // Between single quotes PHP has no escapes except \\ and \'.
  php: (text) => (text.search(UNSAFE) < 0 ? PHP_PLAIN : PHP_ESCAPED),
};

/** Returns a text as a literal of the language. Lone surrogates, which UTF-8 cannot encode, become U+FFFD. */
export function literal(language: Language, text: string): string {
  const wellFormed = text.toWellFormed();
  const { quote, special, hidden } = STYLES[language](wellFormed);
  const body = wellFormed
    .replace(special, (character) => `\\${character}`)
    .replace(UNSAFE, (character) => SHORT[character] ?? hidden(character));
  return quote + body + quote;
}

/** Returns the lines of code for each type, without duplicates. Each line ends in a line feed. */
export function forEachType(
  language: Language,
  types: readonly string[],
  lines: (typeLiteral: string) => readonly string[],
): string {
  const literals = new Set(types.map((type) => literal(language, type)));
  return [...literals]
    .flatMap(lines)
    .map((line) => `${line}\n`)
    .join('');
}
