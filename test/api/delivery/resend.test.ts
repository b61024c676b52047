import { describe, expect, test } from 'vitest';
import { destinationObject } from '../../../lambdas/core/destination/related-object.ts';
import type { WebhookDestination } from '../../../lambdas/core/destination/types/webhook/destination.ts';
import { PING_TYPE } from '../../../lambdas/core/event/event-body.ts';
import { controlApi, PLATFORM } from '../../doubles/control-api.ts';
import { aDelivery, aDestination, anEvent, SLOW, T0 } from '../../doubles/factories.ts';

const event = anEvent();
const destinationId = aDestination().id;
const path = `/v1/events/${event.id}/retry`;

const setUp = async (over: Partial<WebhookDestination> = {}) => {
  const api = controlApi();
  await api.events.store.putFresh([event]);
  const destination = aDestination({ id: destinationId, ...over });
  api.destinations.rows.set(destination.id, destination);
  return { ...api, shop: api.as('sk_live_shop') };
};

/** The body as the SDK's rawRequest and the Stripe CLI send it. */
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('resending an event', () => {
  test.each([['ed_'], ['we_']])('to a destination named by its %s id requests one manual attempt', async (prefix) => {
    const { shop, queue } = await setUp();
    const id = destinationId.replace(/^ed_/, prefix);
    const reply = await shop.call('POST', path, `webhook_endpoint=${id}`, FORM);
    expect(reply).toMatchObject({ status: 200, body: { id: event.id, object: 'event', pending_webhooks: 1 } });
    expect(queue.sent).toEqual([
      {
        message: {
          destination: { account: 'acct_shop', id: destinationId },
          event: { account: 'acct_shop', mode: 'live', key: event.key },
          inline: event,
          first: false,
          trigger: 'manual',
        },
        lane: 'fast',
      },
    ]);
  });

  test('to a slow destination goes to the slow lane', async () => {
    const { shop, queue } = await setUp({ health: SLOW });
    await shop.post(path, { webhook_endpoint: destinationId });
    expect(queue.sent).toMatchObject([{ lane: 'slow' }]);
  });

  test('makes one attempt when the call is repeated with its idempotency key', async () => {
    const { shop, queue } = await setUp();
    for (let n = 0; n < 2; n++) {
      const reply = await shop.post(path, { webhook_endpoint: destinationId }, { 'idempotency-key': 'k' });
      expect(reply.status).toBe(200);
    }
    expect(queue.sent).toHaveLength(1);
  });

  test('reaches a destination that was disabled or had not selected the type when the event was published', async () => {
    const other = aDestination({ id: 'ed_other', enabledEvents: ['charge.*'] });
    const { shop, destinations, deliveries, queue } = await setUp();
    destinations.rows.set(other.id, other);
    expect((await shop.post(path, { webhook_endpoint: other.id })).status).toBe(200);
    expect(queue.sent.map(({ message }) => message.destination.id)).toEqual([other.id]);
    await deliveries.store.replace(undefined, aDelivery({ destinationId: other.id }), 'acct_shop');
    const outcomes = (await shop.get(`/v1/events/${event.id}/deliveries`)).body.data;
    expect(outcomes).toMatchObject([
      { destination: destinationId, matched: true },
      { destination: other.id, matched: false, reason: 'type_not_selected', delivery: { status: 'pending' } },
    ]);
  });

  test('returns an internal error when the queue does not accept the message', async () => {
    const { shop, queue } = await setUp();
    queue.state.refuse = true;
    expect((await shop.post(path, { webhook_endpoint: destinationId })).status).toBe(500);
  });

  test.each([
    ['no destination', {}],
    ['a destination that does not exist', { webhook_endpoint: 'ed_none' }],
    ['an id of another kind', { webhook_endpoint: 'evt_1' }],
    ['a terminal that does not listen', { for_stripecli: true }],
    ['an unknown field', { endpoint: destinationId }],
  ])('to %s is rejected with the name of the field', async (_what, body) => {
    const { shop, queue } = await setUp();
    const reply = await shop.post(path, body);
    expect([400, 404]).toContain(reply.status);
    expect(reply.body.error.param).toBe('endpoint' in body ? 'endpoint' : 'webhook_endpoint');
    expect(queue.sent).toEqual([]);
  });

  test('that is a ping reaches only the destination that was pinged', async () => {
    const ping = anEvent({ type: PING_TYPE });
    const other = aDestination({ id: 'ed_other' });
    const { shop, events, destinations, queue } = await setUp({ eventsFrom: ['@accounts'] });
    await events.store.putFresh([ping]);
    destinations.rows.set(other.id, other);
    expect((await shop.post(path, { webhook_endpoint: other.id })).status).toBe(400);
    expect((await shop.post(path, { webhook_endpoint: destinationId })).status).toBe(200);
    expect(queue.sent.map(({ message }) => message.destination.id)).toEqual([destinationId]);
  });

  test('about the health of a destination reaches others, and not that destination', async () => {
    const health = anEvent({
      type: 'v2.core.health.event_destination.failing',
      relatedObject: destinationObject(destinationId),
      destinations: [],
    });
    const other = aDestination({ id: 'ed_other' });
    const { shop, events, destinations, queue } = await setUp();
    await events.store.putFresh([health]);
    destinations.rows.set(other.id, other);
    expect((await shop.post(path, { webhook_endpoint: destinationId })).status).toBe(400);
    expect((await shop.post(path, { webhook_endpoint: other.id })).status).toBe(200);
    expect(queue.sent.map(({ message }) => message.destination.id)).toEqual([other.id]);
  });

  test('to a disabled destination returns that it must be enabled first', async () => {
    const { shop, queue } = await setUp({ status: 'disabled', disabledReason: 'gone' });
    const reply = await shop.post(path, { webhook_endpoint: destinationId });
    expect(reply).toMatchObject({ status: 400, body: { error: { message: expect.stringMatching(/Enable it/) } } });
    expect(queue.sent).toEqual([]);
  });

  test('reaches no event or destination of another account', async () => {
    const { as, destinations, queue } = await setUp();
    const foreign = aDestination({ account: 'acct_other', id: 'ed_foreign' });
    destinations.rows.set(foreign.id, foreign);
    for (const [key, body] of [
      ['sk_live_other', { webhook_endpoint: foreign.id }],
      ['sk_test_shop', { webhook_endpoint: destinationId }],
      ['sk_live_shop', { webhook_endpoint: foreign.id }],
    ] as const) {
      expect((await as(key).post(path, body)).status).toBe(404);
    }
    expect((await as('sk_live_other').post(path, { account: 'acct_shop', webhook_endpoint: 'ed_x' })).status).toBe(403);
    expect(queue.sent).toEqual([]);
  });
});

describe('the platform', () => {
  test("resends another account's event to that account's destination, or to its own that takes events of accounts", async () => {
    const { as, destinations, queue } = await setUp();
    const own = aDestination({ account: PLATFORM, id: 'ed_platform', eventsFrom: ['@accounts'] });
    const ownOnly = aDestination({ account: PLATFORM, id: 'ed_own_only', eventsFrom: ['@self'], created: T0 });
    for (const one of [own, ownOnly]) destinations.rows.set(one.id, one);
    const platform = as('sk_live_platform');
    const resend = (webhook_endpoint: string) => platform.post(path, { webhook_endpoint, account: 'acct_shop' });
    expect((await resend(own.id)).status).toBe(200);
    expect((await resend(destinationId)).status).toBe(200);
    expect((await resend(ownOnly.id)).status).toBe(400);
    expect(queue.sent.map(({ message }) => message.destination)).toEqual([
      { account: PLATFORM, id: own.id },
      { account: 'acct_shop', id: destinationId },
    ]);
  });
});
