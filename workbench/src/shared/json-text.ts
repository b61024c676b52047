/** JSON as it is shown, and as much of it as can be shown at once. */

export const pretty = (value: unknown): string => JSON.stringify(value, null, 2) ?? '';

/** Colouring more than that takes longer than a reader waits, characters. */
export const MAX_COLOURED = 40_000;

/** The first lines of a text, of so many characters at most, and how many lines are left. */
export function firstLines(text: string, max: number): { readonly text: string; readonly rest: number } {
  if (text.length <= max) return { text, rest: 0 };
  const end = text.lastIndexOf('\n', max);
  const cut = text.slice(0, end === -1 ? max : end);
  return { text: cut, rest: text.slice(cut.length).split('\n').length - 1 || 1 };
}
