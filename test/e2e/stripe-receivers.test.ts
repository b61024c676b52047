/** The official Stripe SDK as a client, unmodified. It makes every request of this file. */
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../doubles/receiver.ts';
import { startRuleQueue } from '../doubles/rule-queue.ts';
import {
  begin,
  client,
  customer,
  type Destination,
  end,
  operator,
  platform,
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

describe('a request that an endpoint received', () => {
  test('is accepted by constructEvent when it is a snapshot event, also during a rotation of its secret', async () => {
    const { stripe } = await customer();
    const destination = await stripe.v2.core.eventDestinations.create(webhook('/snapshot'));
    const rotated = await raw<Destination>(stripe, `/v2/core/event_destinations/${destination.id}/roll_secret`, {
      expires_in: 600,
    });
    const event = await publish(stripe, 'invoice.paid', { id: 'in_1', text: 'größer 🚚 \u2028' });
    const { body, headers } = await received('/snapshot', event.id);
    for (const secret of [secretOf(destination), secretOf(rotated)]) {
      const constructed = stripe.webhooks.constructEvent(body, signatureOf({ headers }), secret);
      expect(constructed).toMatchObject({ id: event.id, data: { object: { id: 'in_1', text: 'größer 🚚 \u2028' } } });
    }
    const tampered = body.replace('in_1', 'in_2');
    expect(() => stripe.webhooks.constructEvent(tampered, signatureOf({ headers }), secretOf(destination))).toThrow(
      Stripe.errors.StripeSignatureVerificationError,
    );
  });

  test('is parsed by parseEventNotification when it is thin, and fetched by fetchEvent', async () => {
    const { stripe } = await customer();
    const thin = webhook('/thin', { event_payload: 'thin', enabled_events: ['invoice.paid'] });
    const destination = await stripe.v2.core.eventDestinations.create(thin);
    const event = await publish(stripe, 'invoice.paid', { id: 'in_1', object: 'invoice' });
    const request = await received('/thin', event.id);
    expect(JSON.parse(request.body).data).toBeUndefined();
    const notification = stripe.parseEventNotification(request.body, signatureOf(request), secretOf(destination));
    expect(notification).toMatchObject({ id: event.id, related_object: { id: 'in_1' } });
    expect(await notification.fetchEvent()).toMatchObject({ id: event.id, data: { object: { id: 'in_1' } } });
  });

  test('is a ping with its destination as the related object', async () => {
    const { stripe } = await customer();
    const destination = await stripe.v2.core.eventDestinations.create(webhook('/ping'));
    const ping = await stripe.v2.core.eventDestinations.ping(destination.id);
    const request = await received('/ping', ping.id);
    const notification = stripe.parseEventNotification(request.body, signatureOf(request), secretOf(destination));
    if (!('fetchRelatedObject' in notification)) throw new Error('A ping names the destination as related object.');
    expect(await notification.fetchRelatedObject()).toMatchObject({ id: destination.id, name: 'Orders' });
  });

  test('for another account names that account, and the platform fetches it with that context', async () => {
    const { account, stripe } = await customer();
    const thin = webhook('/platform', {
      event_payload: 'thin',
      enabled_events: ['order.shipped'],
      events_from: ['@accounts'],
    });
    const destination = await operator.v2.core.eventDestinations.create(thin);
    const event = await publish(stripe, 'order.shipped', { id: 'or_1', object: 'order' });
    const request = await received('/platform', event.id);
    const notification = operator.parseEventNotification(request.body, signatureOf(request), secretOf(destination));
    expect(String(notification.context)).toBe(account);
    expect(await notification.fetchEvent()).toMatchObject({ id: event.id, data: { object: { id: 'or_1' } } });
    await operator.v2.core.eventDestinations.del(destination.id);
  });
});

describe("an event of an EventBridge destination that a rule's queue received", () => {
  test.each(['snapshot', 'thin'] as const)('can be read without a signature: %s', async (event_payload) => {
    const { stripe } = await customer();
    const destination = await stripe.v2.core.eventDestinations.create({
      name: 'Bus',
      type: 'amazon_eventbridge',
      event_payload,
      enabled_events: ['invoice.paid'],
      amazon_eventbridge: { aws_account_id: '000000000000', aws_region: 'us-east-1' },
    });
    expect(destination.amazon_eventbridge?.aws_event_source_status).toBe('pending');
    const source = [{ suffix: `/${destination.id}` }];
    const queue = await startRuleQueue(platform.endpoints, `rule-${event_payload}`, { source });
    try {
      const event = await publish(stripe, 'invoice.paid', { id: 'in_1', object: 'invoice' });
      const envelope = await queue.next();
      if (event_payload === 'snapshot') {
        const constructed = stripe.webhooks.constructEventWithoutVerification(envelope);
        expect(constructed).toMatchObject({ id: event.id, data: { object: { id: 'in_1' } } });
      } else {
        const notification = stripe.parseEventNotificationWithoutVerification(envelope);
        expect(await notification.fetchEvent()).toMatchObject({ id: event.id, data: { object: { id: 'in_1' } } });
      }
      await raw(stripe, `/v1/events/${event.id}/retry`, { webhook_endpoint: destination.id });
      expect(JSON.parse(await queue.next()).detail.id).toBe(event.id);
      await until('the bus is verified', async () => {
        const { amazon_eventbridge } = await stripe.v2.core.eventDestinations.retrieve(destination.id);
        return amazon_eventbridge?.aws_event_source_status === 'active';
      });
    } finally {
      queue.stop();
    }
  });
});

describe('errors', () => {
  const generations: [string, (stripe: Stripe) => Promise<unknown>][] = [
    ['v1', (stripe) => stripe.events.retrieve('evt_none')],
    ['v2', (stripe) => stripe.v2.core.events.retrieve('evt_none')],
  ];

  test.each(generations)('%s: a missing object is a StripeInvalidRequestError', async (generation, call) => {
    const { stripe } = await customer();
    const code = generation === 'v1' ? 'resource_missing' : 'not_found';
    const thrown = await call(stripe).catch((error) => error);
    expect(thrown).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(thrown).toMatchObject({ statusCode: 404, code, requestId: expect.stringMatching(/^req_/) });
  });

  test.each(generations)('%s: an unknown key is a StripeAuthenticationError', async (_generation, call) => {
    await expect(call(client('sk_test_unknown'))).rejects.toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
  });

  test.each(generations)('%s: a missing permission is a StripePermissionError', async (_generation, call) => {
    const [{ key, account }, other] = [await customer(), await customer()];
    const foreign = client(key, { stripeAccount: other.account });
    await expect(call(foreign)).rejects.toBeInstanceOf(Stripe.errors.StripePermissionError);
    const made = await raw<{ key: string }>(operator, '/v1/api_keys', {
      account,
      name: 'publisher',
      scopes: ['events:publish'],
    });
    expect(made.key).toMatch(/^rk_test_/);
    const restricted = client(made.key);
    await expect(call(restricted)).rejects.toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect((await publish(restricted, 'invoice.paid', { id: 'in_1' })).object).toBe('event');
  });

  test('a malformed request is a StripeInvalidRequestError that names the field', async () => {
    const { stripe } = await customer();
    await expect(stripe.events.list({ limit: 1000 })).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      param: 'limit',
    });
    await expect(stripe.v2.core.eventDestinations.create(webhook('/x', { name: '' }))).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      code: 'invalid_fields',
      message: expect.stringContaining('name'),
    });
  });

  test('one idempotency key for two requests is a StripeIdempotencyError in v1 and v2', async () => {
    const { stripe } = await customer();
    const key = { idempotencyKey: 'same' };
    const v1 = (url: string) => stripe.webhookEndpoints.create({ url, enabled_events: ['*'] }, key);
    const first = await v1(`${receiver.url}/a`);
    expect((await v1(`${receiver.url}/a`)).id).toBe(first.id);
    await expect(v1(`${receiver.url}/b`)).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    const v2 = (name: string) => stripe.v2.core.eventDestinations.create(webhook('/a', { name }), key);
    await v2('one');
    await expect(v2('two')).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect((await stripe.v2.core.eventDestinations.list()).data).toHaveLength(2);
  });
});
