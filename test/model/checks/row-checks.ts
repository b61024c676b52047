/** What must hold whenever a row of the deliveries table is written. */
import { type Delivery, type FailureReason, MAX_STORED_ATTEMPTS } from '../../../lambdas/core/delivery/delivery.ts';
import { scheduleEndsAt } from '../../../lambdas/core/delivery/retry-policy.ts';
import { publishedAt } from '../../../lambdas/core/ids.ts';
import { deliveryIdOfRow } from '../world/identity.ts';
import { type Row, type State, UNCONDITIONAL_MS, type Worker } from '../world/state.ts';

/** The schedule ends at 72 h; the last attempt before it may be a wait of 8 h and its jitter earlier. */
const END_OF_SCHEDULE_MS = (72 - 8.8) * 3_600_000;
const SANDBOX_ATTEMPTS = 4;
const LONGEST_INVOCATION_MS = 60_000;

export function rowWritten(state: State, worker: Worker, before: Row | undefined, after: Row): void {
  const { ledger } = state;
  const id = deliveryIdOfRow(after);
  ledger.note(
    () =>
      `${worker.name} writes ${id}: ${after.status} ${after.failureReason ?? ''} attempts ${after.attempts.map(({ responseExcerpt }) => responseExcerpt)}${after.deferred ? ', parked' : ''}${after.waiting ? `, waits ${after.waits}` : ''}${after.heldBy ? `, held by ${after.heldBy}` : ''}${after.nextAttemptAt ? ` until ${new Date(after.nextAttemptAt).toISOString()}` : ''}`,
  );
  state.rowReplica.write(`${after.destinationId} ${after.eventKey}`, after, state.lagMs);
  noteParked(state, worker, after);
  if (after.nextAttemptAt !== before?.nextAttemptAt) state.plannedAt.set(id, state.sim.now);
  if (after.status !== 'pending' && after.status !== before?.status) state.settledAt.set(id, state.sim.now);
  for (const { responseExcerpt } of after.attempts) {
    const sent = ledger.byToken.get(responseExcerpt);
    if (sent) sent.recorded = true;
  }
  if (before && deliveryIdOfRow(before) !== id) {
    ledger.violate('a row is one delivery', `the row of ${deliveryIdOfRow(before)} became that of ${id}`);
  }
  if (before) checkNothingIsLost(state, before, after);
  checkAttempts(state, after);
  if (after.status === 'failed' && before?.status !== 'failed') {
    ledger.count(`ended: failed, ${after.failureReason}`);
    const untrue = whyUntrue(state, worker, before, after, after.failureReason);
    if (untrue) ledger.violate('a failure has a true reason', `${id}: ${after.failureReason}, but ${untrue}`);
  }
  if (after.status === 'delivered' && before?.status !== 'delivered') ledger.count('ended: delivered');
}

/** A worker whose message was not the only one may have deferred the delivery while another worker attempts it. */
function noteParked(state: State, worker: Worker, after: Row): void {
  const id = deliveryIdOfRow(after);
  if (!after.deferred) return;
  const received = [...(state.batches.get(worker)?.values() ?? [])].map(({ message }) => message);
  const ofPublisher = worker.kind === 'publish' && (after.nextAttemptAt ?? 0) > state.sim.now;
  const reason = ofPublisher
    ? 'parked by a publish whose first message may be in the queue'
    : received.find(({ delivery, extra }) => delivery === id && extra)?.extra;
  if (reason) state.extraParked.set(id, reason);
  else state.extraParked.delete(id);
}

/**
 * First successes are written without a condition, within a minute of the publishing and an invocation's time. Where the
 * queue delivers such a message twice in that minute, the write may replace what was recorded before it: decision 4.
 */
const mayBeReplaced = ({ repeatedFirst, sim }: State, { eventKey }: Delivery, id: string): boolean =>
  repeatedFirst.has(id) && sim.now - publishedAt(eventKey) < UNCONDITIONAL_MS + LONGEST_INVOCATION_MS;

function checkNothingIsLost(state: State, before: Delivery, after: Delivery): void {
  const { ledger } = state;
  const id = deliveryIdOfRow(after);
  if (before.status === 'delivered' && after.status !== 'delivered') {
    ledger.violate('delivered is final', `${id} became ${after.status}`);
  }
  const kept = new Set(after.attempts.map(({ responseExcerpt }) => responseExcerpt));
  const dropped = before.attempts.length + 1 - MAX_STORED_ATTEMPTS;
  const lost = before.attempts.slice(Math.max(0, dropped)).filter(({ responseExcerpt }) => !kept.has(responseExcerpt));
  if (lost.length === 0 && after.attemptCount >= before.attemptCount) return;
  if (mayBeReplaced(state, after, id)) {
    ledger.count('replaced: the record of a first attempt whose message came twice');
    return;
  }
  const which = lost.map(({ responseExcerpt }) => responseExcerpt).join();
  ledger.violate('a recorded attempt stays', `${id} had ${before.attemptCount}, has ${after.attemptCount}: ${which}`);
}

/** Attempts on a row are attempts that were made, each once. */
function checkAttempts({ ledger }: State, row: Delivery): void {
  const id = deliveryIdOfRow(row);
  const tokens = row.attempts.map(({ responseExcerpt }) => responseExcerpt);
  if (new Set(tokens).size < tokens.length) ledger.violate('an attempt is recorded once', `${id}: ${tokens}`);
  for (const { responseExcerpt, ok } of row.attempts) {
    const sent = ledger.byToken.get(responseExcerpt);
    if (sent?.cutShort)
      ledger.violate('an attempt of the fast lane that is cut short is not recorded', `${id}: ${sent.token}`);
    if (!sent || sent.delivery !== id || sent.ok !== ok) {
      ledger.violate('what is recorded happened', `${id}: ${responseExcerpt} is not an attempt of it`);
    }
  }
  if (row.status === 'delivered' && !ledger.sentFor(id).some(({ ok }) => ok)) {
    ledger.violate('delivered is true', `${id} is delivered, and no attempt of it succeeded`);
  }
}

/** Returns why the reason of a failure is wrong; undefined when it is right. */
function whyUntrue(
  state: State,
  worker: Worker,
  before: Row | undefined,
  after: Row,
  reason: FailureReason | undefined,
): string | undefined {
  const { ledger, sim } = state;
  const id = deliveryIdOfRow(after);
  const sent = ledger.sentFor(id);
  const got = (outcome: string) => sent.some((one) => one.outcome === outcome);
  const during = ledger.destinationSince(after.destinationId, worker.startedAt);
  switch (reason) {
    case 'attempts_exhausted': {
      const firstAt = sent[0]?.startedAt ?? sim.now;
      // Which message an attempt was for is a guess where a worker has several of one delivery; the record is not.
      const made = after.attempts.filter(({ trigger }) => trigger === 'automatic').length;
      const isOver = sim.now - firstAt >= END_OF_SCHEDULE_MS || (after.mode === 'sandbox' && made >= SANDBOX_ATTEMPTS);
      return isOver ? undefined : 'its schedule has not run out';
    }
    case 'gone':
      return got('gone') ? undefined : 'the endpoint never said so';
    case 'refused_by_target':
      return got('refused') || got('gone') ? undefined : 'the bus never refused it';
    case 'destination_deleted':
      return during.includes(undefined) ? undefined : 'the destination was there';
    case 'destination_disabled': {
      if (!during.some((destination) => destination?.status === 'disabled')) return 'the destination was enabled';
      const messages = [...(state.batches.get(worker)?.values() ?? [])].filter(
        ({ message }) => message.delivery === id,
      );
      const isOwnTurn =
        worker.kind === 'watch' || messages.some(({ message }) => message.message.trigger === 'automatic');
      return isOwnTurn || before?.status !== 'pending' ? undefined : 'it was not its turn: a resend met the disable';
    }
    case 'destination_failing': {
      const isOver = sim.now >= scheduleEndsAt(after.mode, publishedAt(after.eventKey), 1);
      return isOver && worker.kind === 'watch' ? undefined : 'its schedule has not run out';
    }
    case 'event_expired':
    case 'render_failed':
      return 'that cannot happen here';
    default: {
      const since = after.firstAttemptAt ?? publishedAt(after.eventKey);
      return sim.now - since >= END_OF_SCHEDULE_MS ? undefined : 'an internal error ends nothing before the horizon';
    }
  }
}
