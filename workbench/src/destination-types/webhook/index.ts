/** Webhook endpoints: signed HTTPS requests to a server of the customer. */
import { type DestinationTypeModule, part } from '../destination-type.ts';
import { fitsBody, toCurl } from './curl.ts';
import { urlOf, type WebhookDraft, webhookDraft, webhookEdit } from './draft.ts';
import { webhookMessages } from './messages.ts';

const views = () => import('./views.ts');

type Type = 'webhook_endpoint';

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
  draft: webhookDraft,
  edit: webhookEdit,
  Fields: part(async () => (await views()).Fields),
  EditFields: part(async () => (await views()).EditFields),
  Setup: part(async () => (await views()).Setup),
  Permissions: undefined,
};
