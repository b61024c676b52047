/** Formats JSON and limits how much of it is shown. */

export const pretty = (value: unknown): string => JSON.stringify(value, null, 2) ?? '';

/** Longer texts are not highlighted, because that takes too long. Characters. */
export const MAX_HIGHLIGHTED = 40_000;

/** Returns the first lines of a text, up to `max` characters, and the number of remaining lines. */
export function firstLines(text: string, max: number): { readonly text: string; readonly rest: number } {
  if (text.length <= max) return { text, rest: 0 };
  const end = text.lastIndexOf('\n', max);
  const cut = text.slice(0, end === -1 ? max : end);
  return { text: cut, rest: text.slice(cut.length).split('\n').length - 1 || 1 };
}
