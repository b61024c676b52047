/** `/v1/accounts` */

import { v1ListOf } from '../lists.ts';
import { operation } from '../operation.ts';
import {
  accountObject,
  accountsPath,
  createAccountSchema,
  deletedAccountObject,
  listAccountsSchema,
  updateAccountSchema,
} from './account.ts';

const tag = 'Accounts';
const one = `${accountsPath}/{id}`;

export const createAccount = operation({
  id: 'createAccount',
  method: 'POST',
  path: accountsPath,
  tag,
  summary: 'Register an account',
  description:
    'Registers an account in the mode of the calling key, so that it has a name and appears in the list. The platform can also act for an account that is not registered.',
  access: 'platform',
  body: createAccountSchema,
  response: accountObject,
});

export const listAccounts = operation({
  id: 'listAccounts',
  method: 'GET',
  path: accountsPath,
  tag,
  summary: 'List accounts',
  description: 'Returns the accounts that are registered in the mode of the calling key, newest first.',
  access: 'platform',
  query: listAccountsSchema,
  response: v1ListOf(accountObject),
});

export const getAccount = operation({
  id: 'getAccount',
  method: 'GET',
  path: one,
  tag,
  summary: 'Retrieve an account',
  access: 'platform',
  response: accountObject,
});

export const updateAccount = operation({
  id: 'updateAccount',
  method: 'POST',
  path: one,
  tag,
  summary: 'Update an account',
  description: 'Omitted fields keep their value.',
  access: 'platform',
  body: updateAccountSchema,
  response: accountObject,
});

export const deleteAccount = operation({
  id: 'deleteAccount',
  method: 'DELETE',
  path: one,
  tag,
  summary: 'Delete an account',
  description:
    'Deletes the API keys, Workbench sessions and event destinations of the account in the mode of the calling key, and then its registration. A deleted key can still work for 10 seconds. Events and deliveries stay stored for 30 days. You can repeat a call that failed.',
  access: 'platform',
  response: deletedAccountObject,
});
