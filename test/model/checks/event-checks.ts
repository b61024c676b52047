/** What must hold when an event is stored, and when it is accepted. */

import { matchesType } from '../../../lambdas/core/destination/matching.ts';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { publishedAt } from '../../../lambdas/core/ids.ts';
import type { PublishRequest } from '../../../lambdas/core/publish/ports.ts';
import type { PublishResult } from '../../../lambdas/core/publish/publish.ts';
import { tenantKey } from '../../../lambdas/core/tenant.ts';
import { ALL, eventId } from '../world/identity.ts';
import { DESTINATION_IDS, PLATFORM } from '../world/roster.ts';
import type { Ending } from '../world/simulation.ts';
import type { State, Worker } from '../world/state.ts';

export function eventStored(state: State, worker: Worker, before: WaybillEvent | undefined, event: WaybillEvent): void {
  const { ledger, sim } = state;
  const id = eventId(event, event.key);
  ledger.note(() => `${worker.name} stores ${id} for ${event.destinations.map((ref) => ref.id)}`);
  if (before) ledger.violate('an event never changes', `${id} was stored over`);
  ledger.events.set(id, { event, at: sim.now, worker, accepted: false });
  const listed = new Set(event.destinations.map((ref) => ref.id));
  for (const destination of DESTINATION_IDS) {
    const matched = ledger
      .destinationSince(destination, worker.startedAt)
      .map(
        (one) =>
          one !== undefined &&
          one.status === 'enabled' &&
          one.mode === event.mode &&
          matchesType(one.enabledEvents, event.type) &&
          (one.account === event.account
            ? one.eventsFrom.includes('@self')
            : one.account === PLATFORM && one.eventsFrom.includes('@accounts')),
      );
    if (listed.has(destination) && !matched.includes(true)) {
      ledger.violate('only what matched is sent', `${id} goes to ${destination}, which did not match`);
    }
    if (!listed.has(destination) && !matched.includes(false)) {
      ledger.violate('everything that matched is sent', `${id} does not go to ${destination}, which matched`);
    }
  }
}

/** One call of a publisher, which may be made again. */
export interface PublishCall {
  readonly requests: readonly PublishRequest[];
  readonly account: string;
  readonly mode: WaybillEvent['mode'];
  readonly seed: string;
  readonly repeatable: boolean;
  readonly firstAt: number;
  /** Times it was made. */
  made: number;
}

/** What makes a repeat the same event: the id that the publisher chose, or its index in a call that may be repeated. */
function identityOf(call: PublishCall, index: number): string {
  const request = call.requests[index] as PublishRequest;
  const tenant = tenantKey({ account: request.account ?? call.account, mode: call.mode });
  return request.id === undefined ? `${tenant} ${call.seed} ${index}` : `${tenant} ${request.id}`;
}

export function publishStarts(state: State, worker: Worker, call: PublishCall): void {
  for (const index of call.requests.keys()) {
    const identity = identityOf(call, index);
    state.publishers.set(identity, [...(state.publishers.get(identity) ?? []), worker]);
  }
}

/** Ages of an identity, milliseconds, in which a repeat is refused while its event is not stored: decision 54. */
const UNCERTAIN_FROM_MS = 60_000;
const UNCERTAIN_UNTIL_MS = 90_000;

/** Whether an earlier call that did not complete may still be storing the event, as far as a repeat can know. */
const mayBeStoredByAnother = ({ publishers, sim }: State, worker: Worker, identity: string): boolean =>
  (publishers.get(identity) ?? []).some(
    (other) =>
      other !== worker &&
      (!other.ended || other.touched.size > 0) &&
      sim.now - other.startedAt > UNCERTAIN_FROM_MS &&
      worker.startedAt - other.startedAt <= UNCERTAIN_UNTIL_MS,
  );

export function publishEnded(state: State, worker: Worker, call: PublishCall, ending: Ending<PublishResult[]>): void {
  const { ledger } = state;
  if (ending.how === 'died') return;
  if (ending.how === 'threw') {
    ledger.note(() => `${worker.name} throws ${ending.error}`);
    ledger.count('publish: threw');
    const tenants = call.requests.map(({ account = call.account }) => tenantKey({ account, mode: call.mode }));
    const unharmed = tenants.find((tenant) => !worker.touched.has(tenant));
    if (unharmed && !worker.touched.has(ALL)) {
      ledger.violate(
        'events of a batch stand alone',
        `${worker.name} threw: ${ending.error}, with ${unharmed} unharmed`,
      );
    }
    return;
  }
  ending.value.forEach((result, index) => {
    const request = call.requests[index] as PublishRequest;
    const account = request.account ?? call.account;
    const tenant = tenantKey({ account, mode: call.mode });
    if ('error' in result) {
      ledger.count(`publish: ${result.error.name}`);
      const isRefused = !result.error.retryable;
      const isHarmed = [ALL, tenant].some((one) => worker.touched.has(one));
      const isUncertain = mayBeStoredByAnother(state, worker, identityOf(call, index));
      if (isUncertain) ledger.count('publish: an earlier call may still be storing the event');
      else if (!isRefused && !isHarmed && ![...worker.touched].some((one) => one.includes(` ${tenant} `))) {
        ledger.violate('events of a batch stand alone', `${worker.name}: ${result.error}, with ${tenant} unharmed`);
      }
      return;
    }
    accepted(state, worker, call, index, result.event);
  });
}

function accepted(state: State, worker: Worker, call: PublishCall, index: number, event: WaybillEvent): void {
  const request = call.requests[index] as PublishRequest;
  const { ledger, sim } = state;
  const id = eventId(event, event.key);
  ledger.count('publish: accepted');
  ledger.note(() => `${worker.name} has accepted ${id}`);
  const stored = ledger.storedEvent(event);
  const account = request.account ?? call.account;
  if (!stored) {
    ledger.violate('what is accepted is stored', `${id} is not`);
    return;
  }
  stored.accepted = true;
  const isSame =
    stored.event.account === account &&
    stored.event.mode === call.mode &&
    stored.event.type === request.type &&
    JSON.stringify(stored.event.data) === JSON.stringify(request.data) &&
    stored.event.id === (request.id ?? event.key);
  if (!isSame) ledger.violate('what is accepted is stored', `${id} is stored with other content`);
  const keyTime = publishedAt(event.key);
  // The cursor of a reconciler is the newest key that it has read. The key of a later event has to be after it.
  const [first = worker] = state.publishers.get(identityOf(call, index)) ?? [];
  const firstAt = Math.min(call.firstAt, first.startedAt);
  if (keyTime < firstAt || keyTime > sim.now) {
    ledger.violate('keys are in the order of publishing', `${id} has the time ${new Date(keyTime).toISOString()}`);
  }
}
