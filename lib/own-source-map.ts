/** Source maps of our own files alone: those of a bundle are mostly about its dependencies. */
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

interface SourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

/**
 * Leaves out what a source map says about dependencies, nine tenths of it, which Node would read at each cold start.
 * @param json a source map as esbuild writes it
 */
export function ownSourceMap(json: string): string {
  const map: SourceMap = JSON.parse(json);
  const own = map.sources.filter((source) => !source.includes('node_modules/'));
  const places = new Map(own.map((source, place) => [source, place]));
  const placeOf = (at: number | undefined) => places.get(map.sources[at ?? -1] ?? '');
  const mappings = decode(map.mappings).map((line) => {
    const kept: SourceMapSegment[] = [];
    for (const [column, source, sourceLine = 0, sourceColumn = 0] of line) {
      const place = placeOf(source);
      // A segment without a source ends the one before it: what follows is a dependency's.
      if (place !== undefined) kept.push([column, place, sourceLine, sourceColumn]);
      else if ((kept.at(-1)?.length ?? 1) > 1) kept.push([column]);
    }
    return kept;
  });
  return JSON.stringify({ version: 3, sourceRoot: 'lambdas/', sources: own, names: [], mappings: encode(mappings) });
}
