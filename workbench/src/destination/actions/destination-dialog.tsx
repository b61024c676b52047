import type { Destination } from '../../api/types.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import type { DialogAction } from './destination-menu.tsx';
import { DisableDialog } from './disable-dialog.tsx';
import { EnableDialog } from './enable-dialog.tsx';
import { RotateSecretDialog } from './rotate-secret-dialog.tsx';

export interface Chosen {
  readonly action: DialogAction;
  readonly destination: Destination;
}

/**
 * The dialog of the chosen action. A list renders it outside of its rows: a refresh can remove a row, and a secret that
 * is shown only once must not go with it.
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
    case 'rotate':
      return <RotateSecretDialog destination={destination} onClose={onClose} />;
    case 'delete':
      return <DeleteDialog destination={destination} onClose={onClose} onDeleted={onDeleted} />;
  }
}
