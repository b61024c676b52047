import { beforeEach, describe, expect, test } from 'vitest';
import type { Delivery } from '../../../../lambdas/core/delivery/delivery.ts';
import type { Destination } from '../../../../lambdas/core/destination/destination.ts';
import { announceHealth } from '../../../../lambdas/core/destination/health/announce.ts';
import type { DestinationHealth } from '../../../../lambdas/core/destination/health/health.ts';
import { HEALTH_EVENT_TYPES } from '../../../../lambdas/core/destination/health/health-event.ts';
import { ConflictError } from '../../../../lambdas/core/errors.ts';
import type { WaybillEvent } from '../../../../lambdas/core/event/event.ts';
import { aDelivery, aDestination, anAttempt, T0 } from '../../../doubles/factories.ts';
import { memoryCatalogStore } from '../../../doubles/memory-catalog.ts';
import { memoryAccountStore } from '../../../doubles/memory-issued-keys.ts';
import {
  memoryDeliveryStore,
  memoryDestinationStore,
  memoryEventStore,
  memoryQueue,
} from '../../../doubles/memory-ports.ts';
import { memoryWatchList } from '../../../doubles/memory-watch-list.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PLATFORM = 'acct_platform';

const aHealth = (ms: number, over: Partial<DestinationHealth> = {}): DestinationHealth => ({
  revision: 1,
  circuit: 'closed',
  failingSince: T0,
  lastFailureAt: T0 + ms,
  ...over,
});
const FAILING = aDestination({ id: 'ed_failing' });
const OTHER = aDestination({ id: 'ed_other', enabledEvents: ['v2.core.health.*'] });
const CONNECTED = aDestination({ account: PLATFORM, id: 'ed_connected', eventsFrom: ['@accounts'] });

let destinations: ReturnType<typeof memoryDestinationStore>;
let deliveries: ReturnType<typeof memoryDeliveryStore>;
let events: ReturnType<typeof memoryEventStore>;
let queue: ReturnType<typeof memoryQueue>;
let notified: WaybillEvent[];
let errors: unknown[];
let topic: (event: WaybillEvent) => Promise<void>;
let days: number;

beforeEach(() => {
  destinations = memoryDestinationStore(FAILING, OTHER, CONNECTED);
  deliveries = memoryDeliveryStore(destinations.rows);
  events = memoryEventStore();
  queue = memoryQueue();
  [notified, errors, days] = [[], [], 5];
  topic = async (event) => void notified.push(event);
});

/** Gives a destination this health. */
function become(health: DestinationHealth, over: Partial<Destination> = {}): void {
  destinations.rows.set(FAILING.id, { ...FAILING, ...over, health } as Destination);
}

/** Announces what is new about the destination as it is stored. */
const announce = async (id = FAILING.id) =>
  announceHealth(
    destinations.rows.get(id) as Destination,
    {
      platformAccount: PLATFORM,
      defaultApiVersion: '2026-01-01',
      eventCheck: 'block',
      unknownTypes: 'block',
      disableFailingAfterDays: days,
    },
    {
      events: events.store,
      destinations: destinations.store,
      watchList: memoryWatchList().store,
      deliveries: deliveries.store,
      queue: queue.queue,
      catalog: memoryCatalogStore().store,
      accounts: memoryAccountStore().store,
      checkSchema: () => [],
      healthTopic: { notify: (event) => topic(event) },
      reportInternalError: (error) => void errors.push(error),
      now: () => T0 + 9 * DAY,
      random: Math.random,
    },
  );

const published = () => [...events.rows.values()];
const types = () => published().map(({ type }) => type);
const sentTo = () => queue.sent.map(({ message }) => message.destination.id);
const stored = () => destinations.rows.get(FAILING.id) as Destination;

describe('a warning', () => {
  test('goes to the other destinations of the account, to the platform and to the topic, and not to the failing one', async () => {
    become(aHealth(HOUR));
    const after = await announce();
    expect(published()).toMatchObject([
      {
        type: 'v2.core.health.event_destination.failing',
        account: 'acct_shop',
        relatedObject: { id: FAILING.id, type: 'v2.core.event_destination' },
        data: {
          object: {
            destination: FAILING.id,
            destination_name: FAILING.name,
            reason: 'every_attempt_failed',
            since: new Date(T0).toISOString(),
            level: 1,
            failing_for_seconds: 3600,
            disables_at: new Date(T0 + 5 * DAY).toISOString(),
            last_error: null,
          },
        },
      },
    ]);
    expect(sentTo()).toEqual([OTHER.id, CONNECTED.id]);
    expect(notified).toEqual(published());
    expect(after).toEqual(stored());
    expect(stored().health).toMatchObject({ warned: 1, warnedSince: T0, revision: 2 });
  });

  test('is published once for each level', async () => {
    become(aHealth(HOUR));
    await announce();
    await announce();
    become({ ...(stored().health as DestinationHealth), lastFailureAt: T0 + DAY });
    await announce();
    expect(types()).toEqual([HEALTH_EVENT_TYPES.failing, HEALTH_EVENT_TYPES.failing]);
    expect(published().map(({ data }) => data.object.level)).toEqual([1, 2]);
  });

  test('has the latest error, also when the newest deliveries wait', async () => {
    const failure = (startedAt: number, message: string) =>
      anAttempt({ startedAt, ok: false, httpStatus: 503, error: { code: 'http_status', message } });
    const { nextAttemptAt: _none, ...base } = aDelivery({ destinationId: FAILING.id });
    const put = async (eventKey: string, over: Partial<Delivery>) => {
      const row = { ...base, eventKey, ...over };
      if (row.waiting) await deliveries.store.addWaiting(row, 'acct_shop');
      await deliveries.store.replace(undefined, row, 'acct_shop');
    };
    await put('evt_01KF0RDQG00000000000000001', { waiting: true, attempts: [failure(T0 + 2000, 'It was a probe.')] });
    await put('evt_01KF0RDQG00000000000000002', { attempts: [failure(T0 + 1000, 'It was earlier.')] });
    await put('evt_01KF0RDQG00000000000000003', { waiting: true, attempts: [] });
    become(aHealth(HOUR));
    await announce();
    expect(published()[0]?.data.object.last_error).toEqual({
      code: 'http_status',
      message: 'It was a probe.',
      http_status: 503,
      attempted_at: new Date(T0 + 2000).toISOString(),
    });
  });
});

describe('a run that ends before it has stored the state', () => {
  test('is repeated with the same event, whatever changed meanwhile', async () => {
    const { updateHealth } = destinations.store;
    destinations.store.updateHealth = async () => {
      throw new Error('The table is throttled.');
    };
    become(aHealth(HOUR));
    await expect(announce()).rejects.toThrow('throttled');
    destinations.store.updateHealth = updateHealth;
    destinations.rows.set(FAILING.id, { ...stored(), name: 'Renamed' });
    await announce();
    expect(published()).toHaveLength(1);
    expect(stored().health).toMatchObject({ warned: 1 });
  });

  test('stores nothing when the event could not be published', async () => {
    events.store.putIfAbsent = async () => {
      throw new Error('The table is throttled.');
    };
    become(aHealth(5 * DAY));
    await expect(announce()).rejects.toMatchObject({ code: 'unavailable' });
    expect(stored()).toMatchObject({ status: 'enabled', health: aHealth(5 * DAY) });
    expect(notified).toEqual([]);
  });
});

describe('a destination that fails for five days', () => {
  test('is disabled with the reason, after the event', async () => {
    become(aHealth(5 * DAY, { warned: 3, warnedSince: T0 }));
    await announce();
    expect(types()).toEqual([HEALTH_EVENT_TYPES.disabled]);
    expect(published()[0]?.data.object).toMatchObject({ reason: 'failing', since: new Date(T0).toISOString() });
    expect(sentTo()).toEqual([OTHER.id, CONNECTED.id]);
    expect(stored()).toMatchObject({ status: 'disabled', disabledReason: 'failing' });
    expect(stored().selectionHistory).toMatchObject([{ status: 'enabled' }]);
    await announce();
    expect(published()).toHaveLength(1);
  });

  test('stays enabled with the setting 0', async () => {
    days = 0;
    become(aHealth(9 * DAY));
    await announce();
    expect(published()[0]?.data.object).toMatchObject({ level: 3, disables_at: null });
    expect(stored().status).toBe('enabled');
  });

  test('is disabled also when a person edits it at the same time', async () => {
    const { replace } = destinations.store;
    destinations.store.replace = async () => {
      destinations.store.replace = replace;
      destinations.rows.set(FAILING.id, { ...stored(), name: 'Renamed', updated: T0 + 1 });
      throw new ConflictError('Changed meanwhile.');
    };
    become(aHealth(5 * DAY));
    await announce();
    expect(stored()).toMatchObject({ name: 'Renamed', status: 'disabled', disabledReason: 'failing' });
  });

  test('is not taken for deleted when other workers keep writing its health', async () => {
    destinations.store.updateHealth = async () => undefined;
    become(aHealth(HOUR));
    expect(await announce()).toMatchObject({ id: FAILING.id });
    expect(published()).toHaveLength(1);
  });

  test('is left alone when it was deleted meanwhile', async () => {
    destinations.store.replace = async () => {
      destinations.rows.delete(FAILING.id);
      throw new ConflictError('Changed meanwhile.');
    };
    become(aHealth(5 * DAY));
    expect(await announce()).toBeUndefined();
  });
});

test('a destination that was disabled because its endpoint is gone is announced once', async () => {
  become(aHealth(0), { status: 'disabled', disabledReason: 'gone' });
  await announce();
  await announce();
  expect(published()).toMatchObject([{ type: HEALTH_EVENT_TYPES.disabled, data: { object: { reason: 'gone' } } }]);
});

test('a recovery is announced, then the warning of a failure that began after it', async () => {
  const health = { warned: 3, warnedSince: T0, lastSuccessAt: T0 + 4 * DAY, failingSince: T0 + 5 * DAY };
  become(aHealth(0, { ...health, lastFailureAt: T0 + 5 * DAY + HOUR }));
  await announce();
  expect(types()).toEqual([HEALTH_EVENT_TYPES.recovered, HEALTH_EVENT_TYPES.failing]);
  expect(published()[0]?.data.object).not.toHaveProperty('last_error');
  expect(stored().health).toMatchObject({ warned: 1, warnedSince: T0 + 5 * DAY });
});

test('a success at the same time as the warning is announced as a recovery', async () => {
  const { updateHealth } = destinations.store;
  destinations.store.updateHealth = async () => {
    destinations.store.updateHealth = updateHealth;
    become({ revision: 7, circuit: 'closed', lastSuccessAt: T0 + HOUR + 1 });
    return undefined;
  };
  become(aHealth(HOUR));
  await announce();
  expect(types()).toEqual([HEALTH_EVENT_TYPES.failing, HEALTH_EVENT_TYPES.recovered]);
});

test('a topic that fails is reported, and the state is stored', async () => {
  topic = async () => {
    throw new Error('The topic does not exist.');
  };
  become(aHealth(5 * DAY));
  await announce();
  expect(errors).toMatchObject([{ message: 'The topic does not exist.' }]);
  expect(stored().status).toBe('disabled');
});

test('two destinations that fail with the events of each other make a bounded number of events', async () => {
  destinations.rows.delete(CONNECTED.id);
  const both = [FAILING.id, OTHER.id];
  for (let hour = 0; hour <= 24 * 30; hour++) {
    for (const id of both) {
      const destination = destinations.rows.get(id) as Destination;
      // Every delivery fails: those of the events of the other one, too.
      if (destination.status === 'enabled') {
        destinations.rows.set(id, {
          ...destination,
          health: { ...aHealth(0), ...destination.health, lastFailureAt: T0 + hour * HOUR },
        });
      }
      await announce(id);
    }
  }
  expect(published()).toHaveLength(8);
});
