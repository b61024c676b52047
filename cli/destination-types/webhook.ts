import { UsageError } from '../errors.ts';
import type { TypeCommands } from './type-commands.ts';

type WebhookFlags = { readonly url?: string | undefined };

const DESCRIPTION = 'URL of the webhook endpoint';

export const webhookCommands: TypeCommands<'webhook_endpoint', WebhookFlags> = {
  noun: 'a webhook endpoint',
  options: [{ flags: '--url <url>', create: DESCRIPTION, update: DESCRIPTION }],
  chosenBy: '--url',
  example: '--url https://example.com/hook --events invoice.*,customer.created',
  create({ url = '' }) {
    if (!URL.canParse(url)) {
      throw new UsageError(`"${url}" is not a URL.`, { next: 'Include the scheme: https://example.com/hook' });
    }
    return { url };
  },
  name: ({ url = '' }) => new URL(url).host,
  update: ({ url }) => (url === undefined ? undefined : { url }),
  include: ['webhook_endpoint.url'],
  includeSecret: 'webhook_endpoint.signing_secret',
  signingSecret: ({ signing_secret }) => signing_secret,
  target: ({ url }) => url ?? '',
  rows: () => [],
  documents: () => [],
};
