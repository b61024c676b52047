/** The official Stripe SDK, unmodified, as a client of a local platform, for the platform and its customers. */
import Stripe from 'stripe';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';

export type Destination = Stripe.V2.Core.EventDestination;

export let platform: Platform;
export let receiver: Awaited<ReturnType<typeof startReceiver>>;
export let operator: Stripe;
/** Paths that return 500 for now. */
export const down = new Set<string>();

export const client = (key: string, options: Partial<Stripe.StripeConfig> = {}): Stripe =>
  new Stripe(key, { host: '127.0.0.1', port: new URL(platform.url).port, protocol: 'http', ...options });

/** Waybill's additions to Stripe's API are called with rawRequest. */
export const raw = async <T = Record<string, unknown>>(stripe: Stripe, path: string, params: object = {}): Promise<T> =>
  (await stripe.rawRequest('POST', path, params as never)) as T;

let accounts = 0;
/** Creates a customer of the platform with its own key. */
export async function customer() {
  accounts += 1;
  const account = `acct_c${accounts}`;
  const { key } = await raw<{ key: string }>(operator, '/v1/api_keys', { account, name: 'test' });
  return { account, key, stripe: client(key) };
}

export const publish = (stripe: Stripe, type: string, object: object, more: object = {}) =>
  raw<Stripe.Event>(stripe, '/v1/events', { type, data: { object }, ...more });

export const webhook = (path: string, over: object = {}) =>
  ({
    name: 'Orders',
    type: 'webhook_endpoint',
    event_payload: 'snapshot',
    enabled_events: ['*'],
    webhook_endpoint: { url: receiver.url + path },
    include: ['webhook_endpoint.signing_secret', 'webhook_endpoint.url'],
    ...over,
  }) as Stripe.V2.Core.EventDestinationCreateParams;

/** Returns what the endpoint received of an event, as it was sent. */
export const received = (path: string, eventId: string) =>
  until(`${eventId} arrives at ${path}`, () =>
    receiver.at(path).find(({ headers }) => headers['webhook-id'] === eventId),
  );
export const signatureOf = ({ headers }: { headers: NodeJS.Dict<string | string[]> }) =>
  String(headers['stripe-signature']);
export const secretOf = ({ webhook_endpoint }: Destination) => webhook_endpoint?.signing_secret ?? '';

export async function begin(): Promise<void> {
  platform = await startPlatform();
  receiver = await startReceiver(({ path }) => ({ status: down.has(path) ? 500 : 200 }));
  operator = client(platform.keys.sandbox);
}

export async function end(): Promise<void> {
  await platform?.stop();
  await receiver?.stop();
}
