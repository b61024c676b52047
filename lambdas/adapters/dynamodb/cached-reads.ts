/** Caches what each instance of a function reads often. Missing items are cached too. */

import type { AccountReader } from '../../core/account/ports.ts';
import type { CatalogReader } from '../../core/catalog/ports.ts';
import type { Clock } from '../../core/clock.ts';
import type { ListenSessionStore } from '../../core/listen/ports.ts';
import { type ListenSession, SESSIONS_CACHE_MS } from '../../core/listen/session.ts';
import { type Tenant, tenantKey } from '../../core/tenant.ts';

/** Age up to which the cached catalog and settings of accounts are used, milliseconds. */
export const CACHE_MS = 30_000;
/** Entries of a cache: publishers may name any number of types, and the platform any number of accounts. */
const MAX_CACHED = 1000;

/** Returns a cached `read`. Concurrent callers share one read, and a read that failed is not cached. @param maxAgeMs milliseconds */
function cached<K, V>(
  now: Clock,
  keyOf: (of: K) => string,
  read: (of: K) => Promise<V>,
  maxAgeMs = CACHE_MS,
): (of: K) => Promise<V> {
  const known = new Map<string, { readonly value: Promise<V>; readonly until: number }>();
  return (of) => {
    const key = keyOf(of);
    const found = known.get(key);
    if (found && found.until > now()) return found.value;
    known.delete(key);
    if (known.size >= MAX_CACHED) known.delete(known.keys().next().value as string);
    const value = read(of);
    known.set(key, { value, until: now() + maxAgeMs });
    value.catch(() => {
      if (known.get(key)?.value === value) known.delete(key);
    });
    return value;
  };
}

/** Caches a catalog for CACHE_MS. */
export function cachedCatalog(catalog: CatalogReader, now: Clock): CatalogReader {
  const type = cached(
    now,
    ([mode, name]: Parameters<CatalogReader['type']>) => `${mode} ${name}`,
    ([mode, name]) => catalog.type(mode, name),
  );
  return {
    versions: cached(now, String, (mode) => catalog.versions(mode)),
    type: (mode, name) => type([mode, name]),
    hasTypes: cached(now, String, (mode) => catalog.hasTypes(mode)),
  };
}

/** Caches the settings of accounts for CACHE_MS. */
export const cachedAccounts = (accounts: AccountReader, now: Clock): AccountReader => ({
  get: cached(now, tenantKey, (tenant) => accounts.get(tenant)),
});

/** Caches the listen sessions of tenants for SESSIONS_CACHE_MS. */
export const cachedListenSessions = (
  sessions: Pick<ListenSessionStore, 'list'>,
  now: Clock,
): ((tenant: Tenant) => Promise<readonly ListenSession[]>) =>
  cached(now, tenantKey, (tenant) => sessions.list(tenant), SESSIONS_CACHE_MS);
