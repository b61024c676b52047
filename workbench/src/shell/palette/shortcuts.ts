/** All keyboard shortcuts of the Workbench. */
import type { PageName } from '../navigation.ts';

export type ShortcutName =
  | PageName
  | 'palette'
  | 'sheet'
  | 'filter'
  | 'close'
  | 'create'
  | 'next'
  | 'previous'
  | 'open'
  | 'resend';

export interface Shortcut {
  readonly name: ShortcutName;
  /** Alternatives. The keys of a sequence are separated by spaces. */
  readonly keys: readonly string[];
}

export interface ShortcutGroup {
  readonly name: 'general' | 'go' | 'deliveries';
  readonly shortcuts: readonly Shortcut[];
}

/** The page that creates a destination has no name in the navigation. */
const NAME_OF_NEW: ShortcutName = 'create';

/** @param pages pages with their keys @param mac whether to show the keys of an Apple keyboard */
export function shortcutGroups(
  pages: readonly { readonly name?: PageName; readonly keys?: string }[],
  mac: boolean,
): ShortcutGroup[] {
  return [
    {
      name: 'general',
      shortcuts: [
        { name: 'palette', keys: [mac ? '⌘ K' : 'Ctrl K'] },
        { name: 'sheet', keys: ['?'] },
        { name: 'filter', keys: ['/'] },
        { name: 'close', keys: ['Esc'] },
      ],
    },
    {
      name: 'go',
      shortcuts: pages.flatMap(({ name = NAME_OF_NEW, keys }): Shortcut[] =>
        keys === undefined ? [] : [{ name, keys: [keys] }],
      ),
    },
    {
      name: 'deliveries',
      shortcuts: [
        { name: 'next', keys: ['↓', 'j'] },
        { name: 'previous', keys: ['↑', 'k'] },
        { name: 'open', keys: ['Enter'] },
        { name: 'close', keys: ['Esc'] },
        { name: 'resend', keys: ['r'] },
      ],
    },
  ];
}
