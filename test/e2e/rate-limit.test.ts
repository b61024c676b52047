/** An account's rate limit over all instances of the functions, as an SDK sees it. */
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../doubles/receiver.ts';
import { begin, client, customer, end, operator, publish, raw } from './stripe-clients.ts';

beforeAll(begin);
afterAll(end);

test('a customer above its rate limit gets a 429, loses no event, and affects no other customer', async () => {
  const [busy, other] = [await customer(), await customer()];
  await raw(operator, '/v1/accounts', {
    id: busy.account,
    name: 'Busy',
    rate_limit: { per_second: 2, burst: 20 },
  });
  const withoutRetries = client(busy.key, { maxNetworkRetries: 0 });
  const refusal = () =>
    publish(withoutRetries, 'invoice.paid', { id: 'in_1' }).then(
      () => undefined,
      (error: Stripe.errors.StripeError) => error,
    );
  const refused = await until('a call is refused', async () =>
    (await Promise.all(Array.from({ length: 20 }, refusal))).find((error) => error !== undefined),
  );
  expect(refused).toMatchObject({ type: 'StripeRateLimitError', code: 'rate_limit', statusCode: 429 });
  expect(Number(refused.headers?.['retry-after'])).toBeGreaterThanOrEqual(1);

  expect(await publish(other.stripe, 'invoice.paid', { id: 'in_2' })).toMatchObject({ object: 'event' });
  const retrying = client(busy.key, { maxNetworkRetries: 100 });
  expect(await publish(retrying, 'invoice.paid', { id: 'in_3' })).toMatchObject({ object: 'event' });
});
