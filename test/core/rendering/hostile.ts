/** Expressions that would take seconds or gigabytes, by what they do. They get an object with `lines`. */

/** A text of 512 KB, as $s. */
const LARGE_TEXT = '$f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $s := $f("0123456789abcdef", 15);';
/** An array of four items doubled so often, as $a. */
const items = (doublings: number) =>
  `$g := function($a, $n) { $n = 0 ? $a : $g($append($a, $a), $n - 1) }; $a := $g([1, 2, 3, 4], ${doublings});`;
/** The same thing done fifty times. */
const again = (what: string) => `{"a": [${Array(50).fill(`(${what}; 1)`).join(', ')}]}`;
/** Forty objects that as JSON are a million million, as $x. */
const SHARED_OBJECTS = '$d := function($o, $n) { $n = 0 ? $o : $d({"l": $o, "r": $o}, $n - 1) }; $x := $d({}, 40);';
const SHARED_ARRAYS = '$d := function($o, $n) { $n = 0 ? $o : $d([[$o], [$o]], $n - 1) }; $x := $d([0], 40);';

export const HOSTILE = {
  'calls itself for ever': '$f := function($n) { $f($n + 1) }; $f(0)',
  'calls itself for ever and waits for each': '$f := function($n) { 1 + $f($n + 1) }; $f(0)',
  'calls another that calls it': '$a := function($n) { $b($n) }; $b := function($n) { $a($n) }; $a(1)',
  'calls itself twice in an array': '$f := function($n) { [$f($n), $f($n)] }; $f(0)',
  'calls itself twice in an object': '$f := function($n) { {"a": $f($n), "b": $f($n)} }; $f(0)',
  'is its own argument': '(function($x) { $x($x) })(function($x) { $x($x) })',
  'is a chain of functions for ever': '$f := $uppercase ~> $trim; $g := function($n) { ($f("a"); $g($n)) }; $g(0)',
  'doubles a text': '$f := function($s) { $f($s & $s) }; $f("ab")',
  'doubles an array': '$f := function($a) { $f($append($a, $a)) }; $f([1, 2, 3])',
  'doubles an object': `${SHARED_OBJECTS} $x`,
  'makes text of shared objects': `${SHARED_OBJECTS} {"a": $string($x)}`,
  'joins shared objects to a text': `${SHARED_OBJECTS} {"a": $x & ""}`,
  'compares shared objects': `${SHARED_OBJECTS} {"a": $x = $d({}, 40)}`,
  'names a value in shared arrays': `${SHARED_ARRAYS} {"a": $x.name}`,
  'asks whether shared arrays are true': `${SHARED_ARRAYS} $x ? {"a": 1} : {"a": 2}`,
  'changes what an object is made of':
    '$t := function($o, $n) { $n = 0 ? $o : $t($o ~> |$|{"l": $o, "r": $o}|, $n - 1) }; $t({}, 40)',
  'puts an object into itself': '$c := $ ~> |$|{"a": $, "b": $}|; {"a": $string($c)}',
  'puts an object into itself and gives it': '$ ~> |$|{"a": $, "b": $}|',
  'replaces each letter by a large text': `${LARGE_TEXT} {"a": $replace($s, "a", $s)}`,
  'joins large texts': `${LARGE_TEXT} {"a": $join([$s, $s, $s])}`,
  'joins texts by a large one': `${LARGE_TEXT} {"a": $join(["a", "b", "c", "d"], $s)}`,
  'pads a text': '{"a": $pad("a", 1000000000)}',
  'pads a text to the left with more than a space': '{"a": $pad("a", -1000000000, "ab")}',
  'splits a large text': `${LARGE_TEXT} {"a": $count($split($s, ""))}`,
  'goes through a large text for each item': `${LARGE_TEXT} ${items(10)} {"a": $map($a, function($v) { $length($s) })}`,
  'goes through many texts without a step': `${LARGE_TEXT} {"a": $map($split($substring($s, 0, 9999), ""), $uppercase)}`,
  'sorts many items': `${items(14)} {"a": $sort($a)}`,
  'sorts many items by a function': `${items(14)} {"a": $sort($a, function($l, $r) { $l > $r })}`,
  'sorts many items by their value': `${items(14)} {"a": $a^(>$)}`,
  'compares each item with each': `${items(14)} {"a": $distinct($a)}`,
  'appends for each item': `${items(12)} {"a": $reduce($a, function($x, $y) { $append($x, $y) })}`,
  'combines each item with each': `${items(9)} {"a": $a.$a.$a}`,
  'joins two lists by nothing': `${items(9)} $o := {"p": $a}; {"a": $o.p@$x.$o.p@$y.($x + $y)}`,
  'groups many items under one name': `${items(13)} $a{"all": $}`,
  'merges many objects': `${items(13)} $merge($map($a, function($v, $i) { {$string($i): $a} }))`,
  'nests for ever': '$f := function($o) { $f({"in": $o}) }; $f({})',
  'compares large texts again and again': `${LARGE_TEXT} ${again('$s & "x" = $s & "y"')}`,
  'compares large lists again and again': `${items(12)} $b := $append($a, []); ${again('$a = $b')}`,
  'makes text of a large object again and again': `${items(12)} ${again('({"p": $a} & "")')}`,
  'merges a large object again and again': `${items(9)} $o := $merge($map($a, function($v, $i) { {$string($i): $v} })); ${again('$merge([$o, $o])')}`,
  'pads a text again and again': again('$pad("a", 100000)'),
  'formats a number as a million letters': '{"a": $formatInteger(1e300, "I")}',
  'formats a number by a picture of many groups': '{"a": $formatNumber(1, $pad("#,", 20000, "#,") & "0")}',
  'formats a whole number by a picture of many groups': '{"a": $formatInteger(1, $pad("#,", 60000, "#,") & "0")}',
  'formats a time by a long picture': '{"a": $fromMillis(0, $pad("[Y]", 90000, "[Y]"))}',
  'asks for a year of a thousand million digits': '{"a": $fromMillis(0, "[Y0001,*-999999999]")}',
} as const;
