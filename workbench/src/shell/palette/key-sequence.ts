/** Shortcuts of one key or several after another: `c`, `g o`. */

/** How long the next key of a sequence may take, milliseconds. */
export const SEQUENCE_MS = 1_000;

export interface Pressed {
  /** Keys pressed so far that begin a sequence. */
  readonly keys: readonly string[];
  /** When the last of them was, milliseconds. */
  readonly at: number;
}

export const NOTHING_PRESSED: Pressed = { keys: [], at: 0 };

/** What a key press is to the page. */
export interface Press {
  /** As the browser names it; `?` is a key of its own, however it is typed. */
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** Whether it goes into a field. */
  readonly typing: boolean;
}

/** @param sequences `c`, `g o`; none may be the beginning of another */
export function press(
  sequences: readonly string[],
  was: Pressed,
  { key, ctrlKey, metaKey, altKey, typing }: Press,
  now: number,
): { readonly pressed: Pressed; readonly done?: string } {
  // A modifier alone is on its way to something else; `Shift` may be, to `?`.
  if (key === 'Shift') return { pressed: was };
  if (typing || ctrlKey || metaKey || altKey) return { pressed: NOTHING_PRESSED };
  const before = now - was.at <= SEQUENCE_MS ? was.keys : [];
  for (const keys of [[...before, key], [key]]) {
    const text = keys.join(' ');
    if (sequences.includes(text)) return { pressed: NOTHING_PRESSED, done: text };
    if (sequences.some((one) => one.startsWith(`${text} `))) return { pressed: { keys, at: now } };
  }
  return { pressed: NOTHING_PRESSED };
}
