import { expect, test } from 'vitest';
import { checkExpression } from '../../../lambdas/core/rendering/expression.ts';
import { downgradedBy } from './versions.ts';

test.each([
  ['{"a": b', 'not JSONata'],
  ['$split(name, /,/)', 'regular expressions'],
  ['{"a": [1..1000]}', "range operator '..'"],
  ['{"at": $now()}', '$now'],
  ['{"at": $millis()}', '$millis'],
  ['{"n": $random()}', '$random'],
  ['{"l": $shuffle(lines)}', '$shuffle'],
  ['$eval(code)', '$eval'],
  ['$map(lines, $eval)', '$eval'],
  ['($f := $now; {"at": $f()})', '$now'],
  ['{"n": $parseInteger(text, "0")}', '$parseInteger'],
  ['function($a, $b)<a+a+:n>{ 1 }', 'repeats more than one parameter'],
  [`{"a": "${'x'.repeat(40_000)}"}`, 'longer than'],
  ['('.repeat(10_000), 'not JSONata'],
])('%.40s cannot be used, and the reason is said', async (text, reason) => {
  await expect(checkExpression(text)).rejects.toMatchObject({
    code: 'invalid_fields',
    message: expect.stringContaining(reason),
  });
});

test.each([
  ['$ ~> |$|{"total": amount.value}, ["amount"]|', { total: 5, lines: [{ n: 2 }, { n: 1 }], name: 'A, B' }],
  ['{"sum": $sum(lines.n), "sorted": [lines^(n).n], "max": $max(lines.n)}', { sum: 3, sorted: [1, 2], max: 2 }],
  ['{"parts": $split(name, ", "), "first": $substringBefore(name, ",")}', { parts: ['A', 'B'], first: 'A' }],
  ['{"text": $replace(name, "A", "Z") & "!", "padded": $pad("7", -3, "0")}', { text: 'Z, B!', padded: '007' }],
  [
    '{"with": lines#$i.{"i": $i, "n": n}}',
    {
      with: [
        { i: 0, n: 2 },
        { i: 1, n: 1 },
      ],
    },
  ],
  [
    '{"up": lines.n.{"n": $, "of": %.%.name}}',
    {
      up: [
        { n: 2, of: 'A, B' },
        { n: 1, of: 'A, B' },
      ],
    },
  ],
  ['{"partly": $map(["ab", "cd"], $substring(?, 1))}', { partly: ['b', 'd'] }],
  ['{"chained": name ~> $lowercase() ~> $length()}', { chained: 4 }],
  [
    '{"at": $toMillis("2026-01-31T00:00:00Z"), "day": $fromMillis(0, "[Y0001]-[M01]-[D01]")}',
    { at: 1769817600000, day: '1970-01-01' },
  ],
  [
    '{"one": lines[n = 1], "none": lines[n = 9], "joined": $join(lines.$string(n), "+")}',
    { one: { n: 1 }, joined: '2+1' },
  ],
  ['{"reduced": $reduce(lines.n, function($a, $b) { $a * 10 + $b })}', { reduced: 21 }],
])('%.60s gives what JSONata gives', async (text, expected) => {
  await checkExpression(text);
  const object = { amount: { value: 5 }, lines: [{ n: 2 }, { n: 1 }], name: 'A, B' };
  expect(await downgradedBy(text, object)).toEqual(expected);
});
