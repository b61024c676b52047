/** Recognizes shortcuts of one or more keys: `c`, `g o`. */

/** Maximum time between two keys of a sequence, milliseconds. */
export const SEQUENCE_MS = 1_000;

export interface Pressed {
  /** Keys pressed so far, the start of a sequence. */
  readonly keys: readonly string[];
  /** Time of the last key, milliseconds. */
  readonly at: number;
}

export const NOTHING_PRESSED: Pressed = { keys: [], at: 0 };

/** A key press. */
export interface Press {
  /** Name of the key in the browser. `?` is a key, regardless of the keyboard layout. */
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** Whether the focus is in a text field. */
  readonly typing: boolean;
}

/** @param sequences such as `c` and `g o`; none may be the start of another */
export function press(
  sequences: readonly string[],
  was: Pressed,
  { key, ctrlKey, metaKey, altKey, typing }: Press,
  now: number,
): { readonly pressed: Pressed; readonly done?: string } {
  // `Shift` alone does not end a sequence, because it can be part of `?`.
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
