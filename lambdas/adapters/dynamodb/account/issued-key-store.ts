/**
 * API keys and session tokens that calls made, each in three rows of the control table: one under its hash, by which it
 * works; one in the list of its mode; one among the rows of its account. The list's row comes first and names the hash
 * that counts, the hash's row is the first to go: a call that died half-way leaves nothing that works and cannot be found.
 */
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { IssuedKey, IssuedPrefix } from '../../../core/account/api-key.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { Page } from '../../../core/page.ts';
import { type Mode, type Tenant, tenantKey } from '../../../core/tenant.ts';
import { type ControlTable, pageOfRows, type RowsQuery } from '../control-rows.ts';
import { fromItem, type Item, isConditionFailure, toItem } from '../item.ts';
import { apiKeyToItem, fromAttributes, hashKey, hashOf, type InRow, toAttributes } from './api-key-item.ts';

export interface IssuedKeyQuery extends RowsQuery {
  readonly mode: Mode;
  readonly prefix: IssuedPrefix;
  /** Of all accounts when left out. */
  readonly account?: string | undefined;
}

export interface IssuedKeyStore {
  /**
   * Makes the secret work. A create that died half-way may be made again with the same id and another secret; only that
   * one works then.
   * @throws ConflictError when two with the same id come at once
   */
  create(secret: string, key: IssuedKey): Promise<void>;
  /** Strongly consistent. */
  get(mode: Mode, id: string): Promise<IssuedKey | undefined>;
  /** Newest first; the cursors are ids. */
  list(query: IssuedKeyQuery): Promise<Page<IssuedKey>>;
  /**
   * May be made again; that it is gone already is fine.
   * @throws ConflictError when it is being created again at the same time
   */
  delete(key: Tenant & Pick<IssuedKey, 'id'>): Promise<void>;
}

type IssuedKeyRow = InRow<IssuedKey> & { readonly tenant: string; readonly hash: string };

const listTenant = (mode: Mode): string => `issued_keys#${mode}`;
const listKey = (mode: Mode, id: string): Item => toItem({ tenant: listTenant(mode), id });

const toRow = (tenant: string, hash: string, key: IssuedKey): Item =>
  toItem({ ...toAttributes(key), tenant, hash } satisfies IssuedKeyRow);

function fromRow(item: Item): IssuedKey {
  const { tenant: _tenant, hash: _hash, ...row } = fromItem<IssuedKeyRow>(item);
  return fromAttributes(row);
}

export function createIssuedKeyStore(table: ControlTable): IssuedKeyStore {
  const { client, controlTable: TableName } = table;
  const put = (Item: Item) => client.send(new PutItemCommand({ TableName, Item }));
  const remove = (Key: Item) => client.send(new DeleteItemCommand({ TableName, Key }));
  const read = async (mode: Mode, id: string): Promise<Item | undefined> =>
    (await client.send(new GetItemCommand({ TableName, Key: listKey(mode, id), ConsistentRead: true }))).Item;

  /** @returns whether the list's row was as expected: with this hash, or absent */
  const enlist = async (hash: string, key: IssuedKey, before: string | undefined): Promise<boolean> => {
    try {
      await client.send(
        new PutItemCommand({
          TableName,
          Item: toRow(listTenant(key.mode), hash, key),
          ...(before === undefined ? { ConditionExpression: 'attribute_not_exists(id)' } : hashIs(before)),
        }),
      );
      return true;
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return false;
    }
  };

  return {
    async create(secret, key) {
      const hash = hashOf(secret);
      if (!(await enlist(hash, key, undefined))) {
        const before = (await read(key.mode, key.id))?.hash?.S;
        // Of a create that died: nobody was told that secret.
        if (before !== undefined) await remove(hashKey(before));
        if (!(await enlist(hash, key, before))) throw changedMeanwhile(key.id);
      }
      const { id: _id, ...apiKey } = key;
      await put(apiKeyToItem(hash, apiKey));
      // Last: whoever deletes what the account has finds nothing that could yet come to work.
      await put(toRow(tenantKey(key), hash, key));
    },

    async get(mode, id) {
      const item = await read(mode, id);
      return item && fromRow(item);
    },

    list: ({ mode, prefix, account, ...query }) =>
      pageOfRows(
        table,
        { tenant: account === undefined ? listTenant(mode) : tenantKey({ account, mode }), prefix },
        query,
        (items) => items.map(fromRow),
      ),

    async delete({ account, mode, id }) {
      const hash = (await read(mode, id))?.hash?.S;
      if (hash !== undefined) await remove(hashKey(hash));
      await remove(toItem({ tenant: tenantKey({ account, mode }), id }));
      if (hash === undefined) return;
      try {
        await client.send(new DeleteItemCommand({ TableName, Key: listKey(mode, id), ...hashIs(hash) }));
      } catch (cause) {
        if (!isConditionFailure(cause)) throw cause;
        if (await read(mode, id)) throw changedMeanwhile(id, cause);
      }
    },
  };
}

const hashIs = (hash: string) => ({
  ConditionExpression: '#hash = :hash',
  ExpressionAttributeNames: { '#hash': 'hash' },
  ExpressionAttributeValues: { ':hash': { S: hash } },
});

const changedMeanwhile = (id: string, cause?: unknown): ConflictError =>
  new ConflictError(`${id} was made or deleted at the same time. Try again.`, { cause });
