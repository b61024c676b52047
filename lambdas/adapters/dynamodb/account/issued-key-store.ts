/**
 * Stores API keys and tokens of Workbench sessions that API calls created, each in three rows of the control table: under its
 * hash, in the list of its mode, and in the list of its account. The row in the list of the mode is written first and contains the
 * valid hash; the row under the hash is deleted first. So a call that does not complete never leaves a working key that is not
 * listed. A deleted key of the platform leaves its hash, marked as deleted: the secret of the deployment may still contain the key,
 * and a deployment must not make it work again.
 */
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ISSUED, type IssuedKey, type IssuedPrefix } from '../../../core/account/api-key.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { Page } from '../../../core/page.ts';
import { type Mode, type Tenant, tenantKey } from '../../../core/tenant.ts';
import { type ControlTable, pageOfRows, type RowsQuery } from '../control-rows.ts';
import { fromItem, type Item, isConditionFailure, toItem } from '../item.ts';
import {
  apiKeyToItem,
  deletedKeyItem,
  fromAttributes,
  hashKey,
  hashOf,
  type InRow,
  toAttributes,
} from './api-key-item.ts';

export interface IssuedKeyQuery extends RowsQuery {
  readonly mode: Mode;
  readonly prefix: IssuedPrefix;
  /** All accounts when absent. */
  readonly account?: string | undefined;
}

export interface IssuedKeyStore {
  /**
   * Stores a key. A create that did not complete may be repeated with the same id and another secret, which replaces the first.
   * @throws ConflictError when the same id is created or deleted concurrently
   */
  create(secret: string, key: IssuedKey): Promise<void>;
  /** Returns the key and its hash, strongly consistent. */
  get(mode: Mode, id: string): Promise<StoredKey | undefined>;
  /** Returns a page of keys, newest first; strongly consistent. The cursors are ids. */
  list(query: IssuedKeyQuery): Promise<Page<IssuedKey>>;
  /**
   * Deletes a key. Does nothing when it does not exist.
   * @throws ConflictError when the same id is created concurrently
   */
  delete(key: Tenant & Pick<IssuedKey, 'id' | 'platform'>): Promise<void>;
}

export type StoredKey = IssuedKey & { readonly hash: string };

type IssuedKeyRow = InRow<StoredKey> & { readonly tenant: string };

export const listTenant = (mode: Mode): string => `issued_keys#${mode}`;
const listKey = (mode: Mode, id: string): Item => toItem({ tenant: listTenant(mode), id });

export const toRow = (tenant: string, hash: string, key: IssuedKey): Item =>
  toItem({ ...toAttributes(key), tenant, hash } satisfies IssuedKeyRow);

export function fromRow(item: Item): StoredKey {
  const { tenant: _tenant, ...row } = fromItem<IssuedKeyRow>(item);
  return fromAttributes(row);
}

const withoutHash = ({ hash: _hash, ...key }: StoredKey): IssuedKey => key;

export function createIssuedKeyStore(table: ControlTable): IssuedKeyStore {
  const { client, controlTable: TableName } = table;
  const put = (Item: Item) => client.send(new PutItemCommand({ TableName, Item }));
  const remove = (Key: Item) => client.send(new DeleteItemCommand({ TableName, Key }));
  const read = async (mode: Mode, id: string): Promise<Item | undefined> =>
    (await client.send(new GetItemCommand({ TableName, Key: listKey(mode, id), ConsistentRead: true }))).Item;

  /** Writes the row in the list of the mode. @returns whether the row had the hash `before`, or was absent */
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
        // The secret of a create that did not complete was never returned.
        if (before !== undefined) await remove(hashKey(before));
        if (!(await enlist(hash, key, before))) throw changedMeanwhile(key.id);
      }
      const { id: _id, ...apiKey } = key;
      await put(apiKeyToItem(hash, apiKey));
      // Last, because deleting an account deletes the keys in this list: none of them may start to work afterwards.
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
        (items) => items.map((item) => withoutHash(fromRow(item))),
      ),

    async delete({ account, mode, id, platform }) {
      const hash = (await read(mode, id))?.hash?.S;
      if (hash !== undefined) {
        await (platform && id.startsWith(ISSUED.apiKey) ? put(deletedKeyItem(hash)) : remove(hashKey(hash)));
      }
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
  new ConflictError(`${id} was created or deleted at the same time. Try again.`, { cause });
