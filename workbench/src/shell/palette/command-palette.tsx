/** Finding pages and actions by their names, and the sheet of shortcuts. */
export type Opened = 'palette' | 'shortcuts' | undefined;

export function CommandPalette(_props: { opened: Opened; onOpen: (opened: Opened) => void }) {
  return null;
}
