/** What a function's instance reads again and again, kept for a while: also that something is not there. */

import type { AccountReader } from '../../core/account/ports.ts';
import type { CatalogReader } from '../../core/catalog/ports.ts';
import type { Clock } from '../../core/clock.ts';
import type { ListenSessionStore } from '../../core/listen/ports.ts';
import { type ListenSession, SESSIONS_KEPT_MS } from '../../core/listen/session.ts';
import { type Tenant, tenantKey } from '../../core/tenant.ts';

/** How old the catalog and the settings of accounts may be where events are published and delivered, milliseconds. */
export const KEPT_MS = 30_000;
/** Publishers name types and the platform names accounts as they like: no more than these are kept of each. */
const MAX_KEPT = 1000;

/** Reads each key once while what it read is kept, also for those who ask meanwhile; a read that failed is not kept. */
function kept<K, V>(
  now: Clock,
  keyOf: (of: K) => string,
  read: (of: K) => Promise<V>,
  keptMs = KEPT_MS,
): (of: K) => Promise<V> {
  const known = new Map<string, { readonly value: Promise<V>; readonly until: number }>();
  return (of) => {
    const key = keyOf(of);
    const found = known.get(key);
    if (found && found.until > now()) return found.value;
    known.delete(key);
    if (known.size >= MAX_KEPT) known.delete(known.keys().next().value as string);
    const value = read(of);
    known.set(key, { value, until: now() + keptMs });
    value.catch(() => {
      if (known.get(key)?.value === value) known.delete(key);
    });
    return value;
  };
}

export function keptCatalog(catalog: CatalogReader, now: Clock): CatalogReader {
  const type = kept(
    now,
    ([mode, name]: Parameters<CatalogReader['type']>) => `${mode} ${name}`,
    ([mode, name]) => catalog.type(mode, name),
  );
  return {
    versions: kept(now, String, (mode) => catalog.versions(mode)),
    type: (mode, name) => type([mode, name]),
    hasTypes: kept(now, String, (mode) => catalog.hasTypes(mode)),
  };
}

export const keptAccounts = (accounts: AccountReader, now: Clock): AccountReader => ({
  get: kept(now, tenantKey, (tenant) => accounts.get(tenant)),
});

/** Who listens to a tenant's events. */
export const keptListenSessions = (
  sessions: Pick<ListenSessionStore, 'list'>,
  now: Clock,
): ((tenant: Tenant) => Promise<readonly ListenSession[]>) =>
  kept(now, tenantKey, (tenant) => sessions.list(tenant), SESSIONS_KEPT_MS);
