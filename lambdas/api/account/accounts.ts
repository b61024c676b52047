/** Registers, changes and deletes accounts. */
import type * as z from 'zod';
import type { createAccountSchema, listAccountsSchema, updateAccountSchema } from '../../contract/account/account.ts';
import { V1_PAGE } from '../../contract/lists.ts';
import type { Account } from '../../core/account/account.ts';
import { mergedMetadata } from '../../core/account/metadata.ts';
import type { CheckMode } from '../../core/catalog/catalog.ts';
import { unknownVersion } from '../../core/catalog/rules.ts';
import { InvalidFieldsError, NotFoundError } from '../../core/errors.ts';
import type { Page } from '../../core/page.ts';
import type { Mode, Tenant } from '../../core/tenant.ts';
import type { ApiContext } from '../context.ts';
import { deleteDestination } from '../destination/destinations.ts';
import { deleteListenSessionsOf } from '../listen/listen-sessions.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { deleteIssuedKeysOf } from './issued-keys.ts';

/** Reads an account. @throws NotFoundError when it is not registered in this mode */
export async function findAccount({ ports }: ApiContext, tenant: Tenant): Promise<Account> {
  const account = await ports.accounts.get(tenant);
  if (!account) throw new NotFoundError(`No such account: '${tenant.account}'.`, { param: 'id' });
  return account;
}

/** Registers an account. @throws InvalidFieldsError when the id is taken, or there is no such API version */
export async function createAccount(
  context: ApiContext,
  mode: Mode,
  { id, name, metadata = {}, ...settings }: z.output<typeof createAccountSchema>,
  seed: string,
): Promise<Account> {
  const account = id ?? `acct_${seed}`;
  const draft: Account = {
    account,
    mode,
    key: seed,
    name,
    metadata: mergedMetadata({}, metadata),
    ...(await changedSettings(context, { mode }, settings)),
    revision: 1,
  };
  const stored = await context.ports.accounts.create(draft);
  if (stored.key !== seed) throw new InvalidFieldsError(`id: '${account}' is taken.`, { param: 'id' });
  return stored;
}

/** Lists accounts, newest first. @throws InvalidFieldsError when a cursor is not the id of an account */
export async function listAccounts(
  { ports }: ApiContext,
  mode: Mode,
  query: z.output<typeof listAccountsSchema>,
): Promise<Page<Account>> {
  const cursor = async (param: 'starting_after' | 'ending_before'): Promise<string | undefined> => {
    const id = query[param];
    if (id === undefined) return undefined;
    const account = await ports.accounts.get({ account: id, mode });
    if (!account) throw new InvalidFieldsError(`${param}: No such account: '${id}'.`, { param });
    return account.key;
  };
  const [startingAfter, endingBefore] = await Promise.all([cursor('starting_after'), cursor('ending_before')]);
  return ports.accounts.list(mode, { limit: query.limit ?? V1_PAGE.default, startingAfter, endingBefore });
}

type AccountSettings = Pick<Account, 'defaultApiVersion' | 'eventCheck' | 'rateLimit'>;

interface RequestedSettings {
  readonly default_api_version?: string | null | undefined;
  readonly event_check?: CheckMode | null | undefined;
  readonly rate_limit?: { readonly per_second: number; readonly burst: number } | null | undefined;
}

/** Applies changes: omitted fields keep their value, null removes it. @throws InvalidFieldsError when there is no such version */
async function changedSettings(
  { ports }: ApiContext,
  before: AccountSettings & Pick<Account, 'mode'>,
  { default_api_version, event_check, rate_limit }: RequestedSettings,
): Promise<AccountSettings> {
  if (default_api_version) {
    const versions = await ports.catalog.versions(before.mode);
    const problem = unknownVersion(versions, default_api_version, 'default_api_version');
    if (problem) throw problem;
  }
  const defaultApiVersion = default_api_version === undefined ? before.defaultApiVersion : default_api_version;
  const eventCheck = event_check === undefined ? before.eventCheck : event_check;
  const requested = rate_limit && { perSecond: rate_limit.per_second, burst: rate_limit.burst };
  const rateLimit = rate_limit === undefined ? before.rateLimit : requested;
  return {
    ...(defaultApiVersion ? { defaultApiVersion } : {}),
    ...(eventCheck ? { eventCheck } : {}),
    ...(rateLimit ? { rateLimit } : {}),
  };
}

/** Changes an account. Omitted fields keep their value. A null value in `metadata` deletes its key; null deletes all keys. */
export async function updateAccount(
  context: ApiContext,
  tenant: Tenant,
  { name, metadata = {}, ...settings }: z.output<typeof updateAccountSchema>,
): Promise<Account> {
  return retryOnConflict(
    () => findAccount(context, tenant),
    async (before) => {
      const { defaultApiVersion: _version, eventCheck: _check, rateLimit: _limit, ...rest } = before;
      return {
        ...rest,
        ...(await changedSettings(context, before, settings)),
        name: name ?? before.name,
        metadata: metadata === null ? {} : mergedMetadata(before.metadata, metadata),
        revision: before.revision + 1,
      };
    },
    (before, after) => context.ports.accounts.replace(before, after),
  );
}

/**
 * Deletes an account with everything that it owns. The keys are deleted first, so that they cannot create anything meanwhile. The
 * registration is deleted last, so that a call that failed can be repeated.
 * @throws InvalidFieldsError for the platform's own account
 */
export async function deleteAccount(context: ApiContext, tenant: Tenant): Promise<void> {
  const { ports, settings } = context;
  if (tenant.account === settings.platformAccount) {
    throw new InvalidFieldsError("id: the platform's own account cannot be deleted.", { param: 'id' });
  }
  const account = await findAccount(context, tenant);
  await deleteIssuedKeysOf(context, tenant);
  await deleteListenSessionsOf(context, tenant);
  for (const { id } of await ports.destinations.list(tenant)) {
    await deleteDestination(context, tenant, id).catch((error) => {
      // Another call deleted it.
      if (!(error instanceof NotFoundError)) throw error;
    });
  }
  await ports.accounts.delete(account);
}
