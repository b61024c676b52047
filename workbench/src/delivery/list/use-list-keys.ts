import { type RefObject, useEffect, useRef } from 'react';
import { type Command, commandOf, moved } from './keys.ts';
import { keyOf, type Row } from './refresh.ts';

const TAKES_KEYS =
  'input:not([type="checkbox"]), textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="listbox"]';

interface ListKeys {
  readonly rows: readonly Row[];
  /** Key of the row that is open. */
  readonly opened: string | undefined;
  readonly onOpen: (row: Row) => void;
  readonly onClose: () => void;
  /** @param row the current row; undefined without one */
  readonly onResend: (row: Row | undefined) => void;
}

/** Handles the keyboard commands. The focused row is the current one, and an open delivery follows it. */
export function useListKeys(list: RefObject<HTMLElement | null>, given: ListKeys): void {
  const latest = useRef(given);
  useEffect(() => {
    latest.current = given;
  });
  useEffect(() => {
    const focusRow = (key: string): void => {
      const cell = list.current?.querySelector(`[data-row="${CSS.escape(key)}"]`);
      cell?.querySelector('a')?.focus();
      cell?.scrollIntoView({ block: 'nearest' });
    };
    const focusedKey = (): string | undefined => {
      const { activeElement } = document;
      return activeElement && list.current?.contains(activeElement)
        ? activeElement.closest('tr')?.querySelector<HTMLElement>('[data-row]')?.dataset.row
        : undefined;
    };
    const run = (command: Command): boolean => {
      const { rows, opened, onOpen, onClose, onResend } = latest.current;
      const key = focusedKey() ?? opened;
      const at = rows.findIndex((row) => keyOf(row) === key);
      if (command === 'resend') onResend(rows[at]);
      else if (command === 'close') {
        if (opened === undefined) return false;
        onClose();
        focusRow(opened);
      } else {
        const row = rows[moved(at, command, rows.length) ?? at];
        if (!row) return false;
        if (opened !== undefined && keyOf(row) !== opened) onOpen(row);
        focusRow(keyOf(row));
      }
      return true;
    };
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const target = event.target instanceof Element ? event.target : undefined;
      const command = commandOf({
        key: event.key,
        modified: event.ctrlKey || event.altKey || event.metaKey,
        inField: target?.closest(TAKES_KEYS) != null,
        onRow: focusedKey() !== undefined,
      });
      if (command && run(command)) event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [list]);
}
