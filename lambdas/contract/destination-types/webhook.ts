import * as z from 'zod';
import { line } from '../fields.ts';
import type { TypeContract } from './type-contract.ts';

export const endpointUrl = line(4096).meta({
  description: 'URL that receives the events. Must be HTTPS in live mode.',
  examples: ['https://example.com/webhooks'],
});

const create = z.strictObject({ url: endpointUrl });

const update = z.strictObject({ url: endpointUrl.optional() });

const object = z
  .object({ url: z.string().nullable(), signing_secret: z.string().nullable() })
  .describe('Fields are null unless included. Only the create call and `roll_secret` return the signing secret.');

const SIGNING_SECRET = 'webhook_endpoint.signing_secret';
const URL_FIELD = 'webhook_endpoint.url';

export const webhookContract = {
  create,
  update,
  object,
  toDraft: ({ url }) => ({ url }),
  toChanges: ({ url }) => ({ url }),
  toObject: ({ webhookEndpoint }, view) => ({
    url: view.include.includes(URL_FIELD) ? webhookEndpoint.url : null,
    signing_secret: view.signingSecret ?? null,
  }),
  include: [SIGNING_SECRET, URL_FIELD],
  signingSecret: { include: SIGNING_SECRET, in: (shown) => shown.signing_secret },
} as const satisfies TypeContract<'webhook_endpoint', typeof create, typeof update, typeof object>;
