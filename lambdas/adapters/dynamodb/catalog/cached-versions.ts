/** Caches the API versions for functions that render events. */
import type { ApiVersion } from '../../../core/catalog/catalog.ts';
import type { CatalogReader } from '../../../core/catalog/ports.ts';
import type { Clock } from '../../../core/clock.ts';
import type { RenderPorts } from '../../../core/rendering/render-once.ts';
import type { Mode } from '../../../core/tenant.ts';
import { CACHE_MS } from '../cached-reads.ts';

interface Read {
  readonly versions: Promise<readonly ApiVersion[]>;
  /** When the read started, unix milliseconds. */
  readonly at: number;
  done: boolean;
}

/**
 * Caches the versions of a mode for CACHE_MS. Reads them again when a named version is missing, because it may be new.
 * Concurrent callers share one read.
 * @param catalog strongly consistent
 */
export function cachedVersions(catalog: Pick<CatalogReader, 'versions'>, now: Clock): RenderPorts['versions'] {
  const reads = new Map<Mode, Read>();

  function read(mode: Mode): Read {
    const made: Read = { versions: catalog.versions(mode), at: now(), done: false };
    reads.set(mode, made);
    made.versions.then(
      () => {
        made.done = true;
      },
      () => reads.delete(mode),
    );
    return made;
  }

  return async (mode, named) => {
    const cached = reads.get(mode);
    if (!cached || now() >= cached.at + CACHE_MS) return read(mode).versions;
    const isFresh = !cached.done;
    const versions = await cached.versions;
    if (isFresh || named.every((name) => versions.some(({ version }) => version === name))) return versions;
    const newest = reads.get(mode);
    return (newest && newest !== cached && !newest.done ? newest : read(mode)).versions;
  };
}
