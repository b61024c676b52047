/** Accounts and keys that calls make, in memory. */
import type { AccountStore } from '../../lambdas/adapters/dynamodb/account/account-store.ts';
import { hashOf } from '../../lambdas/adapters/dynamodb/account/api-key-item.ts';
import type { IssuedKeyStore } from '../../lambdas/adapters/dynamodb/account/issued-key-store.ts';
import type { Account } from '../../lambdas/core/account/account.ts';
import type { ApiKey, IssuedKey } from '../../lambdas/core/account/api-key.ts';
import type { Clock } from '../../lambdas/core/clock.ts';
import { ConflictError } from '../../lambdas/core/errors.ts';
import { tenantKey } from '../../lambdas/core/tenant.ts';
import { page } from './memory-ports.ts';

export function memoryAccountStore() {
  const rows = new Map<string, Account>();
  const store: AccountStore = {
    async create(account) {
      const there = rows.get(tenantKey(account));
      if (!there) rows.set(tenantKey(account), account);
      return there ?? account;
    },
    async get(tenant) {
      return rows.get(tenantKey(tenant));
    },
    async replace(previous, next) {
      const there = rows.get(tenantKey(previous));
      if (there?.key !== previous.key || there.revision !== previous.revision) {
        throw new ConflictError('Changed meanwhile.');
      }
      rows.set(tenantKey(next), next);
    },
    async list(mode, query) {
      return page(
        [...rows.values()].filter((account) => account.mode === mode),
        ({ key }) => key,
        query,
      );
    },
    async delete(account) {
      if (rows.get(tenantKey(account))?.key === account.key) rows.delete(tenantKey(account));
    },
  };
  return { store, rows };
}

export function memoryIssuedKeyStore(now: Clock) {
  const rows = new Map<string, IssuedKey & { hash: string }>();
  const store: IssuedKeyStore = {
    async create(secret, key) {
      rows.set(key.id, { ...key, hash: hashOf(secret) });
    },
    async get(mode, id) {
      const row = rows.get(id);
      return row?.mode === mode ? row : undefined;
    },
    async list({ mode, prefix, account, ...query }) {
      const wanted = [...rows.values()].filter(
        (row) => row.mode === mode && row.id.startsWith(prefix) && (account ?? row.account) === row.account,
      );
      return page(wanted.map(shown), ({ id }) => id, query);
    },
    async delete({ mode, id }) {
      if (rows.get(id)?.mode === mode) rows.delete(id);
    },
  };
  /** As the middleware looks a key up. */
  const find = async (secret: string): Promise<ApiKey | undefined> => {
    const row = [...rows.values()].find(({ hash }) => hash === hashOf(secret));
    return row && (row.expiresAt ?? Number.POSITIVE_INFINITY) > now() ? shown(row) : undefined;
  };
  return { store, rows, find };
}

const shown = ({ hash: _hash, ...key }: IssuedKey & { hash: string }): IssuedKey => key;
