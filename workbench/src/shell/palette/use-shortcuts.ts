import { useEffect, useRef } from 'react';
import { NOTHING_PRESSED, press } from './key-sequence.ts';

/** Filter fields of a page. The first visible one gets the focus. */
const FILTER = 'main input[type="search"], main input[role="combobox"], main [class*="filter"] input';

/** Whether an element accepts text. */
const takesText = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"]') !==
    null;

/** Whether a modal dialog is open. */
const isDialogOpen = (): boolean =>
  [...document.querySelectorAll('[role="dialog"][aria-modal="true"]')].some((dialog) => dialog.checkVisibility());

export function focusFilter(): void {
  const field = [...document.querySelectorAll<HTMLInputElement>(FILTER)].find((one) => one.checkVisibility());
  field?.focus();
}

/**
 * Handles the keyboard shortcuts of the page.
 * @param sequences actions by key sequence, such as `c` or `g o`
 * @param onPalette called for Ctrl+K and ⌘K, also while the user types
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
        // Browsers use the same keys for their search field.
        event.preventDefault();
        if (!isDialogOpen()) latest.current.onPalette();
        return;
      }
      const typing = takesText(event.target) || isDialogOpen();
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
