/** An API key as a row of the control table, found by the key's hash. */
import { createHash } from 'node:crypto';
import type { ApiKey } from '../../../core/account/api-key.ts';
import { fromItem, type Item, toItem } from '../item.ts';

/** Its attributes in a row: when it expires is Unix seconds there, as the table's own expiry wants it. */
export type InRow<K extends ApiKey> = Omit<K, 'expiresAt'> & { readonly expires_at?: number };

export const toAttributes = <K extends ApiKey>({ expiresAt, ...key }: K) => ({
  ...key,
  ...(expiresAt === undefined ? {} : { expires_at: expiresAt / 1000 }),
});

export const fromAttributes = <R extends { readonly expires_at?: number }>({ expires_at, ...key }: R) => ({
  ...key,
  ...(expires_at === undefined ? {} : { expiresAt: expires_at * 1000 }),
});

/** Keys are random, so a fast hash without salt gives nothing away. */
export const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

const place = (hash: string) => ({ tenant: `api_key#${hash}`, id: 'api_key' });

export const hashKey = (hash: string): Item => toItem(place(hash));

export const apiKeyToItem = (hash: string, apiKey: ApiKey): Item => toItem({ ...toAttributes(apiKey), ...place(hash) });

export function apiKeyFromItem(item: Item): ApiKey {
  const { tenant: _tenant, id: _id, ...row } = fromItem<InRow<ApiKey> & ReturnType<typeof place>>(item);
  return fromAttributes(row);
}
