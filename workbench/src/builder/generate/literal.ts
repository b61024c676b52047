/** Event types as string literals. A type may hold any character; none may end the literal or hide in the source. */
import type { Language } from './framework.ts';

/** Controls, invisible and bidirectional characters, line separators, and every space but the plain one. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** These have the same short form in all of the languages. */
const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

interface Style {
  readonly quote: '"' | "'";
  /** What needs a backslash before it. */
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
  // Single quotes know no escapes but their own two.
  php: (text) => (text.search(UNSAFE) < 0 ? PHP_PLAIN : PHP_ESCAPED),
};

/** `text` as a literal of the language. Lone surrogates, which no UTF-8 body can hold, become U+FFFD. */
export function literal(language: Language, text: string): string {
  const wellFormed = text.toWellFormed();
  const { quote, special, hidden } = STYLES[language](wellFormed);
  const body = wellFormed
    .replace(special, (character) => `\\${character}`)
    .replace(UNSAFE, (character) => SHORT[character] ?? hidden(character));
  return quote + body + quote;
}

/** One piece of code for each type, the same type once, as lines that end in a line feed. */
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
