import { beforeEach, describe, expect, test } from 'vitest';
import { deliverBatch } from '../../../lambdas/core/delivery/deliver.ts';
import type { AttemptReport, Delivery, DeliveryMessage, SendResult } from '../../../lambdas/core/delivery/delivery.ts';
import type { SendRequest } from '../../../lambdas/core/delivery/ports.ts';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import { ConflictError } from '../../../lambdas/core/errors.ts';
import { publishedAt } from '../../../lambdas/core/ids.ts';
import { DELIVER_SETTINGS, deliverPorts } from '../../doubles/deliver-ports.ts';
import {
  aDelivery,
  aDestination,
  aFailure,
  aMessage,
  anEvent,
  anEventBridgeDestination,
  aResult,
  eventKeyNo,
  T0,
} from '../../doubles/factories.ts';
import { memoryDeliveryStore, memoryDestinationStore, memoryQueue } from '../../doubles/memory-ports.ts';
import { forEveryType } from '../../doubles/senders.ts';

const event = anEvent();
let destinations: ReturnType<typeof memoryDestinationStore>;
let deliveries: ReturnType<typeof memoryDeliveryStore>;
let queue: ReturnType<typeof memoryQueue>;
let reports: AttemptReport[];
let errors: unknown[];
let requests: SendRequest[];
let answer: (request: SendRequest) => SendResult;
let now: number;

beforeEach(() => {
  destinations = memoryDestinationStore(aDestination());
  deliveries = memoryDeliveryStore(destinations.rows, new Map([[event.key, event]]));
  queue = memoryQueue();
  reports = [];
  errors = [];
  requests = [];
  answer = () => aResult();
  now = T0;
});

async function deliver(messages: DeliveryMessage[], receiveCount = 1): Promise<string[]> {
  const sender = {
    send: async (request: SendRequest) => {
      requests.push(request);
      return answer(request);
    },
  };
  return deliverBatch(
    messages.map((message, index) => ({ id: `m${index}`, receiptHandle: `r${index}`, receiveCount, message })),
    DELIVER_SETTINGS,
    deliverPorts({
      deliveries: deliveries.store,
      destinations: destinations.store,
      queue: queue.queue,
      senders: forEveryType(sender),
      report: (report) => reports.push(report),
      reportInternalError: (_message, fault) => errors.push(fault),
      now: () => now,
    }),
  );
}

const row = (destination: Destination = aDestination()) =>
  deliveries.rows.get(`${destination.id} ${event.key}`) as Delivery;
const putRow = (over: Partial<Delivery>) => {
  const delivery = { ...aDelivery(), destinationAccount: 'acct_shop', ...over };
  deliveries.rows.set(`${delivery.destinationId} ${delivery.eventKey}`, delivery);
};
/** How long the queue holds the message after a first failure. */
const retryMessage = (): DeliveryMessage => aMessage({ first: false });

describe('a first attempt', () => {
  test('that succeeds is recorded as delivered, and the message is deleted', async () => {
    expect(await deliver([aMessage()])).toEqual([]);
    expect(row()).toMatchObject({ status: 'delivered', attemptCount: 1, automaticCount: 1 });
    expect(row().attempts).toMatchObject([{ number: 1, trigger: 'automatic', httpStatus: 200, startedAt: T0 }]);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['delivered']);
  });

  test('of ten messages needs one write request for all successes', async () => {
    const events = Array.from({ length: 10 }, (_, index) => anEvent({ key: eventKeyNo(index), id: eventKeyNo(index) }));
    expect(await deliver(events.map((inline) => aMessage({ inline })))).toEqual([]);
    expect(deliveries.rows.size).toBe(10);
    expect(deliveries.batchesPut()).toBe(1);
  });

  test('that fails stays in the queue, hidden for the backoff', async () => {
    answer = () => aFailure();
    expect(await deliver([aMessage()])).toEqual(['m0']);
    expect(queue.hidden).toEqual(new Map([['r0', 30]]));
    expect(row()).toMatchObject({ status: 'pending', nextAttemptAt: T0 + 30_000, attemptCount: 1 });
    expect(row().deferred).toBeUndefined();
    expect(reports).toMatchObject([{ outcome: 'retry', held: 'visibility' }]);
  });

  test('sends the body with the event as published', async () => {
    await deliver([aMessage()]);
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ id: event.id, object: 'event', data: event.data });
  });

  test('sends the right event when events of different modes or accounts have the same id', async () => {
    const events = [
      anEvent({ data: { object: { of: 'live' } } }),
      anEvent({ mode: 'sandbox', data: { object: { of: 'sandbox' } } }),
      anEvent({ account: 'acct_other', data: { object: { of: 'other' } } }),
    ];
    deliveries = memoryDeliveryStore(destinations.rows, new Map(events.map((one, index) => [String(index), one])));
    const messages = events.map((one, index) => {
      const destination = aDestination({ account: 'acct_shop', mode: one.mode, id: `ed_${index}` });
      destinations.rows.set(destination.id, destination);
      return aMessage({ destination: { account: 'acct_shop', id: destination.id }, inline: one });
    });
    const sentFor = () => requests.map(({ destination, body }) => [destination.id, JSON.parse(body).data.object.of]);
    const expected = [
      ['ed_0', 'live'],
      ['ed_1', 'sandbox'],
      ['ed_2', 'other'],
    ];
    await deliver(messages);
    expect(sentFor()).toEqual(expected);
    requests = [];
    deliveries.rows.clear();
    await deliver(messages.map(({ inline: _read, ...message }) => message));
    expect(sentFor()).toEqual(expected);
  });

  test('to a thin destination sends no data', async () => {
    destinations.rows.set(aDestination().id, aDestination({ eventPayload: 'thin' }));
    await deliver([aMessage()]);
    const body = JSON.parse(requests[0]?.body ?? '');
    expect(body).toMatchObject({ object: 'v2.core.event', related_object: { id: 'in_1', type: 'invoice' } });
    expect(body).not.toHaveProperty('data');
  });
});

describe('hold or defer', () => {
  test('a retry in over 15 minutes is deferred, and the message is deleted', async () => {
    putRow({ automaticCount: 3, attemptCount: 3, nextAttemptAt: T0 });
    answer = () => aFailure();
    expect(await deliver([retryMessage()])).toEqual([]);
    expect(row()).toMatchObject({ status: 'pending', deferred: true, nextAttemptAt: T0 + 1_920_000 });
    expect(reports).toMatchObject([{ held: 'parked' }]);
  });

  test('an earlier retry is deferred too when the queue is half full', async () => {
    queue.state.inFlight = 60_000;
    answer = () => aFailure();
    expect(await deliver([aMessage()])).toEqual([]);
    expect(row()).toMatchObject({ deferred: true, nextAttemptAt: T0 + 30_000 });
  });
});

describe('a message that is received', () => {
  test('early is hidden for the rest of its wait and nothing is sent', async () => {
    putRow({ nextAttemptAt: T0 + 12_400 });
    expect(await deliver([retryMessage()])).toEqual(['m0']);
    expect(queue.hidden.get('r0')).toBe(13);
    expect(requests).toEqual([]);
  });

  test('twice after success is dropped', async () => {
    await deliver([aMessage()]);
    expect(await deliver([retryMessage()])).toEqual([]);
    expect(requests.length).toBe(1);
  });

  test('a second time after a crash reads the row, although it is marked as first', async () => {
    await deliver([aMessage()]);
    expect(await deliver([aMessage()], 2)).toEqual([]);
    expect(requests.length).toBe(1);
  });

  test('for a deferred delivery that is not due is deleted, because the sweep sends another', async () => {
    putRow({ deferred: true, nextAttemptAt: T0 + 60_000 });
    expect(await deliver([retryMessage()])).toEqual([]);
    expect(queue.hidden.size).toBe(0);
  });

  test('early while another message holds the retry is deleted as a duplicate', async () => {
    answer = () => aFailure();
    expect(await deliver([aMessage()])).toEqual(['m0']);
    const repeat = { ...retryMessage(), inline: event };
    expect(await deliver([aMessage({ destination: { account: 'acct_shop', id: 'ed_none' } }), repeat])).toEqual([]);
    expect(await deliver([retryMessage()], 2)).toEqual(['m0']);
    now = T0 + 30_000;
    expect(await deliver([retryMessage()], 2)).toEqual(['m0']);
    expect(requests).toHaveLength(2);
  });

  test.each([40, 600_000])(
    'from the sweep, by a clock that is %i ms ahead, is kept: nothing else will move it',
    async (ms) => {
      putRow({ deferred: true, nextAttemptAt: T0 + ms });
      expect(await deliver([{ ...retryMessage(), dueAt: T0 + ms }])).toEqual(['m0']);
      expect(queue.hidden.get('r0')).toBe(Math.ceil(ms / 1000));
    },
  );

  test('from the sweep for an earlier due time is deleted', async () => {
    putRow({ deferred: true, nextAttemptAt: T0 + 60_000 });
    expect(await deliver([{ ...retryMessage(), dueAt: T0 + 30_000 }])).toEqual([]);
  });

  test('twice at once is attempted twice, and both attempts are recorded', async () => {
    putRow({ nextAttemptAt: T0 });
    answer = () => aResult({ durationMs: requests.length });
    expect(await deliver([retryMessage(), retryMessage()])).toEqual([]);
    expect(row()).toMatchObject({ status: 'delivered', attemptCount: 3 });
    expect(row().attempts.map(({ number }) => number)).toEqual([1, 2, 3]);
  });
});

describe('the end', () => {
  test('is failed when the retry schedule has no further attempt', async () => {
    putRow({ automaticCount: 14, attemptCount: 14, nextAttemptAt: T0, firstAttemptAt: T0 - 71 * 3_600_000 });
    answer = () => aFailure();
    expect(await deliver([retryMessage()])).toEqual([]);
    expect(row()).toMatchObject({ status: 'failed', failureReason: 'attempts_exhausted', attemptCount: 15 });
    expect(row().nextAttemptAt).toBeUndefined();
  });

  test('410 disables the destination and fails the delivery', async () => {
    answer = () => aFailure({ httpStatus: 410, destinationGone: 'gone' });
    expect(await deliver([aMessage()])).toEqual([]);
    expect(row()).toMatchObject({ status: 'failed', failureReason: 'gone' });
    expect(destinations.rows.get(aDestination().id)).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
  });

  test.each([
    ['destination_disabled', () => destinations.rows.set(aDestination().id, aDestination({ status: 'disabled' }))],
    ['destination_deleted', () => destinations.rows.delete(aDestination().id)],
  ])('%s: failed without an attempt', async (failureReason, change) => {
    change();
    expect(await deliver([aMessage()])).toEqual([]);
    expect(row()).toMatchObject({ status: 'failed', failureReason, attemptCount: 0 });
    expect(requests).toEqual([]);
  });

  test('a final refusal is not retried', async () => {
    const target = anEventBridgeDestination();
    destinations.rows.set(target.id, target);
    answer = () => aFailure({ retryable: false });
    await deliver([aMessage({ destination: { account: 'acct_shop', id: target.id } })]);
    expect(row(target)).toMatchObject({ status: 'failed', failureReason: 'refused_by_target' });
    expect(destinations.rows.get(target.id)).toMatchObject({ amazonEventbridge: { status: 'unknown' } });
  });
});

test('an EventBridge target becomes active with a successful delivery', async () => {
  const target = anEventBridgeDestination();
  destinations.rows.set(target.id, target);
  await deliver([aMessage({ destination: { account: 'acct_shop', id: target.id } })]);
  expect(destinations.rows.get(target.id)).toMatchObject({ amazonEventbridge: { status: 'active' } });
});

test('of a burst to a new EventBridge target, the first result updates it and all deliveries are recorded', async () => {
  const target = anEventBridgeDestination();
  destinations.rows.set(target.id, target);
  const { replace } = destinations.store;
  let written = 0;
  destinations.store.replace = async (previous, next) => {
    await replace(previous, next);
    written += 1;
  };
  const burst = Array.from({ length: 10 }, (_, index) => anEvent({ key: eventKeyNo(index), id: eventKeyNo(index) }));
  const to = { account: 'acct_shop', id: target.id };
  expect(await deliver(burst.map((inline) => aMessage({ destination: to, inline })))).toEqual([]);
  expect(errors).toEqual([]);
  expect([...deliveries.rows.values()].filter(({ status }) => status === 'delivered')).toHaveLength(10);
  expect(written).toBe(1);
});

test('an attempt is recorded also when concurrent edits prevent the update of the destination', async () => {
  const target = anEventBridgeDestination();
  destinations.rows.set(target.id, target);
  destinations.store.replace = async () => {
    throw new ConflictError('Changed meanwhile.');
  };
  expect(await deliver([aMessage({ destination: { account: 'acct_shop', id: target.id } })])).toEqual([]);
  expect(errors).toEqual([]);
  expect(row(target).status).toBe('delivered');
});

test('an attempt is recorded also when the destination cannot be updated', async () => {
  const target = anEventBridgeDestination();
  destinations.rows.set(target.id, target);
  destinations.store.replace = async () => {
    throw new Error('throttled');
  };
  expect(await deliver([aMessage({ destination: { account: 'acct_shop', id: target.id } })])).toEqual([]);
  expect(errors).toHaveLength(1);
  expect(row(target).status).toBe('delivered');
});

test('an update from a result keeps concurrent edits', async () => {
  const target = anEventBridgeDestination();
  destinations.rows.set(target.id, target);
  answer = () => {
    destinations.rows.set(target.id, { ...target, name: 'renamed', updated: target.updated + 1 });
    return aResult();
  };
  await deliver([aMessage({ destination: { account: 'acct_shop', id: target.id } })]);
  expect(destinations.rows.get(target.id)).toMatchObject({
    name: 'renamed',
    amazonEventbridge: { status: 'active' },
  });
});

test('a result does not update a target that was changed meanwhile', async () => {
  const target = anEventBridgeDestination();
  destinations.rows.set(target.id, target);
  const eventBusArn = 'arn:aws:events:us-east-1:111122223333:event-bus/other';
  const edited = {
    ...target,
    updated: target.updated + 1,
    amazonEventbridge: { ...target.amazonEventbridge, eventBusArn },
  };
  answer = () => {
    destinations.rows.set(target.id, edited);
    return aResult();
  };
  await deliver([aMessage({ destination: { account: 'acct_shop', id: target.id } })]);
  expect(destinations.rows.get(target.id)).toEqual(edited);
  expect(row(target).status).toBe('delivered');
});

test('an internal error of one message keeps only that message in the queue', async () => {
  const other = anEvent({ key: eventKeyNo(1), id: eventKeyNo(1) });
  answer = (request) => {
    if (request.event.key === other.key) throw new Error('boom');
    return aResult();
  };
  expect(await deliver([aMessage(), aMessage({ inline: other })])).toEqual(['m1']);
  expect(errors).toHaveLength(1);
  expect(row().status).toBe('delivered');
});

describe('a manual attempt', () => {
  const manual = (): DeliveryMessage => aMessage({ first: false, trigger: 'manual' });

  test('that fails does not change the scheduled retry', async () => {
    putRow({ nextAttemptAt: T0 + 5_000 });
    answer = () => aFailure();
    expect(await deliver([manual()])).toEqual([]);
    expect(row()).toMatchObject({ status: 'pending', nextAttemptAt: T0 + 5_000, attemptCount: 2, automaticCount: 1 });
  });

  test('to a disabled destination does not change a delivered delivery', async () => {
    putRow({ status: 'delivered' });
    destinations.rows.set(aDestination().id, aDestination({ status: 'disabled' }));
    expect(await deliver([manual()])).toEqual([]);
    expect(row()).toMatchObject({ status: 'delivered' });
  });

  test('that succeeds settles the delivery', async () => {
    putRow({ status: 'failed', failureReason: 'attempts_exhausted' });
    await deliver([manual()]);
    expect(row()).toMatchObject({ status: 'delivered', attemptCount: 2 });
    expect(row().failureReason).toBeUndefined();
  });

  test('without a row waits while the first attempt may be in progress, longer each time, and then is made', async () => {
    for (const [receiveCount, seconds] of [
      [1, 2],
      [2, 4],
      [9, 30],
    ] as const) {
      expect(await deliver([manual()], receiveCount)).toEqual(['m0']);
      expect(queue.hidden.get('r0')).toBe(seconds);
    }
    expect(requests).toEqual([]);
    now = publishedAt(event.key) + 150_000;
    expect(await deliver([manual()], 10)).toEqual([]);
    expect(row()).toMatchObject({ status: 'delivered', attemptCount: 1, attempts: [{ trigger: 'manual' }] });
  });

  test('of an event that did not match the destination is made at once, and retried after a failure', async () => {
    const other = aMessage({ first: false, trigger: 'manual', inline: anEvent({ destinations: [] }) });
    answer = () => aFailure();
    expect(await deliver([other])).toEqual([]);
    expect(row()).toMatchObject({ status: 'pending', attemptCount: 1, automaticCount: 0, deferred: true });
    expect(row().nextAttemptAt).toBe(T0 + 30_000);
  });
});
