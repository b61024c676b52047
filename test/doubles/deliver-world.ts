/** deliverBatch with ports in memory, an endpoint with configured responses, and stores that can be made to fail. */

import { vi } from 'vitest';
import { deliverBatch } from '../../lambdas/core/delivery/deliver.ts';
import type {
  AttemptReport,
  Delivery,
  DeliveryMessage,
  MovedReport,
  SendResult,
} from '../../lambdas/core/delivery/delivery.ts';
import type { SendRequest } from '../../lambdas/core/delivery/ports.ts';
import type { DeliverSettings } from '../../lambdas/core/delivery/work.ts';
import type { Lane } from '../../lambdas/core/destination/health/health.ts';
import { DELIVER_SETTINGS, deliverPorts } from './deliver-ports.ts';
import { aDelivery, aDestination, anEvent, aResult, T0 } from './factories.ts';
import { memoryDeliveryStore, memoryDestinationStore, memoryQueue } from './memory-ports.ts';
import { memoryTimers } from './memory-timers.ts';
import { memoryWatchList } from './memory-watch-list.ts';
import { forEveryType } from './senders.ts';

export function deliverWorld(event = anEvent()) {
  const destinations = memoryDestinationStore(aDestination());
  const events = new Map([[event.key, event]]);
  const deliveries = memoryDeliveryStore(destinations.rows, events);
  const queue = memoryQueue();
  const timers = memoryTimers();
  const watchList = memoryWatchList();
  const circuits: string[] = [];
  const reports: AttemptReport[] = [];
  const moved: MovedReport[] = [];
  const errors: unknown[] = [];
  const requests: SendRequest[] = [];
  const state = {
    now: T0,
    settings: {} as Partial<DeliverSettings>,
    /** Called for each attempt. */
    respond: (_request: SendRequest): SendResult | Promise<SendResult> => aResult(),
  };
  const send = async (request: SendRequest): Promise<SendResult> => {
    requests.push(request);
    request.onStart?.();
    return state.respond(request);
  };
  const ports = deliverPorts({
    deliveries: deliveries.store,
    destinations: destinations.store,
    queue: queue.queue,
    watchList: watchList.store,
    senders: forEveryType({ send }),
    report: (report) => reports.push(report),
    reportMovedToSlowLane: (report) => moved.push(report),
    reportCircuit: ({ health }) => circuits.push(health?.circuit ?? 'closed'),
    reportRecoveryResult: vi.fn(),
    reportInternalError: (_message, error) => errors.push(error),
    now: () => state.now,
    startTimer: timers.startTimer,
  });
  return {
    event,
    events,
    destinations,
    deliveries,
    queue,
    timers,
    watchList,
    circuits,
    reports,
    moved,
    errors,
    requests,
    state,
    ports,
    rows: (): Delivery[] => [...deliveries.rows.values()],
    row: (destinationId = aDestination().id): Delivery =>
      deliveries.rows.get(`${destinationId} ${event.key}`) as Delivery,
    putRow: (over: Partial<Delivery> = {}): void => {
      const delivery = { ...aDelivery(), destinationAccount: 'acct_shop', ...over };
      deliveries.rows.set(`${delivery.destinationId} ${delivery.eventKey}`, delivery);
    },
    /** Message `index` of the batch has the id `m<index>` and the receipt handle `r<index>`. */
    deliver: (messages: readonly DeliveryMessage[], receiveCount = 1, lane: Lane = 'fast'): Promise<string[]> =>
      deliverBatch(
        messages.map((message, index) => ({ id: `m${index}`, receiptHandle: `r${index}`, receiveCount, message })),
        { ...DELIVER_SETTINGS, ...state.settings, lane },
        ports,
      ),
  };
}
