/** What keys do in the list. */

export type Command = 'next' | 'previous' | 'close' | 'resend';

export interface Pressed {
  readonly key: string;
  /** With Ctrl, Alt or Meta. */
  readonly modified: boolean;
  /** In a field that takes text, or a dialog or menu that has keys of its own. */
  readonly taken: boolean;
  /** On a row. */
  readonly onRow: boolean;
}

const ANYWHERE: Readonly<Record<string, Command>> = { j: 'next', k: 'previous', r: 'resend', Escape: 'close' };
/** Elsewhere the arrows scroll the page, or move between tabs. Enter follows the link of the row by itself. */
const ON_ROW: Readonly<Record<string, Command>> = { ArrowDown: 'next', ArrowUp: 'previous' };

export function commandOf({ key, modified, taken, onRow }: Pressed): Command | undefined {
  if (modified || taken) return undefined;
  return ANYWHERE[key] ?? (onRow ? ON_ROW[key] : undefined);
}

/** Index of the row that `command` leads to; undefined when there is none. @param at -1 when no row is chosen */
export function moved(at: number, command: 'next' | 'previous', count: number): number | undefined {
  if (count === 0) return undefined;
  if (at < 0) return 0;
  const to = command === 'next' ? at + 1 : at - 1;
  return to < 0 || to >= count ? undefined : to;
}
