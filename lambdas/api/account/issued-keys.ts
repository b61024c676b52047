/** Rules that API keys and Workbench sessions share: account, mode and deletion. */
import { ISSUED, type IssuedKey, type IssuedPrefix } from '../../core/account/api-key.ts';
import { InvalidFieldsError, NotFoundError, PermissionError } from '../../core/errors.ts';
import type { Mode, Tenant } from '../../core/tenant.ts';
import type { Auth } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';

/** Number of keys that are deleted at the same time. */
const DELETED_AT_ONCE = 25;

/** Returns the mode of a new key. @throws PermissionError when a sandbox key asks for live mode */
export function modeFor({ mode }: Auth, livemode = mode === 'live'): Mode {
  if (livemode && mode !== 'live') {
    throw new PermissionError('livemode: a sandbox key cannot create anything in live mode.', { param: 'livemode' });
  }
  return livemode ? 'live' : 'sandbox';
}

/**
 * Returns the account that a call names, or the account that it acts for. Undefined for the platform itself.
 * @throws PermissionError when it acts for one account and names another
 */
export function accountOf({ settings }: ApiContext, auth: Auth, named: string | undefined): string | undefined {
  const acting = auth.account === settings.platformAccount ? undefined : auth.account;
  if (acting !== undefined && named !== undefined && named !== acting) {
    throw new PermissionError(`account: this call acts for '${acting}'.`, { param: 'account' });
  }
  return named ?? acting;
}

/**
 * Deletes a key.
 * @throws NotFoundError when there is none in this mode, or it belongs to another account than the call acts for
 * @throws InvalidFieldsError for the key of the call, so that an unrestricted key of the platform always remains
 */
export async function deleteIssuedKey(
  context: ApiContext,
  auth: Auth,
  id: string,
  { prefix, noun }: { readonly prefix: IssuedPrefix; readonly noun: string },
): Promise<void> {
  const { issuedKeys } = context.ports;
  const key = id.startsWith(prefix) ? await issuedKeys.get(auth.mode, id) : undefined;
  const account = accountOf(context, auth, undefined);
  if (!key || (account !== undefined && key.account !== account)) {
    throw new NotFoundError(`No such ${noun}: '${id}'.`, { param: 'id' });
  }
  if (key.hash === auth.credential.hash) {
    throw new InvalidFieldsError(`id: this call is made with '${id}'. Delete it with another key.`, { param: 'id' });
  }
  await issuedKeys.delete(key);
}

/** Deletes every API key and Workbench session of an account. */
export async function deleteIssuedKeysOf({ ports }: ApiContext, tenant: Tenant): Promise<void> {
  for (const prefix of Object.values(ISSUED)) {
    let keys: readonly IssuedKey[];
    do {
      ({ items: keys } = await ports.issuedKeys.list({ ...tenant, prefix, limit: DELETED_AT_ONCE }));
      await Promise.all(keys.map((key) => ports.issuedKeys.delete(key)));
    } while (keys.length > 0);
  }
}
