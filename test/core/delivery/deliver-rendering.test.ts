import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApiVersion } from '../../../lambdas/core/catalog/catalog.ts';
import { deliverBatch } from '../../../lambdas/core/delivery/deliver.ts';
import type {
  AttemptReport,
  Delivery,
  DeliveryMessage,
  RenderFailureReport,
} from '../../../lambdas/core/delivery/delivery.ts';
import type { SendRequest } from '../../../lambdas/core/delivery/ports.ts';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import type { WebhookDestination } from '../../../lambdas/core/destination/types/webhook/destination.ts';
import type { JsonObject } from '../../../lambdas/core/event/event.ts';
import { HOUR_MS, rollUp } from '../../../lambdas/core/metrics/metrics.ts';
import { MAX_MICROSECONDS } from '../../../lambdas/core/rendering/limits.ts';
import { DELIVER_SETTINGS, deliverPorts } from '../../doubles/deliver-ports.ts';
import {
  aDelivery,
  aDestination,
  aFailure,
  aMessage,
  anEvent,
  aResult,
  eventKeyNo,
  T0,
} from '../../doubles/factories.ts';
import { memoryDeliveryStore, memoryDestinationStore } from '../../doubles/memory-ports.ts';
import { memoryRendering } from '../../doubles/memory-rendering.ts';
import { forEveryType } from '../../doubles/senders.ts';
import { aChange } from '../rendering/versions.ts';

const [V3, V2, V1] = ['2026-06-01', '2026-03-01', '2026-01-01'] as const;
const VERSIONS: ApiVersion[] = [
  { version: V3, changes: [aChange('total_renamed', '{"id": id, "amount": total}')] },
  { version: V2, changes: [aChange('counted', { function: 'counted' })] },
  { version: V1, changes: [] },
];
const ENDLESS = '($f := function($n) { $f($n + 1) }; $f(0))';

const pinned = (snapshotApiVersion: string, over: Partial<WebhookDestination> = {}): Destination =>
  aDestination({ id: `ed_${snapshotApiVersion}`, snapshotApiVersion, ...over });
const AT = { V3: pinned(V3), V2: pinned(V2), V1: pinned(V1) };
const event = anEvent({ apiVersion: V3, data: { object: { id: 'in_1', total: 100 } } });

let deliveries: ReturnType<typeof memoryDeliveryStore>;
let destinations: ReturnType<typeof memoryDestinationStore>;
let catalog: ReturnType<typeof memoryRendering>;
let counted: ReturnType<typeof vi.fn<(object: JsonObject) => JsonObject>>;
let reports: AttemptReport[];
let failures: RenderFailureReport[];
let recovered: string[];
let errors: unknown[];
let requests: SendRequest[];
let answer: typeof aResult;

beforeEach(() => {
  counted = vi.fn((object: JsonObject) => ({ ...object, counted: true }));
  catalog = memoryRendering(VERSIONS, { counted });
  destinations = memoryDestinationStore(...Object.values(AT));
  deliveries = memoryDeliveryStore(destinations.rows, new Map([[event.key, event]]));
  [reports, failures, recovered, errors, requests] = [[], [], [], [], []];
  answer = aResult;
});

const messageFor = ({ account, id }: Destination, over: Partial<DeliveryMessage> = {}): DeliveryMessage =>
  aMessage({ destination: { account, id }, inline: event, ...over });

async function deliver(...messages: DeliveryMessage[]): Promise<string[]> {
  const sender = {
    send: async (request: SendRequest) => {
      requests.push(request);
      return answer();
    },
  };
  return deliverBatch(
    messages.map((message, index) => ({ id: `m${index}`, receiptHandle: `r${index}`, receiveCount: 1, message })),
    DELIVER_SETTINGS,
    deliverPorts({
      deliveries: deliveries.store,
      destinations: destinations.store,
      senders: forEveryType(sender),
      rendering: catalog.rendering,
      report: (report) => reports.push(report),
      reportRenderFailure: (report) => failures.push(report),
      reportRecoveryResult: (_message, result) => recovered.push(result),
      reportInternalError: (_message, fault) => errors.push(fault),
    }),
  );
}

const sent = () =>
  Object.fromEntries(requests.map(({ destination, body }) => [destination.id, JSON.parse(body)] as const));
const row = ({ id }: Destination, key = event.key) => deliveries.rows.get(`${id} ${key}`) as Delivery;
const break_ = (version: string, jsonata: string) => {
  catalog.state.versions = VERSIONS.map((one) =>
    one.version === version ? { ...one, changes: [aChange('broken', jsonata)] } : one,
  );
};

describe('one event', () => {
  test('reaches three destinations in the three versions that they are pinned to', async () => {
    expect(await deliver(messageFor(AT.V3), messageFor(AT.V2), messageFor(AT.V1))).toEqual([]);
    expect(sent()).toMatchObject({
      [AT.V3.id]: { api_version: V3, data: { object: { id: 'in_1', total: 100 } } },
      [AT.V2.id]: { api_version: V2, data: { object: { id: 'in_1', amount: 100 } } },
      [AT.V1.id]: { api_version: V1, data: { object: { id: 'in_1', amount: 100, counted: true } } },
    });
    expect(event.data.object).toEqual({ id: 'in_1', total: 100 });
  });

  test('is rendered once for all destinations of a batch that are pinned to one version, also of several accounts', async () => {
    const others = [1, 2, 3].map((n) =>
      pinned(V1, { id: `ed_${n}`, account: n === 3 ? 'acct_platform' : 'acct_shop' }),
    );
    for (const one of others) destinations.rows.set(one.id, one);
    await deliver(messageFor(AT.V1), ...others.map((one) => messageFor(one)));
    expect(counted).toHaveBeenCalledTimes(1);
    expect(Object.keys(sent())).toHaveLength(4);
    expect(sent().ed_3).toMatchObject({ account: 'acct_shop', api_version: V1, data: { object: { counted: true } } });
  });

  test('that is sent as it was published, or thin, needs no catalog', async () => {
    const thin = pinned(V1, { id: 'ed_thin', eventPayload: 'thin', snapshotApiVersion: null });
    destinations.rows.set(thin.id, thin);
    await deliver(messageFor(AT.V3), messageFor(thin));
    expect(requests).toHaveLength(2);
    expect(catalog.state.reads).toBe(0);
  });

  test('that is resent after versions were added has the version of its destination', async () => {
    catalog.state.versions = [{ version: '2026-09-01', changes: [aChange('later', '{"wrong": true}')] }, ...VERSIONS];
    await deliver(messageFor(AT.V2, { first: false, trigger: 'manual' }));
    deliveries.rows.set(`${AT.V2.id} ${event.key}`, {
      ...aDelivery({ status: 'failed' }),
      destinationAccount: 'acct_shop',
    });
    await deliver(messageFor(AT.V2, { first: false, trigger: 'manual' }));
    expect(sent()[AT.V2.id]).toMatchObject({ api_version: V2, data: { object: { id: 'in_1', amount: 100 } } });
  });
});

describe('an event that cannot be rendered', () => {
  test('is not sent, and its failed delivery names the change', async () => {
    break_(V2, '$error("no amount")');
    expect(await deliver(messageFor(AT.V1))).toEqual([]);
    expect(requests).toEqual([]);
    expect(row(AT.V1)).toMatchObject({
      status: 'failed',
      failureReason: 'render_failed',
      failureDetail: `Change 'broken' of version ${V2} failed: no amount.`,
      attemptCount: 0,
    });
    expect(failures).toMatchObject([{ change: 'broken', version: V2, delivery: { eventId: event.id }, failedAt: T0 }]);
    expect(reports).toEqual([]);
  });

  test('does not affect the other deliveries of its batch', async () => {
    break_(V2, ENDLESS);
    const others = Array.from({ length: 8 }, (_, n) => anEvent({ ...event, key: eventKeyNo(n), id: eventKeyNo(n) }));
    const kept = await deliver(
      messageFor(AT.V1),
      messageFor(AT.V3),
      messageFor(AT.V2),
      ...others.map((inline, n) => messageFor([AT.V1, AT.V2, AT.V3][n % 3] as Destination, { inline })),
    );
    expect(kept).toEqual([]);
    expect(errors).toEqual([]);
    expect(failures).toHaveLength(4);
    const statuses = Object.groupBy([...deliveries.rows.values()], ({ status }) => status);
    expect([statuses.delivered?.length, statuses.failed?.length]).toEqual([7, 4]);
    expect(requests.map(({ destination }) => destination.id)).not.toContain(AT.V1.id);
  });

  test('counts as failed in the metrics, without an attempt', async () => {
    break_(V3, 'missing');
    await deliver(messageFor(AT.V1), messageFor(AT.V3));
    expect(rollUp([...reports, ...failures])).toEqual([
      expect.objectContaining({ destinationId: AT.V3.id, attempts: 1, delivered: 1, failed: 0, errors: {} }),
      {
        destinationId: AT.V1.id,
        hour: Math.floor(T0 / HOUR_MS) * HOUR_MS,
        attempts: 0,
        delivered: 0,
        retried: 0,
        failed: 1,
        errors: { render_failed: 1 },
        durations: {},
      },
    ]);
  });

  test('is sent by a resend after the catalog is fixed', async () => {
    break_(V2, 'missing');
    await deliver(messageFor(AT.V1));
    catalog.state.versions = VERSIONS;
    await deliver(messageFor(AT.V1, { first: false, trigger: 'manual', inline: undefined as never }));
    expect(row(AT.V1)).toMatchObject({ status: 'delivered', attemptCount: 1 });
    expect(row(AT.V1)).not.toHaveProperty('failureDetail');
  });

  test('fails again at a resend, with the present reason', async () => {
    const failed = aDelivery({ destinationId: AT.V1.id, status: 'failed', failureReason: 'attempts_exhausted' });
    deliveries.rows.set(`${AT.V1.id} ${event.key}`, { ...failed, destinationAccount: 'acct_shop' });
    break_(V2, 'missing');
    await deliver(messageFor(AT.V1, { first: false, trigger: 'manual', recovery: 'rcv_1' }));
    expect(row(AT.V1)).toMatchObject({ failureReason: 'render_failed', attemptCount: 1, recovery: 'rcv_1' });
    expect(recovered).toEqual(['failed']);
  });

  test.each([
    ['that got through stays so', { status: 'delivered' }],
    ['that waits for a retry goes on waiting', { status: 'pending', nextAttemptAt: T0 + 60_000 }],
  ] as const)('by a resend: a delivery %s', async (_what, over) => {
    const before = { ...aDelivery({ destinationId: AT.V1.id, ...over }), destinationAccount: 'acct_shop' };
    deliveries.rows.set(`${AT.V1.id} ${event.key}`, before);
    break_(V2, 'missing');
    expect(await deliver(messageFor(AT.V1, { first: false, trigger: 'manual' }))).toEqual([]);
    expect(row(AT.V1)).toEqual(before);
    expect(failures).toHaveLength(1);
  });

  test('at a retry fails the delivery, which keeps its attempts', async () => {
    answer = aFailure;
    await deliver(messageFor(AT.V1));
    deliveries.rows.set(`${AT.V1.id} ${event.key}`, {
      ...row(AT.V1),
      destinationAccount: 'acct_shop',
      nextAttemptAt: T0,
    });
    break_(V2, 'missing');
    await deliver(messageFor(AT.V1, { first: false }));
    expect(row(AT.V1)).toMatchObject({ status: 'failed', failureReason: 'render_failed', attemptCount: 1 });
    expect(row(AT.V1)).not.toHaveProperty('nextAttemptAt');
  });
});

test('a catalog that cannot be read is an internal error: only messages that need it stay in the queue', async () => {
  catalog.rendering = {
    ...catalog.rendering,
    versions: async () => {
      throw new Error('throttled');
    },
  };
  expect(await deliver(messageFor(AT.V1), messageFor(AT.V3))).toEqual(['m0']);
  expect(errors).toHaveLength(1);
});

describe('a machine that is too slow for a rendering', () => {
  /** The rendering of the first event takes nearly all the processor time of a batch. */
  const slowly = () => {
    let time = 0;
    let readings = 0;
    catalog.rendering = {
      ...catalog.rendering,
      processorTime: () => {
        readings += 1;
        if (readings > 4) time += MAX_MICROSECONDS;
        return time;
      },
    };
  };

  test('leaves the delivery pending for a retry, and does not affect the others of the batch', async () => {
    slowly();
    const other = anEvent({ ...event, id: 'evt_2', key: 'evt_01KF1HZMR00000000000000002' });
    const kept = await deliver(messageFor(AT.V3), messageFor(AT.V2), messageFor(AT.V1, { inline: other }));
    expect(row(AT.V3)).toMatchObject({ status: 'delivered' });
    expect(row(AT.V2)).toMatchObject({ status: 'delivered' });
    expect(row(AT.V1, other.key)?.failureReason).toBeUndefined();
    expect(failures).toEqual([]);
    expect(errors).toEqual([expect.objectContaining({ name: 'SlowRenderingError' })]);
    expect(kept.filter((id) => id !== 'm2')).toEqual([]);
  });

  test('renders it in the next batch, which has its own processor time', async () => {
    slowly();
    await deliver(messageFor(AT.V3), messageFor(AT.V2), messageFor(AT.V1));
    catalog.rendering = { ...catalog.rendering, processorTime: () => 0 };
    await deliver(messageFor(AT.V1));
    expect(row(AT.V1)).toMatchObject({ status: 'delivered' });
  });
});
