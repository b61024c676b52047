/** `/v1/credential`: the credential object. */
import * as z from 'zod';
import type { KeyKind } from '../../core/account/api-key.ts';
import { SCOPES } from '../operation.ts';

export const credentialPath = '/v1/credential';

const CREDENTIAL_TYPES = ['api_key', 'restricted_key', 'workbench_session'] as const;
export type CredentialType = (typeof CREDENTIAL_TYPES)[number];

/** The type of each kind of key. */
export const CREDENTIAL_TYPE_OF: Readonly<Record<KeyKind, CredentialType>> = {
  sk: 'api_key',
  rk: 'restricted_key',
  ws: 'workbench_session',
};

export const credentialObject = z
  .object({
    object: z.literal('credential'),
    type: z.enum(CREDENTIAL_TYPES),
    account: z
      .string()
      .describe('The account that the credential belongs to. For a Workbench session, the account that it shows.'),
    account_name: z.string().nullable().describe('Null when the account is not registered.'),
    acting_account: z
      .string()
      .nullable()
      .describe('The account that this call acts for because of the header Stripe-Account or Stripe-Context.'),
    is_platform: z.boolean().describe('Whether the credential can act for other accounts.'),
    livemode: z.boolean(),
    scopes: z
      .array(z.enum(SCOPES))
      .describe('All scopes for an unrestricted key. `destinations:write` includes `destinations:read`.'),
    read_only: z.boolean().describe('Whether the credential can neither change nor send anything.'),
    expires_at: z.int().nullable().describe('Unix seconds. Null when the credential works until it is deleted.'),
    platform_name: z.string(),
    default_api_version: z
      .string()
      .describe('The API version of a destination that the account of this call creates without naming one.'),
  })
  .meta({ id: 'credential' });
export type CredentialObject = z.infer<typeof credentialObject>;
