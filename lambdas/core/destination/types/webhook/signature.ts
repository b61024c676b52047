/**
 * Signs deliveries, in the form that Stripe's SDKs verify (https://docs.stripe.com/webhooks#verify-manually) and in that of
 * Standard Webhooks (https://www.standardwebhooks.com), with the same secret.
 */
import { createHmac } from 'node:crypto';

const SECRET_PREFIX = 'whsec_';

/** Random bytes of a new secret. Standard Webhooks requires 24 to 64. */
const SECRET_BYTES = 32;

export interface SignatureInput {
  /** The request body. */
  readonly body: string | Uint8Array;
  /** The event id. It is the same for each attempt, so that a receiver can drop duplicates. */
  readonly messageId: string;
  /** Unix seconds of this attempt. */
  readonly timestampSeconds: number;
  /** All active secrets, `whsec_…`. */
  readonly secrets: readonly string[];
  /** Name of the header for Stripe's form. */
  readonly stripeHeaderName: string;
}

const stripeSignature = (secret: string, { timestampSeconds, body }: SignatureInput): string =>
  createHmac('sha256', secret).update(`${timestampSeconds}.`).update(body).digest('hex');

const standardSignature = (secret: string, { messageId, timestampSeconds, body }: SignatureInput): string =>
  createHmac('sha256', Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64'))
    .update(`${messageId}.${timestampSeconds}.`)
    .update(body)
    .digest('base64');

/** Returns the signature headers, with one signature of each form for each secret. */
export function signatureHeaders(input: SignatureInput): Record<string, string> {
  const { messageId, timestampSeconds, secrets, stripeHeaderName } = input;
  let stripe = `t=${timestampSeconds}`;
  let standard = '';
  for (const secret of secrets) {
    stripe += `,v1=${stripeSignature(secret, input)}`;
    standard += `${standard && ' '}v1,${standardSignature(secret, input)}`;
  }
  return {
    [stripeHeaderName]: stripe,
    'webhook-id': messageId,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': standard,
  };
}

/** Returns a new signing secret. @param randomBytes a cryptographic source */
export const newSigningSecret = (randomBytes: (count: number) => Buffer): string =>
  SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');
