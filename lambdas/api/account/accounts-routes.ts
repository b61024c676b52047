/** `/v1/accounts` */
import { accountsPath, toAccountObject } from '../../contract/account/account.ts';
import * as operations from '../../contract/account/account-operations.ts';
import { v1List } from '../../contract/lists.ts';
import type { Tenant } from '../../core/tenant.ts';
import { type ApiRequest, implement, type Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import * as accounts from './accounts.ts';

export const accountRoutes = (context: ApiContext): Route[] => [
  implement(operations.createAccount, async ({ auth, body, seed }) => ({
    body: toAccountObject(await accounts.createAccount(context, auth.mode, body, seed)),
  })),
  implement(operations.listAccounts, async ({ auth, query }) => {
    const { items, hasMore } = await accounts.listAccounts(context, auth.mode, query);
    return { body: v1List(accountsPath, items.map(toAccountObject), hasMore) };
  }),
  implement(operations.getAccount, async (request) => ({
    body: toAccountObject(await accounts.findAccount(context, named(request))),
  })),
  implement(operations.updateAccount, async (request) => ({
    body: toAccountObject(await accounts.updateAccount(context, named(request), request.body)),
  })),
  implement(operations.deleteAccount, async (request) => {
    const tenant = named(request);
    await accounts.deleteAccount(context, tenant);
    return { body: { id: tenant.account, object: 'account' as const, deleted: true as const } };
  }),
];

/** Returns the tenant that the path names, in the mode of the key. */
const named = ({ auth, params }: ApiRequest): Tenant => ({ account: params.id ?? '', mode: auth.mode });
