/** The command palette, the list of keyboard shortcuts, and the shortcuts themselves. */
import { useLocation } from 'wouter';
import { useSession } from '../../account/session.tsx';
import { PAGES, startPathOf } from '../navigation.ts';
import { PaletteDialog } from './palette-dialog.tsx';
import { ShortcutsSheet } from './shortcuts-sheet.tsx';
import { focusFilter, useShortcuts } from './use-shortcuts.ts';

export type Opened = 'palette' | 'shortcuts' | undefined;

export function CommandPalette({ opened, onOpen }: { opened: Opened; onOpen: (opened: Opened) => void }) {
  const [, navigate] = useLocation();
  const { can } = useSession();
  useShortcuts(
    {
      ...Object.fromEntries(
        PAGES.flatMap((page) =>
          // The page without a name creates a destination.
          page.keys === undefined || (page.name === undefined && !can('destinations:write'))
            ? []
            : [[page.keys, () => navigate(startPathOf(page))]],
        ),
      ),
      '?': () => onOpen('shortcuts'),
      '/': focusFilter,
    },
    () => onOpen('palette'),
  );
  if (opened === 'palette') {
    return <PaletteDialog onClose={() => onOpen(undefined)} onShortcuts={() => onOpen('shortcuts')} />;
  }
  return opened === 'shortcuts' ? <ShortcutsSheet onClose={() => onOpen(undefined)} /> : null;
}
