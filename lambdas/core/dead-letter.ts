/** The end of a message that could not be processed: its delivery is written as failed, so that nothing vanishes. */
import type { DeliveryMessage } from './delivery.ts';
import { settledWithoutAttempt } from './delivery-transitions.ts';
import type { DeliveryStore } from './ports.ts';

/** @returns false when the delivery had settled by itself, or event and delivery are both past retention */
export async function bury(
  message: DeliveryMessage,
  deliveries: Pick<DeliveryStore, 'readBatch' | 'replace'>,
): Promise<boolean> {
  const { destination, event: ref } = message;
  const context = await deliveries.readBatch({
    destinations: [],
    deliveries: [{ destinationId: destination.id, eventKey: ref.key }],
    events: message.inline ? [] : [{ tenant: { account: ref.account, mode: ref.mode }, key: ref.key }],
  });
  const row = context.delivery(destination.id, ref.key);
  const of = row ?? message.inline ?? context.event(ref, ref.key);
  // A parked delivery has a message of its own to come.
  if (!of || row?.parked || (row && row.status !== 'pending')) return false;
  return deliveries.replace(row, settledWithoutAttempt(row, of, destination.id, 'dead_letter'), destination.account);
}
