/**
 * Stores registered accounts in the control table. The key of the record is the account's id, so that one conditional write makes
 * the id unique. A listing row, whose key is a ULID, orders the list. A listing row without a record, or with the record of another
 * create, belongs to a create that did not complete, and is not shown.
 */
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Account } from '../../../core/account/account.ts';
import type { AccountReader } from '../../../core/account/ports.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { Page } from '../../../core/page.ts';
import { type Mode, parseTenantKey, type Tenant, tenantKey } from '../../../core/tenant.ts';
import { getAll } from '../batch-get.ts';
import { type ControlTable, pageOfRows, type RowsQuery } from '../control-rows.ts';
import { fromItem, type Item, isConditionFailure, toItem } from '../item.ts';

export interface AccountStore extends AccountReader {
  /**
   * Stores an account unless its id is taken. May be repeated.
   * @returns the account with the id: this one, or an earlier one with another `key`
   * @throws ConflictError when the account with the id is deleted concurrently
   */
  create(account: Account): Promise<Account>;
  /** Replaces `previous` by `next`, a conditional write. @throws ConflictError when the account has changed */
  replace(previous: Account, next: Account): Promise<void>;
  /** Returns a page of accounts, newest first; strongly consistent. The cursors are keys. */
  list(mode: Mode, query: RowsQuery): Promise<Page<Account>>;
  /** Deletes an account. Does nothing when it does not exist. */
  delete(account: Account): Promise<void>;
}

type AccountRow = Omit<Account, 'account' | 'mode'> & { tenant: string };

const PREFIX = 'account#';
const listTenant = (mode: Mode): string => `accounts#${mode}`;
const listingKey = ({ mode, key }: Account) => ({ tenant: listTenant(mode), id: PREFIX + key });
const recordKey = (tenant: Tenant): Item => toItem({ tenant: tenantKey(tenant), id: 'account' });
const toRecord = ({ account, mode, ...row }: Account): Item => ({ ...toItem(row), ...recordKey({ account, mode }) });

function fromRecord(item: Item): Account {
  const { tenant, key, name, metadata, defaultApiVersion, eventCheck, rateLimit, revision } =
    fromItem<AccountRow>(item);
  return {
    ...parseTenantKey(tenant),
    key,
    name,
    metadata,
    ...(defaultApiVersion === undefined ? {} : { defaultApiVersion }),
    ...(eventCheck === undefined ? {} : { eventCheck }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    revision,
  };
}

export function createAccountStore(table: ControlTable): AccountStore {
  const { client, controlTable: TableName } = table;
  const unlist = (account: Account) =>
    client.send(new DeleteItemCommand({ TableName, Key: toItem(listingKey(account)) }));

  const get = async (tenant: Tenant): Promise<Account | undefined> => {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: recordKey(tenant), ConsistentRead: true }));
    return Item && fromRecord(Item);
  };

  return {
    get,

    async create(account) {
      const listing = toItem({ ...listingKey(account), account: account.account });
      await client.send(new PutItemCommand({ TableName, Item: listing }));
      try {
        await client.send(
          new PutItemCommand({
            TableName,
            Item: toRecord(account),
            ConditionExpression: 'attribute_not_exists(id)',
          }),
        );
        return account;
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
      const existing = await get(account);
      if (existing?.key !== account.key) await unlist(account);
      if (!existing) throw new ConflictError(`Account ${account.account} was deleted at the same time. Try again.`);
      return existing;
    },

    async replace(previous, next) {
      try {
        await client.send(
          new PutItemCommand({
            TableName,
            Item: toRecord(next),
            ConditionExpression: '#key = :key AND revision = :seen',
            ExpressionAttributeNames: { '#key': 'key' },
            ExpressionAttributeValues: toItem({ ':key': previous.key, ':seen': previous.revision }),
          }),
        );
      } catch (cause) {
        if (!isConditionFailure(cause)) throw cause;
        throw new ConflictError(`Account ${next.account} was changed at the same time. Try again.`, { cause });
      }
    },

    list(mode, { limit, startingAfter, endingBefore }) {
      const at = (key: string | undefined) => (key === undefined ? undefined : PREFIX + key);
      const partition = { tenant: listTenant(mode), prefix: PREFIX };
      const cursor = { startingAfter: at(startingAfter), endingBefore: at(endingBefore) };
      return pageOfRows(table, partition, { limit, ...cursor }, async (items) => {
        const listed = items.map((item) => fromItem<{ id: string; account: string }>(item));
        const wanted = listed.map(({ account }) => ({ table: TableName, key: recordKey({ account, mode }) }));
        const records = (await getAll(client, wanted))[TableName] ?? [];
        const byKey = new Map(records.map(fromRecord).map((account) => [PREFIX + account.key, account]));
        return listed.flatMap(({ id }) => byKey.get(id) ?? []);
      });
    },

    // Deletes the record last: as long as it exists, the call can be repeated.
    async delete(account) {
      await unlist(account);
      try {
        await client.send(
          new DeleteItemCommand({
            TableName,
            Key: recordKey(account),
            ConditionExpression: '#key = :key',
            ExpressionAttributeNames: { '#key': 'key' },
            ExpressionAttributeValues: { ':key': { S: account.key } },
          }),
        );
      } catch (error) {
        // Another call has deleted the account, or it was registered again.
        if (!isConditionFailure(error)) throw error;
      }
    },
  };
}
