/** Describes the calling key. */
import { CREDENTIAL_TYPE_OF, type CredentialObject } from '../../contract/account/credential.ts';
import { READ_SCOPES, SCOPES } from '../../contract/operation.ts';
import { destinationVersion } from '../../core/catalog/rules.ts';
import type { Auth } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';

export async function credentialObject({ ports, settings }: ApiContext, auth: Auth): Promise<CredentialObject> {
  const { credential, mode, tenant, platform, scopes = SCOPES } = auth;
  const isActing = tenant.account !== credential.account;
  const [versions, own, acting] = await Promise.all([
    ports.catalog.versions(mode),
    ports.accounts.get({ account: credential.account, mode }),
    isActing ? ports.accounts.get(tenant) : undefined,
  ]);
  const accountDefault = (isActing ? acting : own)?.defaultApiVersion;
  return {
    object: 'credential',
    type: CREDENTIAL_TYPE_OF[credential.kind],
    account: credential.account,
    account_name: own?.name ?? null,
    acting_account: isActing ? tenant.account : null,
    is_platform: platform,
    livemode: mode === 'live',
    scopes: [...scopes],
    read_only: scopes.every((scope) => READ_SCOPES.includes(scope)),
    expires_at: credential.expiresAt === undefined ? null : credential.expiresAt / 1000,
    platform_name: settings.platformName,
    default_api_version: destinationVersion(versions, undefined, accountDefault, settings.defaultApiVersion),
  };
}
