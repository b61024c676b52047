/** Stores the catalog of a deployment. */
import { isDeepStrictEqual } from 'node:util';
import type { ApiVersion, Catalog } from '../core/catalog/catalog.ts';
import type { CatalogStore } from '../core/catalog/ports.ts';
import type { Mode } from '../core/tenant.ts';

/**
 * Writes the versions and types of the catalog that differ from the stored ones. Versions and types that were stored through the API
 * and are not in the catalog do not change. May be repeated.
 */
export async function pushCatalog(store: CatalogStore, mode: Mode, catalog: Catalog): Promise<void> {
  const versions = new Map((await store.versions(mode)).map((one) => [one.version, one]));
  // Oldest first, because rendering downgrades from a version to the one before, which has to exist.
  for (const version of [...catalog.versions].reverse()) {
    if (!isDeepStrictEqual(versions.get(version.version), version)) await store.putVersion(mode, version);
    versions.delete(version.version);
  }
  for (const other of versions.values()) {
    if (other.default && catalog.versions.some((one) => one.default)) {
      await store.putVersion(mode, withoutDefault(other));
    }
  }
  const types = new Map((await store.types(mode)).map((one) => [one.type, one]));
  for (const entry of catalog.types) {
    if (!isDeepStrictEqual(types.get(entry.type), entry)) await store.putType(mode, entry);
  }
}

/** Removes the mark, because only the default version of the catalog has it. */
const withoutDefault = ({ default: _, ...version }: ApiVersion): ApiVersion => version;
