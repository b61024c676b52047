/** Carries out commands. */
import { ulid } from 'ulid';
import { withNewUpdated } from '../../../lambdas/core/destination/destination-base.ts';
import { disabledDestination, enabledDestination } from '../../../lambdas/core/destination/rules.ts';
import { withSelectionHistory } from '../../../lambdas/core/destination/selection-history.ts';
import { publishedAt } from '../../../lambdas/core/ids.ts';
import { newRecovery, serializeRange } from '../../../lambdas/core/recovery/recovery.ts';
import { T0 } from '../../doubles/factories.ts';
import type { PublishCall } from '../checks/event-checks.ts';
import { promisedBy } from '../checks/recovery-checks.ts';
import * as core from '../ports/core.ts';
import { ALL, deliveryId } from '../world/identity.ts';
import { pick, seededRandom, seedFor } from '../world/random.ts';
import { ACCOUNTS, DESTINATION_IDS, PLATFORM, SELECTIONS, TYPES } from '../world/roster.ts';
import type { QueuedMessage } from '../world/standard-queue.ts';
import { type State, UNCONDITIONAL_MS } from '../world/state.ts';
import type { World } from '../world/world.ts';
import type { Command, EventPlan } from './commands.ts';

/** Longest times of faults that make loops, and of those that strike everywhere. */
const LOOP_MS = 60_000;
const EVERYWHERE_MS = 2 * 3_600_000;

type Change = 'disable' | 'enable' | 'delete' | 'edit';

/** Event ids that publishers choose: two of an own form, and two in the form of past event keys. */
const CHOSEN = ['order-1', 'order-2', `evt_${ulid(T0 - 3_600_000, () => 0.3)}`, `evt_${ulid(T0, () => 0.7)}`];

/** Time that passes after a command, milliseconds, so that commands overlap. */
const MOMENT_MS = 150;

export async function runCommand(world: World, command: Command, position: number): Promise<void> {
  const { ledger } = world.state;
  ledger.note(() => `--- ${JSON.stringify(command)}`);
  if (await apply(world, command, position)) ledger.count(`command: ${command.do}`);
  await world.run(MOMENT_MS);
}

/** @returns whether there was something to do */
async function apply(world: World, command: Command, position: number): Promise<boolean> {
  const { state } = world;
  switch (command.do) {
    case 'publish':
      return publish(world, command, position);
    case 'publish again': {
      const call = pick(world.calls, command.call);
      if (!call?.repeatable) return false;
      world.publish(call);
      return true;
    }
    case 'wait':
      await world.run(command.ms);
      return true;
    case 'wait for what is due': {
      const due = [...state.rows().values()].map((row) => row.nextAttemptAt ?? 0).filter((at) => at > state.sim.now);
      if (due.length === 0) return false;
      await world.run(Math.min(...due) - state.sim.now);
      return true;
    }
    case 'endpoint':
      state.outcomes.set(DESTINATION_IDS[command.destination] as string, command.outcome);
      return true;
    case 'disable':
    case 'enable':
    case 'delete':
    case 'edit':
      return changeDestination(world, command);
    case 'resend':
      return resend(world, command);
    case 'recover':
      return recover(world, command, position);
    case 'fault': {
      const scopes = [...DESTINATION_IDS, ...ACCOUNTS.map((account) => `${account}#live`)];
      const scope = scopes[command.where] ?? ALL;
      const { kind, share } = command;
      // Responses that are lost for long while every write takes effect are no fault that a service has. A queue that shows at
      // once what failed makes a loop of every failure, of more steps than a sequence may have. While the due list takes no
      // deletes, the sweep sends the same each minute.
      const isLoop = kind === 'ambiguous' || state.setup.onFailure === 'shows';
      const ms = Math.min(command.ms, isLoop ? LOOP_MS : scope === ALL ? EVERYWHERE_MS : Number.POSITIVE_INFINITY);
      state.faults.add({ kind, scope, until: state.sim.now + ms, share });
      return true;
    }
    case 'heal':
      state.faults.clear();
      return true;
    case 'kill next':
      world.kill(command.kind, command.death);
      return true;
    case 'kill one': {
      const worker = pick([...state.sim.workers], command.worker);
      if (worker) state.sim.kill(worker);
      return worker !== undefined;
    }
    default:
      return disturb(world, command);
  }
}

function publish(world: World, command: Command & { do: 'publish' }, position: number): boolean {
  const { state } = world;
  const account = ACCOUNTS[command.by] as string;
  const mode = command.sandbox ? 'sandbox' : 'live';
  const random = seededRandom(seedFor(state.setup.seed, 'publish', position));
  const call: PublishCall = {
    account,
    mode,
    requests: command.events.map((plan, index) => requestOf(plan, account, `${position}.${index}`)),
    seed: ulid(state.sim.now, random),
    repeatable: command.withKey,
    firstAt: state.sim.now,
    made: 0,
  };
  world.calls.push(call);
  world.publish(call);
  return true;
}

function requestOf(plan: EventPlan, by: string, position: string): PublishCall['requests'][number] {
  const account = by === PLATFORM ? (ACCOUNTS[plan.account] as string) : by;
  const id = plan.id === undefined ? undefined : (CHOSEN[plan.id] as string);
  const content = id === undefined ? position : `${id} ${account} ${plan.variant}`;
  return {
    // Of what comes under a chosen id, the type belongs to the content.
    type: TYPES[id === undefined ? plan.type : plan.variant] as string,
    data: { object: { id: 'in_1', object: 'invoice', content } },
    ...(account === by ? {} : { account }),
    ...(id === undefined ? {} : { id }),
  };
}

function changeDestination({ state }: World, command: Extract<Command, { do: Change }>): boolean {
  const id = DESTINATION_IDS[command.destination] as string;
  const { rows } = state.destinations;
  const before = rows.get(id);
  if (!before) return false;
  const { now } = state.sim;
  state.changeDestination(id, () => {
    if (command.do === 'delete') rows.delete(id);
    else if (command.do === 'disable') rows.set(id, disabledDestination(before, now));
    else if (command.do === 'enable') rows.set(id, enabledDestination(before, now));
    else if (command.do === 'edit') {
      const enabledEvents = SELECTIONS[command.selection] as readonly string[];
      rows.set(id, withSelectionHistory(before, { ...withNewUpdated(before, now), enabledEvents }));
    }
  });
  return rows.get(id) !== before;
}

function resend(world: World, command: Command & { do: 'resend' }): boolean {
  const { state } = world;
  const stored = pick(
    [...state.ledger.events.values()].filter(({ accepted }) => accepted),
    command.event,
  );
  const destination = state.destinations.rows.get(DESTINATION_IDS[command.destination] as string);
  if (!stored || destination?.status !== 'enabled' || destination.mode !== stored.event.mode) return false;
  const { event } = stored;
  const isPlatforms = destination.account === PLATFORM && destination.eventsFrom.includes('@accounts');
  if (destination.account !== event.account && !isPlatforms) return false;
  if (destination.account === event.account && !destination.eventsFrom.includes('@self')) return false;
  state.ledger.requested.add(deliveryId(destination.id, event, event.key));
  world.spawn(
    'resend',
    (worker) => core.resend(state, worker, event, destination),
    () => {},
  );
  return true;
}

function recover(world: World, command: Command & { do: 'recover' }, position: number): boolean {
  const { state } = world;
  const { now } = state.sim;
  const destination = state.destinations.rows.get(DESTINATION_IDS[command.destination] as string);
  if (destination?.status !== 'enabled') return false;
  const range = { since: T0 - 60_000, until: now + 1, statuses: command.statuses };
  const { account, mode, id: destinationId } = destination;
  const recovery = newRecovery(range, {
    account,
    mode,
    id: `rcv_${ulid(now, seededRandom(seedFor(state.setup.seed, 'recover', position)))}`,
    destinationId,
    requestedRange: serializeRange(range),
    rate: 10,
    now,
  });
  state.ledger.recoveries.push(recovery);
  const promised = promisedBy(state, recovery, destination);
  world.spawn(
    'recovery',
    (worker) => core.startRecovering(state, worker, recovery),
    (worker, ending) => {
      if (ending.how === 'threw') state.ledger.note(() => `${worker.name} throws ${ending.error}`);
      // Another one of the same range may run already.
      if (ending.how === 'returned' && ending.value.id === recovery.id) state.promised.push(promised);
      world.recoveryStarted();
    },
  );
  return true;
}

/**
 * An operator waits until no retry is planned for later that a dead letter held: its new message has another id (decision 86). 20
 * receives take longer than a first message is new.
 */
function isLongDead({ row, sim }: State, { message: { destination, event } }: QueuedMessage): boolean {
  const plannedAt = row(destination.id, event.key)?.nextAttemptAt ?? 0;
  return plannedAt <= sim.now && sim.now - publishedAt(event.key) >= UNCONDITIONAL_MS;
}

function disturb(
  world: World,
  command: Command & { do: 'duplicate' | 'show early' | 'delay' | 'wear out' | 'pause' | 'redrive' },
): boolean {
  const { state } = world;
  const { deadLetters, sim, ledger } = state;
  if (command.do === 'pause') {
    world.pause(command.what, command.ms);
    return true;
  }
  if (command.do === 'redrive') return deadLetters.redrive((message) => isLongDead(state, message)) > 0;
  const messages = state.messages();
  const inFlight = messages.filter(({ receives, visibleAt }) => receives > 0 && visibleAt > sim.now);
  const message = pick(command.do === 'show early' ? inFlight : messages, command.message);
  if (!message) return false;
  ledger.disturb(message.delivery);
  const queue = message.sentTo;
  const { first, event } = message.message;
  if (command.do === 'wear out') {
    queue.wearOut(message);
    return true;
  }
  const isRepeated = command.do !== 'delay' && first && sim.now - publishedAt(event.key) < UNCONDITIONAL_MS;
  if (isRepeated) state.repeatedFirst.add(message.delivery);
  if (command.do === 'duplicate') queue.duplicate(message, Math.max(message.visibleAt, sim.now));
  if (command.do === 'delay') queue.show(message, Math.max(message.visibleAt, sim.now) + command.ms);
  if (command.do === 'show early') queue.showEarly(message);
  return true;
}
