/** Ranks the entries that match a text. */

export interface Rankable {
  readonly label: string;
  /** Other names for the search. */
  readonly keywords?: readonly string[];
}

/** Normalizes case, letter width, and katakana to hiragana. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u30a1-\u30f6]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60))
    .trim();

/** Returns the entries that contain every word of the text, best match first. Equal matches keep their order. */
export function rank<T extends Rankable>(entries: readonly T[], text: string): T[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...entries];
  return entries
    .map((entry, order) => ({ entry, order, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .map(({ entry }) => entry);
}

function scoreOf({ label, keywords = [] }: Rankable, words: readonly string[]): number {
  const [name, others] = [fold(label), keywords.map(fold)];
  let sum = 0;
  for (const word of words) {
    // A match in a keyword counts half of a match in the label.
    const best = Math.max(closeness(name, word) * 2, ...others.map((other) => closeness(other, word)));
    if (best === 0) return 0;
    sum += best;
  }
  return sum;
}

/** Returns 0 without a match. */
function closeness(name: string, word: string): number {
  if (name === word) return 8;
  if (name.startsWith(word)) return 6;
  const at = name.indexOf(word);
  if (at > 0) return /[\p{L}\p{N}]/u.test(name[at - 1] ?? '') ? 2 : 4;
  return initials(name).startsWith(word) && word.length > 1 ? 3 : 0;
}

/** `create destination` → `cd` */
const initials = (name: string): string =>
  name
    .split(/[^\p{L}\p{N}]+/u)
    .map(([first = '']) => first)
    .join('');
