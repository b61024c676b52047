/** Webhook endpoints: signed HTTPS requests to a server of the customer. */
import type { DestinationOf } from '../../api/types.ts';
import { type DestinationTypeModule, part } from '../destination-type.ts';
import { fitsBody, toCurl } from './curl.ts';
import type { WebhookDraft } from './draft.ts';
import { webhookMessages } from './messages.ts';

const views = () => import('./views.ts');

type Type = 'webhook_endpoint';

/** The API returns the URL only to callers that may see it. */
const urlOf = ({ webhook_endpoint }: DestinationOf<Type>): string | undefined => webhook_endpoint.url ?? undefined;

export const webhook: DestinationTypeModule<Type, WebhookDraft, WebhookDraft> = {
  type: 'webhook_endpoint',
  messages: webhookMessages,
  addressOf: urlOf,
  keywords: (destination) => [urlOf(destination) ?? ''],
  signingSecretOf: ({ webhook_endpoint }) => webhook_endpoint.signing_secret,
  configuration(destination, t) {
    const url = urlOf(destination);
    return [{ label: t('url'), ...(url === undefined ? { value: t('url_hidden') } : { value: url, copy: true }) }];
  },
  attempt: {
    header: 'webhook-id',
    isHttp: true,
    command(destination, sent, t) {
      const url = urlOf(destination);
      if (url === undefined) return undefined;
      return {
        label: t('copy_curl'),
        command: toCurl({ url, ...sent }),
        ...(fitsBody(sent.headers, sent.body) ? {} : { warning: t('curl_changed') }),
      };
    },
  },
  draft: {
    empty: { url: '' },
    choices: {},
    missing: ({ url }) => (url.trim() === '' ? [{ field: 'webhook_endpoint', text: 'no_url' }] : []),
    isStarted: ({ url }) => url.trim() !== '',
    suggestedName: ({ url }, namedUrls) => namedUrls[url.trim()] ?? URL.parse(url.trim())?.host ?? '',
    request: ({ url }) => ({ type: 'webhook_endpoint', webhook_endpoint: { url: url.trim() } }),
    review: ({ url }, t) => [{ label: t('url'), value: url }],
  },
  edit: {
    fields: { url: 'webhook_endpoint.url' },
    required: ['url'],
    valuesOf: (destination) => ({ url: urlOf(destination) ?? '' }),
    changeOf: (before, { url }) => (url === before.url ? undefined : { webhook_endpoint: { url } }),
    fixed: () => [],
  },
  Fields: part(async () => (await views()).Fields),
  EditFields: part(async () => (await views()).EditFields),
  Setup: part(async () => (await views()).Setup),
  Permissions: undefined,
};
