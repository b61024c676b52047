/** An account's own rate limit, over all instances of the functions, as an SDK meets it. */
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../doubles/receiver.ts';
import { begin, client, customer, end, operator, publish, raw } from './stripe-clients.ts';

beforeAll(begin);
afterAll(end);

test('a customer that makes more calls than it may is told so, loses nothing, and disturbs no other', async () => {
  const [busy, other] = [await customer(), await customer()];
  await raw(operator, '/v1/accounts', {
    id: busy.account,
    name: 'Busy',
    rate_limit: { per_second: 2, burst: 20 },
  });
  const impatient = client(busy.key, { maxNetworkRetries: 0 });
  const refusal = () =>
    publish(impatient, 'invoice.paid', { id: 'in_1' }).then(
      () => undefined,
      (error: Stripe.errors.StripeError) => error,
    );
  const refused = await until('a call is refused', async () =>
    (await Promise.all(Array.from({ length: 20 }, refusal))).find((error) => error !== undefined),
  );
  expect(refused).toMatchObject({ type: 'StripeRateLimitError', code: 'rate_limit', statusCode: 429 });
  expect(Number(refused.headers?.['retry-after'])).toBeGreaterThanOrEqual(1);

  expect(await publish(other.stripe, 'invoice.paid', { id: 'in_2' })).toMatchObject({ object: 'event' });
  const patient = client(busy.key, { maxNetworkRetries: 100 });
  expect(await publish(patient, 'invoice.paid', { id: 'in_3' })).toMatchObject({ object: 'event' });
});
