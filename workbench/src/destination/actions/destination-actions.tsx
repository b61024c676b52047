import { useState } from 'react';
import type { Destination } from '../../api/types.ts';
import { type Chosen, DestinationDialog } from './destination-dialog.tsx';
import { DestinationMenu } from './destination-menu.tsx';

/**
 * What can be done with a destination, each with its dialog.
 * @param onDeleted when it is gone: to leave its page, say
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
