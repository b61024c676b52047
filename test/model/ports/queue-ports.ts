/** The queues of both lanes and the senders as one worker sees them. */
import type { DeliveryQueue, OutgoingMessage, Sender, UnsentMessage } from '../../../lambdas/core/delivery/ports.ts';
import type { Lane } from '../../../lambdas/core/destination/health/health.ts';
import { attemptStarts } from '../checks/attempt-checks.ts';
import { ALL, deliveryId, deliveryIdOf } from '../world/identity.ts';
import type { QueuedMessage } from '../world/standard-queue.ts';
import type { Access } from './access.ts';

/** @param ownLane lane whose messages the worker receives */
export function queuePort(access: Access, ownLane: Lane = 'fast'): DeliveryQueue {
  const { state, worker } = access;
  const own = state.queues[ownLane];

  /** The received message that a message takes the place of. */
  const replacedBy = ({ replaces }: OutgoingMessage['message']): QueuedMessage | undefined =>
    [...(state.batches.get(worker)?.values() ?? [])]
      .map((one) => one.message)
      .find(({ id, message }) => (message.replaces ?? id) === replaces);

  /** Why another message may be on its way for the same delivery. */
  const whyExtra = (message: OutgoingMessage['message']): string | undefined => {
    const { destination, event, first } = message;
    if (worker.kind === 'publish' && !first) return 'published again';
    const delivery = deliveryIdOf(message);
    const row = state.row(destination.id, event.key);
    if (worker.kind === 'watch') {
      return row?.waiting && row.waits === message.waits ? undefined : 'sent for an entry that was left over';
    }
    if (worker.kind === 'deliver') return replacedBy(message)?.extra;
    if (worker.kind !== 'sweep') return undefined;
    const entries = state.dueEntries(delivery);
    const isOnly = row?.deferred && entries.length === 1 && entries[0] === row.nextAttemptAt;
    return isOnly ? state.extraParked.get(delivery) : 'swept from an entry that was left over';
  };

  /** @returns what its sender sees of a message that it does not know to be in the queue */
  const sendOne = (outgoing: OutgoingMessage): UnsentMessage[] => {
    const { message, delaySeconds = 0, lane = 'fast' } = outgoing;
    const delivery = deliveryIdOf(message);
    const scopes = [message.destination.id];
    if (access.strikes('send refused', scopes, delivery)) {
      // A sweep takes a page that is refused as a whole for a queue that is down, and leaves the rest to the next run.
      if (worker.kind === 'sweep') state.ledger.disturb(ALL);
      return [{ outgoing, mayBeQueued: false }];
    }
    const isAmbiguous = access.strikes('send ambiguous', scopes, delivery);
    if (isAmbiguous && worker.random() < 0.5) return [{ outgoing, mayBeQueued: true }];
    const sent = state.queues[lane].send(message, delaySeconds, { sentBy: worker.name, extra: whyExtra(message) });
    sent.isRepeated = replacedBy(message)?.isRepeated === true;
    state.ledger.note(() => `${worker.name} sends ${sent.id} for ${delivery}, to be received in ${delaySeconds} s`);
    if (!isAmbiguous) return [];
    sent.extra ??= 'its sender does not know that it was sent';
    return [{ outgoing, mayBeQueued: true }];
  };

  return {
    send: (messages) => access.call(() => messages.flatMap(sendOne)),
    hide: (messages) =>
      access.call(() => {
        if (messages.length > 0 && access.strikes('hide fails', [], ALL)) throw new Error('SQS cannot be reached.');
        for (const { receiptHandle, seconds } of messages) {
          const received = state.batches.get(worker)?.get(receiptHandle);
          if (received) received.hidden = true;
          own.hide(receiptHandle, seconds);
          state.ledger.note(() => `${worker.name} hides ${receiptHandle} for ${seconds} s`);
        }
      }),
    inFlight: () => access.call(() => own.inFlight()),
  };
}

/** @param lane of the worker */
export function senderPort(access: Access, lane: Lane): Sender {
  const { state, worker } = access;
  return {
    send: (request) => {
      let durationMs = 0;
      return state.sim.call(
        worker,
        1,
        () => {
          const { destination, event } = request;
          if (access.strikes('internal', [destination.id], deliveryId(destination.id, event, event.key))) {
            throw new Error('KMS cannot be reached.');
          }
          const answer = attemptStarts(state, worker, lane, request);
          request.onStart?.();
          durationMs = answer.durationMs;
          return answer.result;
        },
        () => durationMs,
      );
    },
  };
}
