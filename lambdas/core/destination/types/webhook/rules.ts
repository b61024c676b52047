/** Validates the URL of a webhook endpoint, and rotates its signing secret. */

import { invalidField } from '../../../errors.ts';
import type { DestinationSettings } from '../../destination-base.ts';
import { type NewDestination, withNewUpdated } from '../../destination-base.ts';
import type { TypeRules } from '../type-rules.ts';
import type { StoredSecret, WebhookDestination } from './destination.ts';
import { checkEndpointUrl } from './url-guard.ts';

export interface WebhookDraft {
  readonly url: string;
}

export interface WebhookChanges {
  readonly url?: string | undefined;
}

/** Largest number of active signing secrets, including the newest. Each adds a signature to every delivery. */
export const MAX_ACTIVE_SECRETS = 5;

export const webhookRules: TypeRules<WebhookDestination, WebhookDraft, WebhookChanges> = {
  create: (base, { url }, settings) => ({
    ...base,
    type: 'webhook_endpoint',
    webhookEndpoint: { url: checkedUrl(url, base, settings), secrets: [] },
  }),
  update: (before, { url }, settings) =>
    url === undefined
      ? before
      : { ...before, webhookEndpoint: { ...before.webhookEndpoint, url: checkedUrl(url, before, settings) } },
  enable: (before) => before,
  signingSecret: {
    set: (destination, sealed) => withSecrets(destination, [{ sealed }]),
    rotate(before, sealed, expiresIn, now) {
      const last = now + expiresIn * 1000;
      const still = before.webhookEndpoint.secrets
        .map((secret): StoredSecret => ({ ...secret, expiresAt: Math.min(secret.expiresAt ?? last, last) }))
        .filter(({ expiresAt = 0 }) => expiresAt > now);
      if (still.length >= MAX_ACTIVE_SECRETS) {
        throw invalidField(
          'expires_in',
          `should be 0, because ${still.length} former secrets have not expired. Otherwise wait until one expires.`,
        );
      }
      return withSecrets(withNewUpdated(before, now), [{ sealed }, ...still]);
    },
  },
  resource: null,
};

const withSecrets = (destination: WebhookDestination, secrets: readonly StoredSecret[]): WebhookDestination => ({
  ...destination,
  webhookEndpoint: { ...destination.webhookEndpoint, secrets },
});

function checkedUrl(
  url: string,
  { mode }: Pick<NewDestination, 'mode'>,
  { permitPrivateEndpoints }: DestinationSettings,
): string {
  const policy = { permitPrivate: permitPrivateEndpoints, requireHttps: mode === 'live' && !permitPrivateEndpoints };
  const problem = checkEndpointUrl(url, policy);
  if (problem) throw invalidField('webhook_endpoint.url', `${problem.message}.`);
  return url;
}
