import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import { matchesType } from '../../../lambdas/core/destination/matching.ts';
import { quickened } from '../../../lib/bundling/quick-jsonata.ts';
import { CATALOG_FOLDER } from '../../../lib/catalog/folder.ts';
import { loadCatalog } from '../../../lib/catalog/load.ts';
import { scratchFolder } from '../../local/scratch-folder.ts';

const require = createRequire(import.meta.url);
const original: typeof jsonata = require('jsonata');
const source = readFileSync(require.resolve('jsonata'), 'utf8');

/** The source that is bundled, loaded without changes. */
function bundled(): typeof jsonata {
  const file = join(scratchFolder(), 'jsonata.cjs');
  writeFileSync(file, quickened(source));
  return require(file);
}

/** Returns the result as JSON, or the code of the error. */
const outcome = async (parse: typeof jsonata, text: string, input: unknown): Promise<string> => {
  try {
    return JSON.stringify(await parse(text).evaluate(structuredClone(input))) ?? 'nothing';
  } catch (error) {
    return `error ${(error as { code?: string }).code}`;
  }
};

const { types = [], versions = [] } = loadCatalog(CATALOG_FOLDER) ?? {};
const downgrades = versions.flatMap(({ changes }) =>
  changes.flatMap((change) => ('jsonata' in change.downgrade ? [{ ...change, text: change.downgrade.jsonata }] : [])),
);

const INPUT = {
  id: 'in_1',
  name: 'Ada, Countess',
  total: 42,
  at: null,
  lines: [
    { n: 2, price: { amount: 3 }, tags: ['a', 'b'] },
    { n: 1, price: { amount: 5 }, tags: [] },
  ],
};

/** Expressions that cover the language. */
const EXPRESSIONS = [
  '$',
  'lines.n',
  'lines[n > 1].price.amount',
  'lines^(>n).n',
  'lines.(n * price.amount)',
  '$sum(lines.price.amount)',
  '$map(lines, function($line, $i) { $line.n + $i })',
  '$filter(lines, function($line) { $line.n = 1 })',
  '$reduce(lines.n, function($sum, $n) { $sum + $n }, 10)',
  '$sort(lines, function($a, $b) { $a.n > $b.n }).n',
  '$single(lines, function($line) { $line.n = 1 }).price',
  '$sift({"a": 1, "b": 2}, function($value, $key) { $key = "b" })',
  '$each({"a": 1, "b": 2}, function($value, $key) { $key & $value })',
  '($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(6))',
  '$ ~> |lines|{"amount": price.amount}, "price"|',
  'lines{$string(n): price.amount}',
  'lines#$i[n = 1].$i',
  'lines@$l.{"of": $l.n}',
  'lines.tags.%.n',
  '**.amount',
  'name ~> $uppercase() ~> $length()',
  '$map(["ab", "cd"], $substring(?, 1))',
  'total > 40 ? "large" : "small"',
  'missing.further',
  '{"nothing": missing, "null": at, "list": [lines.n, 3]}',
  '$number("x")',
  '$error("no")',
  'total & lines',
  '$unknown(1)',
  '1 + "a"',
];

describe('the bundled interpreter, a faster JSONata', () => {
  test.each(EXPRESSIONS)('returns the same as JSONata: %s', async (text) => {
    expect(await outcome(bundled(), text, INPUT)).toBe(await outcome(original, text, INPUT));
  });

  test('returns the same for each downgrade of the catalog with each matching example', async () => {
    const parse = bundled();
    let tried = 0;
    for (const { text, types: touched } of downgrades) {
      for (const { example } of types.filter(({ type }) => matchesType(touched, type))) {
        expect(await outcome(parse, text, example)).toBe(await outcome(original, text, example));
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(0);
  });

  test('returns its results synchronously', () => {
    expect(bundled()('total + 1').evaluate(INPUT)).toBe(43);
    expect(() => bundled()('$error("no")').evaluate(INPUT)).toThrow();
  });

  test('cannot be made when the source of JSONata differs from the expected one', () => {
    expect(() => quickened('const nothing = 1;')).toThrow(/has no match for/);
    expect(() => quickened(`${source}\nPromise.race([]);`)).toThrow(/unexpected await/);
  });
});
