/** Puts the catalog that was deployed with the function where events are published and rendered by it. */
import { isDeepStrictEqual } from 'node:util';
import type { ApiVersion, Catalog } from '../core/catalog/catalog.ts';
import type { CatalogStore } from '../core/catalog/ports.ts';
import type { Mode } from '../core/tenant.ts';

/**
 * What the catalog has replaces what is there; what was put there through the API and is not in it stays. What is as it
 * should be is not written again, so replaying changes nothing.
 */
export async function pushCatalog(store: CatalogStore, mode: Mode, catalog: Catalog): Promise<void> {
  const versions = new Map((await store.versions(mode)).map((one) => [one.version, one]));
  // Oldest first: rendering goes from a version to the one before, which has to be there.
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

/** One version is the default: the one the catalog says. */
const withoutDefault = ({ default: _, ...version }: ApiVersion): ApiVersion => version;
