/** `/v1/credential`: the calling key as the API shows it. */
import * as z from 'zod';
import type { KeyKind } from '../../core/account/api-key.ts';
import { SCOPES } from '../operation.ts';

export const credentialPath = '/v1/credential';

const CREDENTIAL_TYPES = ['api_key', 'restricted_key', 'workbench_session'] as const;
export type CredentialType = (typeof CREDENTIAL_TYPES)[number];

/** What each kind of key is called. */
export const CREDENTIAL_TYPE_OF: Readonly<Record<KeyKind, CredentialType>> = {
  sk: 'api_key',
  rk: 'restricted_key',
  ws: 'workbench_session',
};

export const credentialObject = z
  .object({
    object: z.literal('credential'),
    type: z.enum(CREDENTIAL_TYPES),
    account: z.string().describe('Whose it is; of a Workbench session the account it shows.'),
    account_name: z.string().nullable().describe('Null where that account is not registered.'),
    acting_account: z
      .string()
      .nullable()
      .describe('The other account that this call acts for, by Stripe-Account or Stripe-Context.'),
    is_platform: z.boolean().describe('Whether it may act for other accounts.'),
    livemode: z.boolean(),
    scopes: z
      .array(z.enum(SCOPES))
      .describe('All of them for an unrestricted key. `destinations:write` includes `destinations:read`.'),
    read_only: z.boolean().describe('Whether it changes and sends nothing.'),
    expires_at: z.int().nullable().describe('Unix seconds; null for what works until it is deleted.'),
    platform_name: z.string(),
    default_api_version: z
      .string()
      .describe("The version that a destination is given which names none, if this call's account creates it."),
  })
  .meta({ id: 'credential' });
export type CredentialObject = z.infer<typeof credentialObject>;
