import type { Destination } from '../../api/types.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import type { DialogAction } from './destination-menu.tsx';
import { DisableDialog } from './disable-dialog.tsx';
import { EnableDialog } from './enable-dialog.tsx';
import { RollSecretDialog } from './roll-secret-dialog.tsx';

export interface Chosen {
  readonly action: DialogAction;
  readonly destination: Destination;
}

/**
 * The dialog of what was chosen. A list keeps it outside of its rows: a row may go at any refresh, and a secret that is
 * shown once would go with it.
 */
export function DestinationDialog({
  chosen,
  onClose,
  onDeleted,
}: {
  chosen: Chosen | undefined;
  onClose: () => void;
  onDeleted: () => void;
}) {
  if (!chosen) return null;
  const { action, destination } = chosen;
  switch (action) {
    case 'disable':
      return <DisableDialog destination={destination} onClose={onClose} />;
    case 'enable':
      return <EnableDialog destination={destination} onClose={onClose} />;
    case 'roll':
      return <RollSecretDialog destination={destination} onClose={onClose} />;
    case 'delete':
      return <DeleteDialog destination={destination} onClose={onClose} onDeleted={onDeleted} />;
  }
}
