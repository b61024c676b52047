import { useState } from 'react';
import type { Destination } from '../../api/types.ts';
import { type Chosen, DestinationDialog } from './destination-dialog.tsx';
import { DestinationMenu } from './destination-menu.tsx';

/**
 * The menu of actions for a destination, and their dialogs.
 * @param onDeleted called after the destination is deleted, to leave its page
 */
export function DestinationActions({ destination, onDeleted }: { destination: Destination; onDeleted: () => void }) {
  const [chosen, setChosen] = useState<Chosen>();
  return (
    <>
      <DestinationMenu destination={destination} onChoose={(action) => setChosen({ action, destination })} />
      <DestinationDialog chosen={chosen} onClose={() => setChosen(undefined)} onDeleted={onDeleted} />
    </>
  );
}
