/** The official Stripe SDK as a client, unmodified. It makes every request of this file. */
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../doubles/receiver.ts';
import {
  begin,
  customer,
  type Destination,
  down,
  end,
  publish,
  raw,
  received,
  receiver,
  secretOf,
  signatureOf,
  webhook,
} from './stripe-clients.ts';

beforeAll(begin);
afterAll(end);

describe('v2.core.eventDestinations', () => {
  test('supports create, list with auto-paging, retrieve, update, disable, enable, ping, del', async () => {
    const { stripe } = await customer();
    const destinations = stripe.v2.core.eventDestinations;
    const made: Destination[] = [];
    for (let n = 0; n < 14; n++) made.push(await destinations.create(webhook('/many', { name: `Orders ${n}` })));
    expect(made[0]).toMatchObject({
      object: 'v2.core.event_destination',
      id: expect.stringMatching(/^ed_test_/),
      status: 'enabled',
      status_details: null,
      livemode: false,
      events_from: ['@self'],
      webhook_endpoint: { url: `${receiver.url}/many`, signing_secret: expect.stringMatching(/^whsec_/) },
    });

    const listed = await destinations.list({ limit: 5 }).autoPagingToArray({ limit: 100 });
    expect(listed.map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse());
    expect(listed[0]?.webhook_endpoint).toEqual({ url: null, signing_secret: null });
    const page = await destinations.list({ limit: 5, include: ['webhook_endpoint.url'] });
    expect(page.data[4]?.webhook_endpoint?.url).toBe(`${receiver.url}/many`);

    const { id } = made[3] as Destination;
    expect(await destinations.retrieve(id)).toMatchObject({ id, name: 'Orders 3', description: '' });
    const updated = await destinations.update(id, {
      name: 'Größer 🚚',
      description: 'Books',
      enabled_events: ['invoice.paid'],
      metadata: { team: 'a' },
      webhook_endpoint: { url: `${receiver.url}/moved` },
    });
    expect(updated).toMatchObject({ name: 'Größer 🚚', enabled_events: ['invoice.paid'], metadata: { team: 'a' } });
    expect((await destinations.update(id, { metadata: { team: null as never, n: '1' } })).metadata).toEqual({ n: '1' });
    expect(await destinations.disable(id)).toMatchObject({
      status: 'disabled',
      status_details: { disabled: { reason: 'user' } },
    });
    expect(await destinations.enable(id)).toMatchObject({ status: 'enabled', status_details: null });

    const ping = await destinations.ping(id);
    expect(ping).toMatchObject({ object: 'v2.core.event', type: 'v2.core.event_destination.ping' });
    await received('/moved', ping.id);

    expect(await destinations.del(id)).toMatchObject({ id, object: 'v2.core.event_destination' });
    await expect(destinations.retrieve(id)).rejects.toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(await destinations.list().autoPagingToArray({ limit: 100 })).toHaveLength(13);
  });

  test('makes one destination of two simultaneous creates with one idempotency key', async () => {
    const { stripe } = await customer();
    // The SDK repeats the second call while the first is in progress, which takes longer on a busy machine.
    const options = { idempotencyKey: 'the-one', maxNetworkRetries: 20 };
    const create = () => stripe.v2.core.eventDestinations.create(webhook('/once'), options);
    const [one, two] = await Promise.all([create(), create()]);
    expect(two.id).toBe(one.id);
    expect(secretOf(two)).toBe(secretOf(one));
    expect((await stripe.v2.core.eventDestinations.list()).data).toHaveLength(1);
    expect(one.lastResponse.headers['idempotency-key']).toBe('the-one');
  });

  test('returns the same when del is repeated with its key', async () => {
    const { stripe } = await customer();
    const { id } = await stripe.v2.core.eventDestinations.create(webhook('/gone'));
    for (let n = 0; n < 2; n++) {
      const deleted = await stripe.v2.core.eventDestinations.del(id, {}, { idempotencyKey: 'bye' });
      expect(deleted.id).toBe(id);
    }
  });
});

describe('webhookEndpoints', () => {
  test('supports create, retrieve, update, list with auto-paging, del', async () => {
    const { stripe } = await customer();
    const made: Stripe.WebhookEndpoint[] = [];
    for (let n = 0; n < 7; n++) {
      const params = { url: `${receiver.url}/v1`, enabled_events: ['invoice.paid' as const], description: `n${n}` };
      made.push(await stripe.webhookEndpoints.create({ ...params, metadata: { n: String(n) } }));
    }
    const [first] = made as [Stripe.WebhookEndpoint];
    expect(first).toMatchObject({
      object: 'webhook_endpoint',
      livemode: false,
      application: null,
      metadata: { n: '0' },
    });
    const listed = await stripe.webhookEndpoints.list({ limit: 3 }).autoPagingToArray({ limit: 100 });
    expect(listed.map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse());
    expect(listed[0]?.secret).toBeUndefined();
    const updated = await stripe.webhookEndpoints.update(first.id, {
      enabled_events: ['*'],
      description: '',
      metadata: { n: '' },
      disabled: true,
    });
    expect(updated).toMatchObject({ enabled_events: ['*'], description: null, metadata: {}, status: 'disabled' });
    await stripe.webhookEndpoints.update(first.id, { disabled: false });
    const event = await publish(stripe, 'charge.failed', { id: 'ch_1' });
    const request = await received('/v1', event.id);
    const constructed = stripe.webhooks.constructEvent(request.body, signatureOf(request), first.secret ?? '');
    expect(constructed.id).toBe(event.id);
    const eventDestination = await stripe.v2.core.eventDestinations.retrieve(first.id.replace('we_', 'ed_'));
    expect(eventDestination.enabled_events).toEqual(['*']);
    expect(await stripe.webhookEndpoints.del(first.id)).toEqual(
      expect.objectContaining({ id: first.id, object: 'webhook_endpoint', deleted: true }),
    );
    await expect(stripe.webhookEndpoints.retrieve(first.id)).rejects.toMatchObject({ code: 'resource_missing' });
  });
});

describe('events', () => {
  const numbers = (events: readonly Stripe.Event[]) =>
    events.map(({ data }) => Number((data.object as unknown as { n: string }).n));
  const series = async (stripe: Stripe, count: number) => {
    const made: Stripe.Event[] = [];
    for (let n = 0; n < count; n++) made.push(await publish(stripe, n % 2 ? 'invoice.paid' : 'charge.failed', { n }));
    return made;
  };

  test('can be listed with auto-paging in both directions, by type and by time, and retrieved', async () => {
    const { stripe } = await customer();
    const made = await series(stripe, 23);
    const walk = (params: Stripe.EventListParams) => stripe.events.list(params).autoPagingToArray({ limit: 1000 });
    const all = Array.from({ length: 23 }, (_, n) => n);
    expect(numbers(await walk({ limit: 4 }))).toEqual(all.toReversed());
    expect(numbers(await walk({ limit: 4, ending_before: made[2]?.id as string }))).toEqual(all.slice(3));
    expect(numbers(await walk({ limit: 4, starting_after: made[2]?.id as string }))).toEqual([1, 0]);
    expect(numbers(await walk({ limit: 4, type: 'charge.*' }))).toEqual(all.filter((n) => n % 2 === 0).reverse());
    expect(numbers(await walk({ types: ['invoice.paid', 'x.y'], limit: 3 }))).toEqual(
      all.filter((n) => n % 2 === 1).reverse(),
    );
    expect(await walk({ created: { gt: (made[22]?.created ?? 0) + 60 } })).toEqual([]);
    expect(await walk({ created: { lte: (made[22]?.created ?? 0) + 60 } })).toHaveLength(23);
    const { lastResponse, ...event } = await stripe.events.retrieve(made[5]?.id as string);
    expect(lastResponse.requestId).toMatch(/^req_/);
    expect(event).toMatchObject({ object: 'event', type: 'invoice.paid', livemode: false, pending_webhooks: 0 });
    expect(event.request?.idempotency_key).toMatch(/^stripe-node-retry-/);
  });

  test('after the last received one are exactly the missed ones, oldest first', async () => {
    const { stripe } = await customer();
    down.add('/reconcile');
    await stripe.v2.core.eventDestinations.create(webhook('/healthy-too'));
    await stripe.v2.core.eventDestinations.create(webhook('/reconcile', { enabled_events: ['invoice.*'] }));
    const lastGood = await publish(stripe, 'order.created', { n: 'good' });
    const made = await series(stripe, 24);
    const missed = made.filter(({ type }) => type === 'invoice.paid').map(({ id }) => id);
    const reconcile = async () => {
      const found: Stripe.Event[] = [];
      const params = { ending_before: lastGood.id, types: ['invoice.paid', 'charge.failed'], delivery_success: false };
      await stripe.events.list({ ...params, limit: 5 }).autoPagingEach((event) => {
        found.push(event);
      });
      return found;
    };
    // The healthy destination receives them too. Only when its deliveries are recorded is exactly one delivery of each pending.
    await expect
      .poll(async () => (await reconcile()).map(({ id, pending_webhooks }) => [id, pending_webhooks]))
      .toEqual(missed.map((id) => [id, 1]));

    down.delete('/reconcile');
    const [broken] = (await stripe.v2.core.eventDestinations.list()).data as [Destination];
    for (const id of missed.slice(0, 3)) await raw(stripe, `/v1/events/${id}/retry`, { webhook_endpoint: broken.id });
    await until('the resent events are no longer missed', async () => (await reconcile()).length === missed.length - 3);
    expect((await reconcile()).map(({ id }) => id)).toEqual(missed.slice(3));
  });

  test('resent by rawRequest arrive again, and the scheduled retry does not change', async () => {
    const { stripe } = await customer();
    const { id } = await stripe.v2.core.eventDestinations.create(webhook('/resend'));
    down.add('/resend');
    const event = await publish(stripe, 'invoice.paid', { id: 'in_1' });
    const delivery = () =>
      stripe.rawRequest('GET', `/v2/core/event_destinations/${id}/deliveries/${event.id}`) as Promise<
        Stripe.Response<{
          status: string;
          next_attempt_at: string;
          attempts: { trigger: string; http_status: number }[];
        }>
      >;
    const before = await until('the first attempt is recorded', async () => {
      const seen = await delivery();
      return seen.attempts.length === 1 && seen;
    });
    const resent = await raw<Stripe.Event>(stripe, `/v1/events/${event.id}/retry`, {
      webhook_endpoint: id.replace('ed_', 'we_'),
    });
    expect(resent).toMatchObject({ id: event.id, object: 'event', pending_webhooks: 1 });
    const after = await until('the manual attempt is recorded', async () => {
      const seen = await delivery();
      return seen.attempts.length === 2 && seen;
    });
    expect(after.attempts.map(({ trigger }) => trigger)).toEqual(['automatic', 'manual']);
    expect(after).toMatchObject({ status: 'pending', next_attempt_at: before.next_attempt_at });
    down.delete('/resend');
    await raw(stripe, `/v1/events/${event.id}/retry`, { webhook_endpoint: id });
    await until('it is delivered', async () => (await delivery()).status === 'delivered');
    expect((await stripe.events.retrieve(event.id)).pending_webhooks).toBe(0);
  });
});

describe('v2.core.events', () => {
  test('can be listed with auto-paging, by type, object and time, and retrieved', async () => {
    const { stripe } = await customer();
    const made: Stripe.Event[] = [];
    for (let n = 0; n < 9; n++)
      made.push(await publish(stripe, 'invoice.paid', { id: `in_${n % 3}`, object: 'invoice' }));
    await publish(stripe, 'charge.failed', { id: 'ch_1', object: 'charge' });
    const ids = made.map(({ id }) => id).reverse();
    const walk = async (params: Stripe.V2.Core.EventListParams) =>
      (await stripe.v2.core.events.list({ limit: 2, ...params }).autoPagingToArray({ limit: 100 })).map(({ id }) => id);
    expect(await walk({ types: ['invoice.paid'] })).toEqual(ids);
    expect(await walk({ object_id: 'in_1' })).toEqual([made[7], made[4], made[1]].map((event) => event?.id));
    expect(await walk({ created: { gt: Math.floor(Date.now() / 1000) + 60 } })).toEqual([]);
    expect(await walk({ created: { lte: Math.floor(Date.now() / 1000) + 60 } })).toHaveLength(10);
    const event = await stripe.v2.core.events.retrieve(made[4]?.id as string);
    expect(event).toMatchObject({
      id: made[4]?.id,
      object: 'v2.core.event',
      related_object: { id: 'in_1', type: 'invoice', url: '/v1/invoices/in_1' },
      data: { object: { id: 'in_1', object: 'invoice' } },
      snapshot_event: made[4]?.id,
      fetchRelatedObject: expect.any(Function),
    });
  });
});
