/** What must hold whenever an attempt starts. */
import { isDeepStrictEqual } from 'node:util';
import type { SendRequest } from '../../../lambdas/core/delivery/ports.ts';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import { isCircuitOpen, type Lane, laneOf } from '../../../lambdas/core/destination/health/health.ts';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { renderBody } from '../../../lambdas/core/event/event-body.ts';
import { publishedAt } from '../../../lambdas/core/ids.ts';
import { tenantKey } from '../../../lambdas/core/tenant.ts';
import { type Answer, answerOf, FAST_LANE_TIMEOUT_MS, TIMEOUT_MS } from '../world/endpoints.ts';
import { deliveryId } from '../world/identity.ts';
import type { Sent } from '../world/ledger.ts';
import { PLATFORM } from '../world/roster.ts';
import { type Received, type State, UNCONDITIONAL_MS, type Worker } from '../world/state.ts';

/** Latest start of an attempt after it is due, when nothing disturbed it: a period of the sweep. Milliseconds. */
const LATE_MS = 60_000;
/** Calls one after the other, of a sweep with several pages and of the worker that attempts. */
const CALLS = 20;
/** Longest time in the line of a destination with limits, with the few events of a sequence. Milliseconds. */
const IN_LINE_MS = 120_000;
/** Longest time in the fast lane before a message moves to the slow lane: an attempt, and the wait for others. Milliseconds. */
const FORWARD_MS = FAST_LANE_TIMEOUT_MS + 1_000;

export function attemptStarts(state: State, worker: Worker, lane: Lane, request: SendRequest): Answer {
  const { ledger, sim } = state;
  const { destination, event } = request;
  const id = deliveryId(destination.id, event, event.key);
  const token = `attempt-${ledger.sent.length + 1}`;
  const whole = answerOf(state.outcomes.get(destination.id) ?? 'ok', destination, token, worker.random);
  const answer = endingAt(request.timeoutMs, whole);
  ledger.note(() => `${worker.name} attempts ${id}: ${token} ${answer.result.httpStatus} in ${answer.durationMs} ms`);
  const received = messageOf(state, worker, id);
  if (!received) {
    ledger.violate('an attempt has its message', `${id}: ${worker.name} attempts what it did not receive`);
    return answer;
  }
  checkContent(state, id, request);
  checkTarget(state, worker, id, destination, event);
  checkLane(state, worker, lane, id, request);
  checkTurn(state, worker, id, received, destination, event);
  checkCircuit(state, worker, id, destination);
  checkOverlap(state, id, received);
  ledger.addSent({
    token,
    delivery: id,
    worker,
    message: received.message,
    receives: received.receives,
    startedAt: sim.now,
    endsAt: sim.now + answer.durationMs,
    outcome: state.outcomes.get(destination.id) ?? 'ok',
    ok: answer.result.ok,
    cutShort: lane === 'fast' && answer.result.error?.code === 'timeout',
    recorded: false,
  });
  ledger.count(`attempt: ${answer.result.ok ? 'ok' : 'failed'}, ${received.message.message.trigger}`);
  return answer;
}

/** What the sender sees of an endpoint that responds later than the timeout. */
function endingAt(timeoutMs: number, { result, durationMs }: Answer): Answer {
  if (durationMs < timeoutMs) return { result, durationMs };
  const error = { code: 'timeout', message: `No response in ${timeoutMs} ms.` } as const;
  const { httpStatus: _status, ...seen } = result;
  return { result: { ...seen, ok: false, retryable: true, error, durationMs: timeoutMs }, durationMs: timeoutMs };
}

/** Each lane has its timeout, and the fast lane attempts nothing of a destination that was slow before the worker began. */
function checkLane({ ledger, sim }: State, worker: Worker, lane: Lane, id: string, request: SendRequest): void {
  const { destination, timeoutMs } = request;
  if (timeoutMs !== (lane === 'fast' ? FAST_LANE_TIMEOUT_MS : TIMEOUT_MS)) {
    ledger.violate('a lane has its timeout', `${id}: ${timeoutMs} ms in the ${lane} lane`);
  }
  if (lane === 'slow') return;
  const during = ledger.destinationSince(destination.id, worker.startedAt);
  if (during.every((one) => one && laneOf(one, sim.now) === 'slow')) {
    ledger.violate('lanes do not mix', `${id} was slow before ${worker.name} of the fast lane began`);
  }
}

/**
 * The message that an attempt is made for. A worker that has several for one delivery attempts once for each; which comes
 * first cannot be seen, and a resend may come at any time.
 */
function messageOf(state: State, worker: Worker, id: string): Received | undefined {
  const used = new Set(
    state.ledger
      .sentFor(id)
      .filter((sent) => sent.worker === worker)
      .map(({ message }) => message),
  );
  const received = [...(state.batches.get(worker)?.values() ?? [])].filter(({ message }) => message.delivery === id);
  const unused = received.filter(({ message }) => !used.has(message));
  return unused.find(({ message }) => message.message.trigger === 'manual') ?? unused[0] ?? received[0];
}

function checkContent({ ledger }: State, id: string, { destination, event, body }: SendRequest): void {
  const stored = ledger.storedEvent(event)?.event;
  if (!stored || !isDeepStrictEqual(JSON.parse(JSON.stringify(event)), JSON.parse(JSON.stringify(stored)))) {
    ledger.violate('what is sent was published', `${id}: ${event.id} is not what was stored`);
  } else if (body !== renderBody(stored, destination) || JSON.parse(body).id !== stored.id) {
    ledger.violate('what is sent was published', `${id}: the body is not that of ${stored.id}`);
  }
}

function checkTarget({ ledger }: State, worker: Worker, id: string, to: Destination, event: WaybillEvent): void {
  const isOwn = to.account === event.account;
  const isPlatforms = to.account === PLATFORM && to.eventsFrom.includes('@accounts');
  if (to.mode !== event.mode || !(isOwn || isPlatforms)) {
    ledger.violate('tenants do not mix', `${id}: ${to.account} ${to.mode} gets an event of ${event.account}`);
  }
  if (!event.destinations.some((ref) => ref.id === to.id) && !ledger.wasRequested(to.id, event)) {
    ledger.violate('only what matched is sent', `${id} was neither matched nor asked for`);
  }
  const during = ledger.destinationSince(to.id, worker.startedAt);
  if (during.every((one) => one?.status !== 'enabled')) {
    ledger.violate('a disable counts at once', `${id} was disabled or deleted before ${worker.name} began`);
  }
}

function checkTurn(
  state: State,
  worker: Worker,
  id: string,
  { message, receives }: Received,
  destination: Destination,
  event: WaybillEvent,
): void {
  const { ledger, sim } = state;
  if (message.message.trigger === 'manual') return;
  const row = state.row(destination.id, event.key);
  const isOurs = row?.account === event.account && row.mode === event.mode;
  const isFirst = message.message.first && !message.message.forwarded && receives === 1;
  // Two copies of a first message, so soon that neither looks at the row: decision 4.
  const isCopy = isFirst && message.isRepeated && sim.now - publishedAt(event.key) < UNCONDITIONAL_MS;
  if (row && isOurs && row.status !== 'pending') {
    const settledBefore = state.settledAt.get(id) ?? 0;
    if (settledBefore < worker.startedAt && !isCopy) {
      ledger.violate('what is settled is not attempted', `${id} was ${row.status} before ${worker.name} began`);
    }
    return;
  }
  const dueAt = row?.nextAttemptAt ?? (message.message.first ? message.sentAt : undefined);
  const since = row ? (state.plannedAt.get(id) ?? 0) : message.sentAt;
  if (dueAt === undefined || ledger.wasDisturbedSince(since, id, destination.id, tenantKey(event))) return;
  // A first message does not look at the row: a delivery whose message may be queued is deferred, and the message comes earlier.
  const isUnknown = isFirst && row?.attemptCount === 0;
  // The worker may have read the row before another planned this.
  const isKnown = row && isOurs && since < worker.startedAt;
  if (isKnown && !isUnknown && !isCopy && sim.now < dueAt)
    ledger.violate('no attempt is early', `${id} was due ${dueAt - sim.now} ms later`);
  const workers = message.message.forwarded ? 2 : 1;
  const inLineMs = destination.deliveryLimits ? IN_LINE_MS : 0;
  const lateMs = sim.now - dueAt - inLineMs - CALLS * workers * state.setup.latencyMs - FORWARD_MS * (workers - 1);
  // Of a message that is received twice at once, each worker hides the other's.
  if (lateMs > LATE_MS && !message.isRepeated)
    ledger.violate('no attempt is late', `${id} was due ${lateMs} ms before`);
}

/** While the circuit is open, only the probe and what a person requests are attempted. */
function checkCircuit({ batches, ledger }: State, worker: Worker, id: string, { id: to }: Destination): void {
  const received = [...(batches.get(worker)?.values() ?? [])].filter(({ message }) => message.delivery === id);
  if (received.some(({ message: { message } }) => message.trigger === 'manual' || message.probe)) return;
  const during = ledger.destinationSince(to, worker.startedAt);
  if (during.every((one) => one && isCircuitOpen(one))) {
    ledger.violate('an open circuit lets deliveries wait', `${id} is attempted by ${worker.name}`);
  }
}

/** Two concurrent attempts of a delivery need a reason: its message was repeated, or a resend was requested. */
function checkOverlap({ ledger, sim }: State, id: string, { message }: Received): void {
  const isOpen = ({ endsAt, worker }: Sent) => endsAt > sim.now && worker.alive;
  const other = ledger.sentFor(id).find(isOpen);
  if (!other) return;
  const reason = [message, other.message].map(whyExtra).find((why) => why !== undefined);
  if (reason) ledger.count(`overlap: ${reason}`);
  else ledger.violate('attempts do not overlap', `${id}: ${other.token} by ${other.message.id}, now by ${message.id}`);
}

const whyExtra = ({ extra, message }: Sent['message']): string | undefined =>
  extra ?? (message.trigger === 'manual' ? 'resent' : undefined);
