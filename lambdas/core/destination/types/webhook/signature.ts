/**
 * The two signatures of a delivery, both made with the same secret: the one that Stripe's SDKs check
 * (https://docs.stripe.com/webhooks#verify-manually) and that of Standard Webhooks (https://www.standardwebhooks.com).
 */
import { createHmac } from 'node:crypto';

const SECRET_PREFIX = 'whsec_';

/** Random bytes of a new secret; Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

export interface SignatureInput {
  /** Exactly what is sent. */
  readonly body: string | Uint8Array;
  /** The event's id: the same at each attempt, so that a receiver can drop repeats. */
  readonly messageId: string;
  /** Unix seconds of this attempt. */
  readonly timestampSeconds: number;
  /** `whsec_…`, every active one. */
  readonly secrets: readonly string[];
  /** Name of the header in Stripe's form. */
  readonly stripeHeaderName: string;
}

const stripeSignature = (secret: string, { timestampSeconds, body }: SignatureInput): string =>
  createHmac('sha256', secret).update(`${timestampSeconds}.`).update(body).digest('hex');

const standardSignature = (secret: string, { messageId, timestampSeconds, body }: SignatureInput): string =>
  createHmac('sha256', Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64'))
    .update(`${messageId}.${timestampSeconds}.`)
    .update(body)
    .digest('base64');

/** The headers that prove a delivery, with one signature of each form per secret. */
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

/** A new signing secret. @param randomBytes a cryptographic source, `node:crypto`'s */
export const newSigningSecret = (randomBytes: (count: number) => Buffer): string =>
  SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');
