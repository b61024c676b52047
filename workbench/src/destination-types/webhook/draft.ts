/** The URL of a webhook endpoint in the wizard and on the edit page. */
import type { DestinationOf } from '../../api/types.ts';
import type { DraftRules, EditRules } from '../destination-type.ts';

type Type = 'webhook_endpoint';

export interface WebhookDraft {
  readonly url: string;
}

/** The API returns the URL only to callers that may see it. */
export const urlOf = ({ webhook_endpoint }: DestinationOf<Type>): string | undefined =>
  webhook_endpoint.url ?? undefined;

export const webhookDraft: DraftRules<Type, WebhookDraft> = {
  empty: { url: '' },
  choices: {},
  missing: ({ url }) => (url.trim() === '' ? [{ field: 'webhook_endpoint', text: 'no_url' }] : []),
  isStarted: ({ url }) => url.trim() !== '',
  suggestedName: ({ url }, namedUrls) => namedUrls[url.trim()] ?? URL.parse(url.trim())?.host ?? '',
  request: ({ url }) => ({ type: 'webhook_endpoint', webhook_endpoint: { url: url.trim() } }),
  review: ({ url }, t) => [{ label: t('url'), value: url }],
};

export const webhookEdit: EditRules<Type, WebhookDraft> = {
  fields: { url: 'webhook_endpoint.url' },
  required: ['url'],
  valuesOf: (destination) => ({ url: urlOf(destination) ?? '' }),
  changeOf: (before, { url }) => (url === before.url ? undefined : { webhook_endpoint: { url } }),
  fixed: () => [],
};
