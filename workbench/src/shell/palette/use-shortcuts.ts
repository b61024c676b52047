import { useEffect, useRef } from 'react';
import { NOTHING_PRESSED, press } from './key-sequence.ts';

/** Fields of a page that filter what it lists; the first that is seen. */
const FILTER = 'main input[type="search"], main input[role="combobox"], main [class*="filter"] input';

/** Whether what is typed there goes into it. */
const takesText = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"]') !==
    null;

/** Whether a dialog covers the page: keys are for it then. */
const isCovered = (): boolean =>
  [...document.querySelectorAll('[role="dialog"][aria-modal="true"]')].some((dialog) => dialog.checkVisibility());

export function focusFilter(): void {
  const field = [...document.querySelectorAll<HTMLInputElement>(FILTER)].find((one) => one.checkVisibility());
  field?.focus();
}

/**
 * Listens to the keys of the whole page.
 * @param sequences what each of them does: `c`, `g o`
 * @param onPalette Ctrl+K or ⌘K, which works while typing, too
 */
export function useShortcuts(sequences: Readonly<Record<string, () => void>>, onPalette: () => void): void {
  const latest = useRef({ sequences, onPalette });
  useEffect(() => {
    latest.current = { sequences, onPalette };
  });
  useEffect(() => {
    let pressed = NOTHING_PRESSED;
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return;
      const { key, ctrlKey, metaKey, altKey } = event;
      if (key.toLowerCase() === 'k' && ctrlKey !== metaKey && !altKey && !event.shiftKey) {
        // The browser's own search box has the same keys.
        event.preventDefault();
        if (!isCovered()) latest.current.onPalette();
        return;
      }
      const typing = takesText(event.target) || isCovered();
      const step = press(
        Object.keys(latest.current.sequences),
        pressed,
        { key, ctrlKey, metaKey, altKey, typing },
        event.timeStamp,
      );
      pressed = step.pressed;
      if (step.done === undefined) return;
      event.preventDefault();
      latest.current.sequences[step.done]?.();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
