/** Verifies a request of Waybill as its receivers do, with the libraries of Stripe and of Standard Webhooks. */
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';

/** A request that arrived at an endpoint. */
export interface ReceivedRequest {
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A platform can rename its header, so the value decides. */
const STRIPE_SIGNATURE = /^t=\d+,v1=/;

/** The `object` of thin events, which Stripe's library verifies with another function. */
const THIN = 'v2.core.event';

/** Verifies only, so it needs no key. */
const sdk = new Stripe('sk_test_none');

/** Returns the event in the body. @param secret `whsec_…` @throws Error when a signature is missing or not valid */
export function verifiedEvent({ headers, body }: ReceivedRequest, secret: string): { readonly id: string } {
  const stripe = Object.values(headers).find((value) => STRIPE_SIGNATURE.test(value));
  if (stripe === undefined) throw new Error('The request has no signature in the form of Stripe, t=…,v1=….');
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const event = JSON.parse(body);
  naming("Stripe's library", () =>
    event.object === THIN
      ? sdk.parseEventNotification(body, stripe, secret)
      : sdk.webhooks.constructEvent(body, stripe, secret),
  );
  naming('The library of Standard Webhooks', () => new Webhook(secret).verify(body, lower));
  if (event.id !== lower['webhook-id'])
    throw new Error(`webhook-id is ${lower['webhook-id']}, but the event ${event.id}.`);
  return event;
}

function naming(library: string, verify: () => unknown): void {
  try {
    verify();
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw new Error(`${library} refuses the signature: ${reason}`, { cause });
  }
}
