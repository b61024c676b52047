/** Limits source maps to Waybill's own files, because those of a bundle are mostly about dependencies. */
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

interface SourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

/**
 * Removes the dependencies from a source map. They are 90 % of it, and Node would read them at each cold start.
 * @param json a source map as esbuild writes it
 */
export function ownSourceMap(json: string): string {
  const map: SourceMap = JSON.parse(json);
  const own = map.sources.filter((source) => !source.includes('node_modules/'));
  const indexes = new Map(own.map((source, index) => [source, index]));
  const ownIndexOf = (index: number | undefined) => indexes.get(map.sources[index ?? -1] ?? '');
  const mappings = decode(map.mappings).map((line) => {
    const kept: SourceMapSegment[] = [];
    for (const [column, source, sourceLine = 0, sourceColumn = 0] of line) {
      const index = ownIndexOf(source);
      // A segment without a source ends the previous one, because the code of a dependency follows.
      if (index !== undefined) kept.push([column, index, sourceLine, sourceColumn]);
      else if ((kept.at(-1)?.length ?? 1) > 1) kept.push([column]);
    }
    return kept;
  });
  return JSON.stringify({ version: 3, sourceRoot: 'lambdas/', sources: own, names: [], mappings: encode(mappings) });
}
