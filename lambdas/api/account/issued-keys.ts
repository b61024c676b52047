/** What API keys and Workbench sessions share: whose they are, in which mode, and how they go. */
import { ISSUED, type IssuedKey, type IssuedPrefix } from '../../core/account/api-key.ts';
import { NotFoundError, PermissionError } from '../../core/errors.ts';
import type { Mode, Tenant } from '../../core/tenant.ts';
import type { Auth } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';

/** Deleted at once. */
const DELETED_AT_ONCE = 25;

/** @throws PermissionError when a sandbox key asks for live mode */
export function modeFor({ mode }: Auth, livemode = mode === 'live'): Mode {
  if (livemode && mode !== 'live') {
    throw new PermissionError('livemode: a sandbox key makes nothing in live mode.', { param: 'livemode' });
  }
  return livemode ? 'live' : 'sandbox';
}

/**
 * The account a call is about: the one it names, else the one it acts for; undefined for the platform itself.
 * @throws PermissionError when it acts for one account and names another
 */
export function accountOf({ settings }: ApiContext, auth: Auth, named: string | undefined): string | undefined {
  const acting = auth.account === settings.platformAccount ? undefined : auth.account;
  if (acting !== undefined && named !== undefined && named !== acting) {
    throw new PermissionError(`account: this call acts for '${acting}'.`, { param: 'account' });
  }
  return named ?? acting;
}

/** @throws NotFoundError when there is no such in this mode, or it is not the account's that the call acts for */
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
  await issuedKeys.delete(key);
}

/** Every API key and Workbench session of an account. */
export async function deleteIssuedKeysOf({ ports }: ApiContext, tenant: Tenant): Promise<void> {
  for (const prefix of Object.values(ISSUED)) {
    let keys: readonly IssuedKey[];
    do {
      ({ items: keys } = await ports.issuedKeys.list({ ...tenant, prefix, limit: DELETED_AT_ONCE }));
      await Promise.all(keys.map((key) => ports.issuedKeys.delete(key)));
    } while (keys.length > 0);
  }
}
