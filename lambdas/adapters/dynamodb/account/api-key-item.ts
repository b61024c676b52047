/** Converts API keys to rows of the control table, under the hash of the key, and back. */
import { createHash } from 'node:crypto';
import type { ApiKey } from '../../../core/account/api-key.ts';
import { fromItem, type Item, toItem } from '../item.ts';

/** The attributes of a row. `expires_at` is in unix seconds, as DynamoDB requires for its expiry. */
export type InRow<K extends ApiKey> = Omit<K, 'expiresAt'> & { readonly expires_at?: number };

export const toAttributes = <K extends ApiKey>({ expiresAt, ...key }: K) => ({
  ...key,
  ...(expiresAt === undefined ? {} : { expires_at: expiresAt / 1000 }),
});

export const fromAttributes = <R extends { readonly expires_at?: number }>({ expires_at, ...key }: R) => ({
  ...key,
  ...(expires_at === undefined ? {} : { expiresAt: expires_at * 1000 }),
});

/** Returns the hash of a key. Keys are random, so a fast hash without a salt is safe. */
export const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

const rowKey = (hash: string) => ({ tenant: `api_key#${hash}`, id: 'api_key' });

export const hashKey = (hash: string): Item => toItem(rowKey(hash));

export const apiKeyToItem = (hash: string, apiKey: ApiKey): Item =>
  toItem({ ...toAttributes(apiKey), ...rowKey(hash) });

/** Returns what a deleted key of the platform leaves behind. */
export const deletedKeyItem = (hash: string): Item => toItem({ ...rowKey(hash), deleted: true });

export const isDeletedKey = (item: Item): boolean => item.deleted?.BOOL === true;

export function apiKeyFromItem(item: Item): ApiKey {
  const { tenant: _tenant, id: _id, ...row } = fromItem<InRow<ApiKey> & ReturnType<typeof rowKey>>(item);
  return fromAttributes(row);
}
