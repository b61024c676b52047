/** Changes the health of a destination, and reports when that opens or closes its circuit. */
import type { Destination } from '../../destination/destination.ts';
import { changeHealth, type HealthPorts } from '../../destination/health/change-health.ts';
import type { DestinationHealth } from '../../destination/health/health.ts';

type Health = DestinationHealth | undefined;

interface CircuitPorts extends HealthPorts {
  readonly reportCircuit: (destination: Destination) => void;
}

/** Like `changeHealth`. Reports a change that this call wrote, and none that another worker wrote. */
export async function changeCircuit(
  before: Destination,
  change: (health: Health) => Health,
  ports: CircuitPorts,
): Promise<Destination | undefined> {
  let isSwitched = false;
  const after = await changeHealth(
    before,
    (health) => {
      const next = change(health);
      isSwitched = next !== undefined && isClosed(health) !== isClosed(next);
      return next;
    },
    ports,
  );
  if (after && isSwitched) ports.reportCircuit(after);
  return after;
}

const isClosed = (health: Health): boolean => health === undefined || health.circuit === 'closed';
