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
    'Gives an account a name and a place in the list, in the mode of the calling key. The platform may act for an account that is not registered, too.',
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
  description: 'Those registered in the mode of the calling key, newest first.',
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
  description: 'What is left out stays.',
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
    'Deletes, in the mode of the calling key, its API keys, Workbench sessions and event destinations, then its registration. A key may work for 10 more seconds. Events and deliveries stay until they are 30 days old. A call that fails half-way can be made again.',
  access: 'platform',
  response: deletedAccountObject,
});
