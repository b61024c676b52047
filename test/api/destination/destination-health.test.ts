import { describe, expect, test } from 'vitest';
import type { DestinationHealth } from '../../../lambdas/core/destination/health/health.ts';
import { disabledDestination } from '../../../lambdas/core/destination/rules.ts';
import { controlApi } from '../../doubles/control-api.ts';
import { aDelivery, aDestination, anEvent, T0 } from '../../doubles/factories.ts';

const ID = aDestination().id;
const PATH = '/v2/core/event_destinations';
const PROBE_AT = T0 + 90_000;
const OPEN: DestinationHealth = { revision: 1, circuit: 'open', openedAt: T0, failingSince: T0, probeAt: PROBE_AT };
const { nextAttemptAt: _none, ...waiting } = aDelivery({ waiting: true });

const time = (ms: number) => new Date(ms).toISOString();

/** An account with a destination of this health, for which the delivery of an event waits. */
async function withHealth(health: DestinationHealth) {
  const api = controlApi();
  api.destinations.rows.set(ID, aDestination({ health }));
  await api.events.store.putFresh([anEvent()]);
  await api.deliveries.store.addWaiting(waiting, 'acct_shop');
  await api.deliveries.store.replace(undefined, waiting, 'acct_shop');
  return { ...api, shop: api.as('sk_live_shop') };
}

describe('the health of a destination', () => {
  test('shows since when it fails, the next probe and the number of waiting deliveries', async () => {
    const { shop } = await withHealth(OPEN);
    const health = {
      status: 'failing',
      since: time(T0),
      next_probe_at: time(PROBE_AT),
      waiting: 1,
      draining: null,
    };
    expect((await shop.get(`${PATH}/${ID}`)).body.health).toEqual(health);
    expect((await shop.get(PATH)).body.data[0].health).toEqual(health);
    expect((await shop.post(`${PATH}/${ID}`, { name: 'Renamed' })).body).toMatchObject({ name: 'Renamed', health });
  });

  test('shows the progress of a drain', async () => {
    const { shop } = await withHealth({
      revision: 2,
      circuit: 'closed',
      drainingSince: T0,
      drained: 9,
      drainTotal: 10,
      drainRate: 4,
    });
    expect((await shop.get(`${PATH}/${ID}`)).body.health).toEqual({
      status: 'healthy',
      since: null,
      next_probe_at: null,
      waiting: 1,
      draining: { sent: 9, total: 10, per_second: 4 },
    });
  });

  test('stays failing while the destination is disabled because it failed, also when nothing waits any more', async () => {
    const { shop, destinations } = await withHealth(OPEN);
    const disabled = disabledDestination(aDestination({ health: OPEN }), T0 + 9, 'failing');
    destinations.rows.set(ID, { ...disabled, health: { revision: 2, circuit: 'closed' } });
    const { body } = await shop.get(`${PATH}/${ID}`);
    expect(body.health).toMatchObject({ status: 'failing', since: time(T0), waiting: 0 });
    await shop.post(`${PATH}/${ID}/enable`);
    await shop.post(`${PATH}/${ID}/disable`);
    expect((await shop.get(`${PATH}/${ID}`)).body.health).toMatchObject({ status: 'healthy', since: null });
  });

  test('counts nothing when nothing can wait', async () => {
    const { shop, deliveries } = await withHealth({ revision: 1, circuit: 'closed', failingSince: T0 });
    deliveries.store.countWaiting = async () => {
      throw new Error('counted');
    };
    expect((await shop.get(`${PATH}/${ID}`)).body.health).toMatchObject({ status: 'healthy', waiting: 0 });
  });

  test('is not shown by the webhook endpoints API', async () => {
    const { shop } = await withHealth(OPEN);
    expect((await shop.get(`/v1/webhook_endpoints/${ID.replace('ed_', 'we_')}`)).body).not.toHaveProperty('health');
  });
});

describe('a waiting delivery', () => {
  test('is pending, with the next probe as its next attempt and without planned ones', async () => {
    const { shop } = await withHealth(OPEN);
    const shown = { status: 'pending', waiting: true, next_attempt_at: time(PROBE_AT) };
    const one = (await shop.get(`${PATH}/${ID}/deliveries/${anEvent().id}`)).body;
    expect(one).toMatchObject({ ...shown, planned_attempts: [] });
    expect((await shop.get(`${PATH}/${ID}/deliveries`)).body.data).toMatchObject([shown]);
    const outcomes = (await shop.get(`/v1/events/${anEvent().id}/deliveries`)).body.data;
    expect(outcomes).toMatchObject([{ destination: ID, delivery: shown }]);
    expect((await shop.get(`/v1/events/${anEvent().id}`)).body.pending_webhooks).toBe(1);
  });

  test('has no next attempt while a probe is in progress and while the backlog is drained', async () => {
    const probe = { eventKey: anEvent().key, account: 'acct_shop', until: T0 + 180_000 };
    for (const health of [
      { ...OPEN, circuit: 'half_open', probe },
      { revision: 2, circuit: 'closed', drainingSince: T0 },
    ] as const) {
      const { shop } = await withHealth(health);
      const one = (await shop.get(`${PATH}/${ID}/deliveries/${anEvent().id}`)).body;
      expect(one).toMatchObject({ status: 'pending', waiting: true, next_attempt_at: null });
    }
  });

  test('that was delivered no longer waits', async () => {
    const { shop, deliveries } = await withHealth(OPEN);
    await deliveries.store.replace(waiting, { ...waiting, status: 'delivered' }, 'acct_shop');
    const one = (await shop.get(`${PATH}/${ID}/deliveries/${anEvent().id}`)).body;
    expect(one).toMatchObject({ status: 'delivered', waiting: false, next_attempt_at: null });
  });
});

describe('the health starts anew', () => {
  const stored = ({ destinations }: Awaited<ReturnType<typeof withHealth>>) => destinations.rows.get(ID)?.health;

  test('when the URL changes: the circuit is closed, and what waits is drained', async () => {
    const world = await withHealth(OPEN);
    const { body } = await world.shop.post(`${PATH}/${ID}`, { webhook_endpoint: { url: 'https://example.org/new' } });
    expect(body.health).toMatchObject({ status: 'healthy', waiting: 1, draining: { sent: 0 } });
    expect(stored(world)).toEqual({ revision: 2, circuit: 'closed', drainingSince: expect.any(Number) });
  });

  test('when the destination is enabled', async () => {
    const world = await withHealth(OPEN);
    await world.shop.post(`${PATH}/${ID}/disable`);
    expect(stored(world)).toEqual(OPEN);
    const { body } = await world.shop.post(`${PATH}/${ID}/enable`);
    expect(body).toMatchObject({ status: 'enabled', health: { status: 'healthy', next_probe_at: null } });
    expect(stored(world)).toMatchObject({ circuit: 'closed' });
  });

  test('before the destination is enabled, so that an interrupted call leaves no open circuit behind', async () => {
    const world = await withHealth(OPEN);
    await world.shop.post(`${PATH}/${ID}/disable`);
    world.ports.destinations.replace = async () => {
      throw new Error('The table is throttled.');
    };
    expect((await world.shop.post(`${PATH}/${ID}/enable`)).status).toBe(500);
    expect(stored(world)).toMatchObject({ circuit: 'closed' });
    expect(world.destinations.rows.get(ID)?.status).toBe('disabled');
  });

  test('also when a worker changes it at the same time', async () => {
    const world = await withHealth(OPEN);
    const { updateHealth } = world.destinations.store;
    world.ports.destinations.updateHealth = async () => {
      world.ports.destinations.updateHealth = updateHealth;
      const destination = world.destinations.rows.get(ID);
      if (destination) world.destinations.rows.set(ID, { ...destination, health: { ...OPEN, revision: 7 } });
      return undefined;
    };
    await world.shop.post(`${PATH}/${ID}`, { webhook_endpoint: { url: 'https://example.org/new' } });
    expect(stored(world)).toMatchObject({ circuit: 'closed', revision: 8 });
  });

  test('not when anything else changes, or a destination without health is enabled', async () => {
    const world = await withHealth(OPEN);
    const same = { name: 'Renamed', enabled_events: ['a.b'], webhook_endpoint: { url: 'https://example.com/hook' } };
    await world.shop.post(`${PATH}/${ID}`, same);
    expect(stored(world)).toEqual(OPEN);
    const healthy = aDestination();
    world.destinations.rows.set(ID, { ...healthy, status: 'disabled' });
    await world.shop.post(`${PATH}/${ID}/enable`);
    expect(stored(world)).toBeUndefined();
  });
});

describe('the time since when a destination misses events', () => {
  test('is shown while it is disabled and after it is enabled, until a recovery covers it', async () => {
    const { shop, destinations } = await withHealth(OPEN);
    const missed = async () => (await shop.get(`${PATH}/${ID}`)).body.missed_since;
    expect(await missed()).toBeNull();
    const { body: disabled } = await shop.post(`${PATH}/${ID}/disable`);
    expect(disabled.missed_since).toBe(time(T0));
    expect((await shop.post(`${PATH}/${ID}/enable`)).body.missed_since).toBe(time(T0));
    const recover = (since: number) => shop.post(`${PATH}/${ID}/recover`, { since: time(since) });
    await shop.post(`${PATH}/${ID}/recover`, { since: time(T0), dry_run: true });
    expect(await missed()).toBe(time(T0));
    expect((await recover(T0)).status).toBe(200);
    expect(await missed()).toBeNull();
    expect(destinations.rows.get(ID)).not.toHaveProperty('missedSince');
  });

  test('stays when a recovery covers a part of it', async () => {
    const { shop } = await withHealth(OPEN);
    await shop.post(`${PATH}/${ID}/disable`);
    await shop.post(`${PATH}/${ID}/enable`);
    expect((await shop.post(`${PATH}/${ID}/recover`, { since: time(T0 + 1) })).status).toBe(200);
    expect((await shop.get(`${PATH}/${ID}`)).body.missed_since).toBe(time(T0));
  });
});
