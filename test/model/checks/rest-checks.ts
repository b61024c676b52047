/** What must hold at any moment between two commands, and when a sequence has come to its end. */
import { deliveryId, deliveryIdOfRow } from '../world/identity.ts';
import type { Row, State } from '../world/state.ts';
import { checkPromises } from './recovery-checks.ts';

/**
 * Each delivery of an accepted event is settled, or there is a message for it, or an entry of the due list, or an entry of the waiting
 * list of a destination that the sweep watches.
 */
export function checkAllMove(state: State): void {
  const { ledger, deadLetters } = state;
  const moving = new Set<string>();
  for (const { message, delivery } of [...state.messages(), ...deadLetters.messages]) {
    if (message.trigger === 'automatic') moving.add(delivery);
  }
  /** The latest entry of each delivery: its message is attempted where the row is not planned for later. */
  const listed = new Map<string, number>();
  for (const { destinationId, tenant, eventKey, dueAt } of state.deliveries.dueList.entries()) {
    const delivery = deliveryId(destinationId, tenant, eventKey);
    listed.set(delivery, Math.max(dueAt, listed.get(delivery) ?? 0));
  }
  /** The highest number of an entry of each delivery in the waiting list of a watched destination. */
  const waiting = new Map<string, number>();
  for (const { destinationId, tenant, eventKey, waits } of state.deliveries.waitingList.entries()) {
    const delivery = deliveryId(destinationId, tenant, eventKey);
    if (state.watchList.rows.has(destinationId)) waiting.set(delivery, Math.max(waits, waiting.get(delivery) ?? 0));
  }
  const isWaiting = (delivery: string, row: Row | undefined): boolean => {
    const waits = waiting.get(delivery) ?? 0;
    // The entry of a row that does not wait stands for the delivery, if its number is higher: its row could not be written.
    return row?.waiting ? waits >= (row.waits ?? 0) : waits > (row?.waits ?? 0);
  };
  const isMoved = (delivery: string, row: Row | undefined): boolean =>
    moving.has(delivery) ||
    (!row?.waiting && (row?.nextAttemptAt ?? 0) <= (listed.get(delivery) ?? -1)) ||
    isWaiting(delivery, row);
  for (const { event, accepted } of ledger.events.values()) {
    if (!accepted) continue;
    for (const { id } of event.destinations) {
      const delivery = deliveryId(id, event, event.key);
      const row = state.row(id, event.key);
      const isOurs = row !== undefined && deliveryIdOfRow(row) === delivery;
      if (isOurs && row.status !== 'pending') continue;
      if (!isMoved(delivery, row)) {
        ledger.violate(
          'nothing is stuck',
          `${delivery} is ${isOurs ? 'pending' : 'without a row'}, and nothing moves it`,
        );
      }
    }
  }
  for (const row of state.rows().values()) {
    const delivery = deliveryIdOfRow(row);
    if (row.status === 'pending' && !isMoved(delivery, row)) {
      ledger.violate('nothing is stuck', `${delivery} is pending, and nothing moves it`);
    }
  }
}

export function checkEnd(state: State): void {
  const { ledger } = state;
  checkPromises(state);
  for (const { event, accepted } of ledger.events.values()) {
    for (const { id } of event.destinations) {
      const row = state.row(id, event.key);
      const delivery = deliveryId(id, event, event.key);
      const isOurs = row !== undefined && deliveryIdOfRow(row) === delivery;
      if (accepted && !(isOurs && row.status !== 'pending')) {
        const how = isOurs ? 'still pending' : row ? 'without a row: another took it' : 'without a row';
        ledger.violate('everything accepted comes to an end', `${delivery} is ${how}`);
      }
    }
  }
  for (const row of state.rows().values()) {
    if (row.status === 'pending') {
      ledger.violate('everything accepted comes to an end', `${deliveryIdOfRow(row)} is pending`);
    }
    if (row.status === 'delivered' && !ledger.sentFor(deliveryIdOfRow(row)).some(({ ok }) => ok)) {
      ledger.violate('delivered is true', `${deliveryIdOfRow(row)} never succeeded`);
    }
  }
  const left = [...state.messages(), ...state.deadLetters.messages];
  if (left.length > 0) ledger.violate('queues run empty', `${left.length} messages, first ${left[0]?.delivery}`);
  const listed = state.deliveries.dueList.entries().length;
  if (listed > 0) ledger.violate('queues run empty', `${listed} entries in the due list`);
  for (const { destinationId, tenant, eventKey } of state.deliveries.waitingList.entries()) {
    // What is left over has no effect. It expires with its event.
    if (state.row(destinationId, eventKey)?.status === 'pending') {
      ledger.violate('queues run empty', `${deliveryId(destinationId, tenant, eventKey)} is in the waiting list`);
    }
  }
  const running = [...state.recoveries.rows.values()].filter(({ status }) => status === 'running');
  if (running.length > 0 || state.recoveries.locks.size > 0) {
    ledger.violate('recoveries end', `${running.map(({ id }) => id)}, locks ${state.recoveries.locks.size}`);
  }
}
