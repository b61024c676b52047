/** The code under test, called as its functions call it. Nothing else here knows the core's own interfaces. */

import type { BacklogCounts } from '../../../lambdas/core/delivery/backlog/ports.ts';
import { sweepWatched } from '../../../lambdas/core/delivery/backlog/run.ts';
import { redriveDeadLetter } from '../../../lambdas/core/delivery/dead-letter.ts';
import { deliverBatch } from '../../../lambdas/core/delivery/deliver.ts';
import { type SweepResult, sweep } from '../../../lambdas/core/delivery/sweep.ts';
import type { ReceivedMessage } from '../../../lambdas/core/delivery/work.ts';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import { circuitBreakerSettings } from '../../../lambdas/core/destination/health/circuit-breaker.ts';
import { type Lane, laneOf } from '../../../lambdas/core/destination/health/health.ts';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import type { PublishRequest } from '../../../lambdas/core/publish/ports.ts';
import { type Publisher, type PublishResult, publishEvents } from '../../../lambdas/core/publish/publish.ts';
import { messageFor } from '../../../lambdas/core/publish/send.ts';
import type { Recovery, RecoveryCounts, RecoveryResult } from '../../../lambdas/core/recovery/recovery.ts';
import { advanceRecoveries, startRecovery } from '../../../lambdas/core/recovery/run.ts';
import type { RecoverPorts } from '../../../lambdas/core/recovery/step.ts';
import { memoryCatalogStore } from '../../doubles/memory-catalog.ts';
import { memoryAccountStore } from '../../doubles/memory-issued-keys.ts';
import { memoryRecoveryScan } from '../../doubles/memory-recoveries.ts';
import { memoryRendering } from '../../doubles/memory-rendering.ts';
import { forEveryType } from '../../doubles/senders.ts';
import { FAST_LANE_TIMEOUT_MS, TIMEOUT_MS } from '../world/endpoints.ts';
import { PLATFORM } from '../world/roster.ts';
import type { State, Worker } from '../world/state.ts';
import { Access } from './access.ts';
import { deliveryPorts } from './delivery-ports.ts';
import { destinationPort, watchListPort } from './destination-port.ts';
import { eventPort } from './event-port.ts';
import { queuePort, senderPort } from './queue-ports.ts';

export { PLATFORM };

const PAGE_SIZE = 3;
const SHARE = 2;
const SCAN_PAGE_SIZE = 4;
const SWEEP_PERIOD_MS = 60_000;
const STEP_MS = 8_000;

const settings = {
  platformAccount: PLATFORM,
  defaultApiVersion: '2026-01-01',
  eventCheck: 'off',
  unknownTypes: 'allow',
} as const;

const clockOf = (state: State, worker: Worker) => ({ now: () => state.sim.now, random: worker.random });

const limitPorts = (access: Access) => ({
  pacing: access.port(access.state.pacing.store, ['takeSlots', 'joinLine'], []),
  leases: access.port(access.state.leases.store, ['take', 'giveBack'], []),
});

export function publish(
  state: State,
  worker: Worker,
  requests: readonly PublishRequest[],
  publisher: Publisher,
): Promise<PublishResult[]> {
  const access = new Access(state, worker);
  return publishEvents(requests, publisher, settings, {
    events: eventPort(access),
    destinations: destinationPort(access),
    deliveries: deliveryPorts(access),
    queue: queuePort(access),
    catalog: memoryCatalogStore().store,
    accounts: memoryAccountStore().store,
    checkSchema: () => [],
    reportInternalError: (fault) => state.ledger.note(() => `${worker.name} reports ${fault}`),
    ...clockOf(state, worker),
  });
}

export async function deliver(
  state: State,
  worker: Worker,
  lane: Lane,
  batch: readonly ReceivedMessage[],
): Promise<string[]> {
  const access = new Access(state, worker);
  const sender = senderPort(access, lane);
  const results: { readonly recovery: string; readonly destinationId: string; readonly result: RecoveryResult }[] = [];
  const outOfTime = new Promise<void>((resolve) => {
    state.sim.wakeAt(state.sim.now + state.setup.outOfTimeMs, () => {
      if (worker.ended) return;
      state.ledger.count('out of time');
      state.touch(worker);
      for (const { message } of state.batches.get(worker)?.values() ?? []) {
        message.extra ??= 'received again while an attempt that its batch did not wait for may continue';
        message.isRepeated = true;
      }
      resolve();
    });
  });
  try {
    return await deliverBatch(
      batch,
      {
        timeScale: 1,
        inFlightLimit: state.setup.inFlightLimit,
        lineMs: state.setup.lineMs,
        lane,
        timeoutMs: TIMEOUT_MS,
        fastLaneTimeoutMs: FAST_LANE_TIMEOUT_MS,
        circuitBreaker: CIRCUIT_BREAKER,
        outOfTime,
      },
      {
        deliveries: deliveryPorts(access),
        destinations: destinationPort(access),
        queue: queuePort(access, lane),
        ...limitPorts(access),
        senders: forEveryType(sender),
        rendering: memoryRendering().rendering,
        report: ({ outcome, held }) => state.ledger.count(`reported: ${outcome}${held ? `, ${held}` : ''}`),
        watchList: watchListPort(access),
        reportMovedToSlowLane: () => state.ledger.count('reported: moved to the slow lane'),
        reportCircuit: ({ health }) => state.ledger.count(`circuit: ${health?.circuit}`),
        reportWaiting: () => state.ledger.count('waits'),
        reportRenderFailure: () => state.ledger.violate('no render failures', 'there is nothing to downgrade'),
        reportRecoveryResult: ({ recovery = '', destination }, result) =>
          void results.push({ recovery, destinationId: destination.id, result }),
        reportInternalError: (_message, fault) => state.ledger.note(() => `${worker.name} reports ${fault}`),
        ...clockOf(state, worker),
        startTimer: (milliseconds, run) => state.sim.startTimer(worker, milliseconds, run),
      },
    );
  } finally {
    for (const { destinationId, recovery, result } of results) {
      const counts: RecoveryCounts = { delivered: 0, failed: 0, skipped: 0, [result]: 1 };
      await access.call(() => state.recoveries.add(destinationId, recovery, counts));
    }
  }
}

/** Handles messages like the dead-letter function: a message that cannot be handled stays in the queue. */
export async function takeDeadLetters(
  state: State,
  worker: Worker,
  batch: readonly ReceivedMessage[],
): Promise<string[]> {
  const access = new Access(state, worker);
  const ports = { deliveries: deliveryPorts(access), queue: queuePort(access), ...clockOf(state, worker) };
  const kept = await Promise.all(
    batch.map(async ({ id, message }) => {
      try {
        state.ledger.count(`dead letter: ${await redriveDeadLetter(message, { timeScale: 1 }, ports)}`);
        return [];
      } catch (fault) {
        state.ledger.note(() => `${worker.name} reports ${fault}`);
        return [id];
      }
    }),
  );
  return kept.flat();
}

export const sweepShard = (state: State, worker: Worker, shard: number): Promise<SweepResult> => {
  const access = new Access(state, worker);
  const settings = { lookAheadMs: SWEEP_PERIOD_MS, pageSize: PAGE_SIZE, share: SHARE, stopAt: state.sim.now + 50_000 };
  return sweep(shard, settings, {
    deliveries: deliveryPorts(access),
    queue: queuePort(access),
    ...clockOf(state, worker),
  });
};

/** Few failures open a circuit, so that the few events of a sequence do. */
const CIRCUIT_BREAKER = { ...circuitBreakerSettings(1), openAfterFailures: 3 };

export const sweepShardOfWatched = (state: State, worker: Worker, shard: number): Promise<BacklogCounts> => {
  const access = new Access(state, worker);
  const settings = {
    circuitBreaker: CIRCUIT_BREAKER,
    drainRatePerSecond: 3,
    drainCapacityPerSecond: 20,
    timeScale: 1,
    periodMs: SWEEP_PERIOD_MS,
    pageSize: PAGE_SIZE,
    stopAt: state.sim.now + 50_000,
  };
  return sweepWatched(shard, settings, {
    deliveries: deliveryPorts(access),
    destinations: destinationPort(access),
    watchList: watchListPort(access),
    announceHealth: async (destination) => destination,
    queue: queuePort(access),
    ...limitPorts(access),
    reportInternalError: (_watched, fault) => state.ledger.note(() => `${worker.name} reports ${fault}`),
    ...clockOf(state, worker),
  });
};

const recoverPorts = (access: Access): RecoverPorts => {
  const { state, worker } = access;
  const scan = () => memoryRecoveryScan(state.rowReplica.read(), state.eventReplica.read(), SCAN_PAGE_SIZE);
  return {
    recoveries: access.port(
      state.recoveries.store,
      ['acquireLock', 'releaseLock', 'create', 'lease', 'commit', 'finish'],
      ['lease', 'commit'],
    ),
    scan: {
      deliveries: (...args) => access.call(() => scan().deliveries(...args)),
      events: (...args) => access.call(() => scan().events(...args)),
      publishers: (...args) => access.call(() => scan().publishers(...args)),
    },
    destinations: destinationPort(access),
    queue: queuePort(access),
    leases: limitPorts(access).leases,
    ...clockOf(state, worker),
  };
};

export const startRecovering = (state: State, worker: Worker, recovery: Recovery): Promise<Recovery> =>
  startRecovery(recovery, { stopAt: state.sim.now + STEP_MS }, recoverPorts(new Access(state, worker)));

export const keepRecovering = (state: State, worker: Worker): Promise<void> =>
  advanceRecoveries(
    { stopAt: state.sim.now + 50_000 },
    {
      ...recoverPorts(new Access(state, worker)),
      random: worker.random,
      reportInternalError: (_lock, error) => state.ledger.note(() => `${worker.name} reports ${error}`),
    },
  );

/** Resends as the API does. */
export async function resend(
  state: State,
  worker: Worker,
  event: WaybillEvent,
  destination: Destination,
): Promise<void> {
  const message = messageFor(event, destination, { first: false, trigger: 'manual' });
  await queuePort(new Access(state, worker)).send([{ message, lane: laneOf(destination, state.sim.now) }]);
}
