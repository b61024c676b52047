import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { destinationToItem } from '../../../../lambdas/adapters/dynamodb/destination/destination-item.ts';
import { createDestinationStore } from '../../../../lambdas/adapters/dynamodb/destination/destination-store.ts';
import { fromItem, toItem } from '../../../../lambdas/adapters/dynamodb/item.ts';
import type { Destination } from '../../../../lambdas/core/destination/destination.ts';
import type { WebhookDestination } from '../../../../lambdas/core/destination/types/webhook/destination.ts';
import { ConflictError, InvalidFieldsError } from '../../../../lambdas/core/errors.ts';
import { newId } from '../../../../lambdas/core/ids.ts';
import { tenantKey } from '../../../../lambdas/core/tenant.ts';
import { aDestination, anEventBridgeDestination, T0 } from '../../../doubles/factories.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

let accounts = 0;
/** A store, and destinations of an account that no other test has. */
function setUp() {
  accounts += 1;
  const account = `acct_${accounts}`;
  const store = createDestinationStore({ client: dynamo.client, controlTable: 'control' });
  const make = (over: Partial<WebhookDestination> = {}): Destination =>
    aDestination({ account, id: newId('ed_', T0, Math.random), ...over });
  return { store, make, tenant: { account, mode: 'live' as const } };
}

test('a destination is read as it was stored', async () => {
  const { store, make, tenant } = setUp();
  const webhook = make({
    metadata: { a: 'b', constructor: 'c', toString: 'd' },
    webhookEndpoint: { url: 'https://a.example', secrets: [{ sealed: 'x' }, { sealed: 'y', expiresAt: 5 }] },
    disabledReason: 'gone',
    selectionHistory: [{ until: T0 + 5, status: 'disabled', enabledEvents: ['charge.*'] }],
    historyFrom: T0 + 1,
  });
  const bus = anEventBridgeDestination({ account: tenant.account, id: newId('ed_', T0 + 1, Math.random) });
  await store.create(webhook, 16);
  await store.create(bus, 16);
  expect(await store.get(tenant, webhook.id)).toEqual(webhook);
  expect(await store.list(tenant)).toEqual([webhook, bus]);
});

test('the selection history has the attributes that rows have always had', () => {
  const history = [{ until: T0, status: 'disabled' as const }];
  const item = destinationToItem(aDestination({ selectionHistory: history, historyFrom: T0 - 1 }));
  expect(fromItem(item)).toMatchObject({ former: history, rememberedFrom: T0 - 1 });
  expect(item).not.toHaveProperty('selectionHistory');
});

test('the list contains only the destinations of the tenant, oldest first', async () => {
  const { store, make, tenant } = setUp();
  const later = make({ id: newId('ed_', T0 + 60_000, Math.random) });
  const earlier = make();
  await store.create(later, 16);
  await store.create(earlier, 16);
  await store.create(make({ mode: 'sandbox', id: newId('ed_test_', T0, Math.random) }), 16);
  const other = { tenant: tenantKey(tenant), id: 'event_id#ed_x' };
  await dynamo.client.send(new PutItemCommand({ TableName: 'control', Item: toItem(other) }));
  expect((await store.list(tenant)).map(({ id }) => id)).toEqual([earlier.id, later.id]);
  expect(await store.list({ account: 'acct_none', mode: 'live' })).toEqual([]);
});

describe('the limit', () => {
  test('holds with concurrent creates', async () => {
    const { store, make, tenant } = setUp();
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => store.create(make(), 5)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(InvalidFieldsError);
    }
    expect(await store.list(tenant)).toHaveLength(5);
  });

  test('does not refuse a repeated create', async () => {
    const { store, make, tenant } = setUp();
    const last = make();
    for (const one of [make(), last, last]) await store.create(one, 2);
    expect(await store.list(tenant)).toHaveLength(2);
  });

  test('is checked without reserving capacity', async () => {
    const { store, make, tenant } = setUp();
    for (let n = 0; n < 3; n++) await store.checkCapacity(make(), 1);
    const first = make();
    await store.create(first, 1);
    const refusal = (call: Promise<void>) => call.then(String, ({ message, param }) => ({ message, param }));
    const refused = await refusal(store.checkCapacity(make(), 1));
    expect(refused).toEqual(await refusal(store.create(make(), 1)));
    expect(refused).toMatchObject({ message: expect.stringContaining('at most 1 event destinations') });
    await store.checkCapacity(make(), 2);
    await store.delete(first);
    await store.checkCapacity(make(), 1);
    expect(await store.list(tenant)).toEqual([]);
  });

  test('is one for each mode', async () => {
    const { store, make } = setUp();
    await store.create(make(), 1);
    await store.create(make({ mode: 'sandbox', id: newId('ed_test_', T0, Math.random) }), 1);
    await expect(store.create(make(), 1)).rejects.toThrow(InvalidFieldsError);
  });

  test('counts deleted ones no longer', async () => {
    const { store, make } = setUp();
    const first = make();
    await store.create(first, 1);
    await store.delete(first);
    await store.create(make(), 1);
  });

  test('counts a create that did not complete no longer than a minute', async () => {
    const { store, make, tenant } = setUp();
    const dead = make();
    await dynamo.client.send(
      new UpdateItemCommand({
        TableName: 'control',
        Key: toItem({ tenant: tenantKey(tenant), id: 'destination_ids' }),
        UpdateExpression: 'ADD ids :id',
        ExpressionAttributeValues: { ':id': { SS: [dead.id] } },
      }),
    );
    for (const write of [store.checkCapacity, store.create]) {
      await expect(write(make({ created: T0 + 30_000 }), 1)).rejects.toThrow(InvalidFieldsError);
    }
    await store.checkCapacity(make({ created: T0 + 61_000 }), 1);
    await store.create(make({ created: T0 + 61_000 }), 1);
    expect(await store.list(tenant)).toHaveLength(1);
  });
});

describe('replacing', () => {
  test('changes the one that was read', async () => {
    const { store, make, tenant } = setUp();
    const before = make();
    await store.create(before, 16);
    const after = { ...before, name: 'New', updated: before.updated + 1 };
    await store.replace(before, after);
    expect(await store.get(tenant, before.id)).toEqual(after);
  });

  test('is refused when it was changed or deleted meanwhile', async () => {
    const { store, make, tenant } = setUp();
    const before = make();
    await store.create(before, 16);
    const first = { ...before, name: 'First', updated: before.updated + 1 };
    await store.replace(before, first);
    await expect(store.replace(before, { ...before, name: 'Second' })).rejects.toThrow(ConflictError);
    expect((await store.get(tenant, before.id))?.name).toBe('First');
    await store.delete(first);
    await expect(store.replace(first, first)).rejects.toThrow(ConflictError);
    expect(await store.get(tenant, before.id)).toBeUndefined();
  });
});

describe('the health of a destination', () => {
  test('is read with it, and has its own conditional write', async () => {
    const { store, make, tenant } = setUp();
    const before = make();
    await store.create(before, 16);
    const slow = await store.updateHealth(before, { revision: 0, circuit: 'closed', slowUntil: T0 + 1000 });
    expect(slow?.health).toEqual({ revision: 1, circuit: 'closed', slowUntil: T0 + 1000 });
    expect(await store.get(tenant, before.id)).toEqual(slow);
    expect(await store.updateHealth(before, { revision: 0, circuit: 'open' })).toBeUndefined();
    const healthy = await store.updateHealth(slow as Destination, undefined);
    expect(healthy).toEqual(before);
    expect(await store.get(tenant, before.id)).toEqual(before);
  });

  test('that is absent and stays absent needs no write', async () => {
    const { store, make, tenant } = setUp();
    const before = make();
    await store.create(before, 16);
    expect(await store.updateHealth(before, undefined)).toEqual(before);
    expect(await store.get(tenant, before.id)).toEqual(before);
  });

  test('and an edit do not overwrite each other', async () => {
    const { store, make, tenant } = setUp();
    const before = make({ description: 'Old', disabledReason: 'gone', status: 'disabled' });
    await store.create(before, 16);
    await store.updateHealth(before, { revision: 0, circuit: 'open', openedAt: T0 });
    const { disabledReason: _reason, ...rest } = before;
    const edited: Destination = { ...rest, description: 'New', status: 'enabled', updated: T0 + 1 };
    await store.replace(before, edited);
    const stored = await store.get(tenant, before.id);
    expect(stored).toEqual({ ...edited, health: { revision: 1, circuit: 'open', openedAt: T0 } });
    expect(await store.updateHealth(stored as Destination, undefined)).toEqual(edited);
  });

  test('does not bring back a destination that was deleted', async () => {
    const { store, make, tenant } = setUp();
    const before = make();
    await store.create(before, 16);
    const open = await store.updateHealth(before, { revision: 0, circuit: 'open' });
    await store.delete(before);
    expect(await store.updateHealth(before, { revision: 0, circuit: 'open' })).toBeUndefined();
    expect(await store.updateHealth(open as Destination, undefined)).toBeUndefined();
    expect(await store.get(tenant, before.id)).toBeUndefined();
  });
});
