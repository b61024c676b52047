import type { DestinationBase } from '../../destination-base.ts';

/** A signing secret as stored: encrypted under the account's data key, never in the clear. */
export interface StoredSecret {
  /** Base64 of AES-256-GCM iv, ciphertext and tag. */
  readonly sealed: string;
  /** Unix milliseconds after which it no longer signs; absent for the newest. */
  readonly expiresAt?: number;
}

export interface WebhookEndpoint {
  readonly url: string;
  /** Newest first; several while an old one is rotated out. */
  readonly secrets: readonly StoredSecret[];
}

export interface WebhookDestination extends DestinationBase {
  readonly type: 'webhook_endpoint';
  readonly webhookEndpoint: WebhookEndpoint;
}

export const isWebhook = (destination: DestinationBase): destination is WebhookDestination =>
  destination.type === 'webhook_endpoint';
