/** The API versions as the deliver function reads them. */
import type { ApiVersion } from '../../../core/catalog/catalog.ts';
import type { CatalogReader } from '../../../core/catalog/ports.ts';
import type { Clock } from '../../../core/clock.ts';
import type { RenderPorts } from '../../../core/rendering/render-once.ts';
import type { Mode } from '../../../core/tenant.ts';
import { KEPT_MS } from '../kept-reads.ts';

interface Read {
  readonly versions: Promise<readonly ApiVersion[]>;
  readonly at: number;
  over: boolean;
}

/**
 * Reads the versions of a mode every 30 s at most, and again when one is named that is not among them: it may have been
 * added since. Those who need them meanwhile wait for the same read.
 * @param catalog strongly consistent
 */
export function keptVersions(catalog: Pick<CatalogReader, 'versions'>, now: Clock): RenderPorts['versions'] {
  const reads = new Map<Mode, Read>();

  function read(mode: Mode): Read {
    const made: Read = { versions: catalog.versions(mode), at: now(), over: false };
    reads.set(mode, made);
    made.versions.then(
      () => {
        made.over = true;
      },
      () => reads.delete(mode),
    );
    return made;
  }

  return async (mode, named) => {
    const kept = reads.get(mode);
    if (!kept || now() >= kept.at + KEPT_MS) return read(mode).versions;
    const isFresh = !kept.over;
    const versions = await kept.versions;
    if (isFresh || named.every((name) => versions.some(({ version }) => version === name))) return versions;
    const newest = reads.get(mode);
    return (newest && newest !== kept && !newest.over ? newest : read(mode)).versions;
  };
}
