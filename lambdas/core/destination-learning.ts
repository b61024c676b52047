/** Writing down what a response shows of its destination. */
import type { SendResult } from './delivery.ts';
import type { Destination } from './destination.ts';
import { destinationAfter } from './destination-transitions.ts';
import { ConflictError } from './errors.ts';
import type { DestinationStore } from './ports.ts';

/** Lost races after which a response is not learnt from: the next one shows the same. */
const LEARNING_TRIES = 3;

/**
 * The destination learns from a response: gone, active, unreachable. A worker that loses a race reads the destination
 * again: the first responses of a burst come all at once, and mostly the winner has learnt the same.
 */
export async function learn(
  before: Destination,
  result: SendResult,
  now: number,
  destinations: Pick<DestinationStore, 'get' | 'replace'>,
): Promise<void> {
  let present: Destination | undefined = before;
  for (let tries = 0; tries < LEARNING_TRIES && present?.status === before.status; tries++) {
    const after = destinationAfter(present, result, now);
    if (!after) return;
    try {
      return await destinations.replace(present, after);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
    present = await destinations.get(before, before.id);
    if (present && !sameTarget(before, present)) return;
  }
}

/** Otherwise an edit came between, and the response says nothing of where the next delivery goes. */
const sameTarget = (a: Destination, b: Destination): boolean =>
  a.webhookEndpoint?.url === b.webhookEndpoint?.url &&
  a.amazonEventbridge?.eventBusArn === b.amazonEventbridge?.eventBusArn &&
  a.amazonEventbridge?.roleArn === b.amazonEventbridge?.roleArn;
