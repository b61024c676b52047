/** The keyboard commands of the list. */

export type Command = 'next' | 'previous' | 'close' | 'resend';

export interface KeyPress {
  readonly key: string;
  /** Pressed with Ctrl, Alt or Meta. */
  readonly modified: boolean;
  /** Pressed in a text field, or in a dialog or menu with its own keys. */
  readonly inField: boolean;
  /** Pressed on a row. */
  readonly onRow: boolean;
}

const ANYWHERE: Readonly<Record<string, Command>> = { j: 'next', k: 'previous', r: 'resend', Escape: 'close' };
/** Outside rows, the arrow keys scroll the page or change the tab. Enter follows the link of the row without a command. */
const ON_ROW: Readonly<Record<string, Command>> = { ArrowDown: 'next', ArrowUp: 'previous' };

export function commandOf({ key, modified, inField, onRow }: KeyPress): Command | undefined {
  if (modified || inField) return undefined;
  return ANYWHERE[key] ?? (onRow ? ON_ROW[key] : undefined);
}

/** Returns the index of the next or previous row; undefined when there is none. @param at -1 without a current row */
export function moved(at: number, command: 'next' | 'previous', count: number): number | undefined {
  if (count === 0) return undefined;
  if (at < 0) return 0;
  const to = command === 'next' ? at + 1 : at - 1;
  return to < 0 || to >= count ? undefined : to;
}
