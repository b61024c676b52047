/** How the official SDK handles errors that API Gateway returns itself, in another shape than Stripe's. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { afterEach, describe, expect, test } from 'vitest';
import { RateLimitError } from '../../lambdas/core/errors.ts';
import { errorResponse } from '../../lambdas/middleware/errors.ts';

const stops: (() => unknown)[] = [];
afterEach(() => stops.splice(0).map((stop) => stop()));

/** Returns a client of a server that always returns this response. */
async function clientOf(status: number, body: string, headers: Record<string, string> = {}) {
  let requests = 0;
  const respond: RequestListener = (request, response) => {
    request.resume().on('end', () => {
      requests += 1;
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    });
  };
  const server = createServer(respond).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const { port } = server.address() as AddressInfo;
  const stripe = new Stripe('sk_test_waybill_platform_0001', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 1,
    telemetry: false,
  });
  return { stripe, requests: () => requests };
}

const publish = (stripe: Stripe) =>
  stripe.rawRequest('POST', '/v1/events', { type: 'invoice.paid', data: { object: { id: 'in_1' } } });

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html and http-api-quotas.html */
const OF_API_GATEWAY: [number, string, number][] = [
  [404, 'Not Found', 1],
  [413, 'Request Entity Too Large', 1],
  [429, 'Too Many Requests', 1],
  [500, 'Internal Server Error', 2],
  [503, 'Service Unavailable', 2],
];

describe('the SDK treats an error of API Gateway itself as success, also after retries', () => {
  test.each(OF_API_GATEWAY)('%i %s, requested %i times', async (status, message, times) => {
    const { stripe, requests } = await clientOf(status, JSON.stringify({ message }));
    const published = await publish(stripe);
    expect(requests()).toBe(times);
    expect(published).toEqual({ message });
    // What docs/api.md tells publishers to check.
    expect((published as { object?: string }).object).not.toBe('event');
    expect(published.lastResponse.statusCode).toBe(status);
  });

  test.each(OF_API_GATEWAY)('%i %s, as a destination or a list', async (status, message) => {
    const { stripe } = await clientOf(status, JSON.stringify({ message }));
    const destination = await stripe.v2.core.eventDestinations.retrieve('ed_test_1');
    expect(destination).toMatchObject({ message });
    expect(destination.lastResponse.statusCode).toBe(status);
    expect(await stripe.events.list()).toMatchObject({ message });
  });
});

describe('the SDK rejects', () => {
  test('a page of HTML, as CloudFront returns', async () => {
    const { stripe } = await clientOf(502, '<html>502</html>', { 'content-type': 'text/html' });
    await expect(publish(stripe)).rejects.toBeInstanceOf(Stripe.errors.StripeAPIError);
  });

  test.each(['v1', 'v2'] as const)('a rate limit of Waybill after retries: %s', async (generation) => {
    const limit = new RateLimitError('Too many calls.', 2000);
    const { status, body, headers } = errorResponse(limit, generation);
    const { stripe, requests } = await clientOf(status, JSON.stringify(body), headers);
    const call = generation === 'v1' ? publish(stripe) : stripe.v2.core.eventDestinations.retrieve('ed_test_1');
    const error = await call.then(
      () => undefined,
      (rejected: InstanceType<typeof Stripe.errors.StripeError>) => rejected,
    );
    expect(error).toMatchObject({ statusCode: 429, code: 'rate_limit', message: 'Too many calls.' });
    expect(error?.type).toMatch(/RateLimitError$/);
    expect(error?.headers).toMatchObject({ 'retry-after': '2', 'stripe-rate-limited-reason': 'global-rate' });
    expect(requests()).toBe(2);
  });
});
