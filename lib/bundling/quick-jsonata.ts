/**
 * JSONata as functions run it: the same source without what takes most of the time of a downgrade. A test holds the two
 * together. Its interpreter waits at every step so that functions may be asynchronous, which here none is; it looks up at
 * every step the names of the hooks that meter it; and it reads the signature of a transform at every evaluation.
 */
const CHANGES: readonly (readonly [RegExp, string])[] = [
  [/\bawait\s+/g, ''],
  [/\basync\s+(?=function\b|\()/g, ''],
  [/\bPromise\.all\(/g, '('],
  [/\bSymbol\.for\('jsonata\.__evaluate_(entry|exit)'\)/g, '__$1'],
  [/\brequire\('\.\/signature'\)/g, '__kept($&)'],
];

/** What the changed source refers to. A signature is not changed once it is made. */
const PREAMBLE = `const __entry = Symbol.for('jsonata.__evaluate_entry'), __exit = Symbol.for('jsonata.__evaluate_exit');
function __kept(parseSignature) {
  const known = new Map();
  return (text) => {
    if (!known.has(text)) known.set(text, parseSignature(text));
    return known.get(text);
  };
}
`;

/** What may be left: the member of an environment that says whether it is asynchronous. */
const LEFT_OVER = /\bawait\b|\basync\b(?!:)(?<!\.async)|\bPromise\./;

/**
 * @param source of `jsonata.js`
 * @throws Error when it is written in another way than was expected
 */
export function quickened(source: string): string {
  const made = CHANGES.reduce((text, [pattern, by]) => {
    if (!text.match(pattern)) throw new Error(`jsonata has nothing like ${pattern} any more; see ${import.meta.url}`);
    return text.replace(pattern, by);
  }, source);
  const left = made.match(LEFT_OVER);
  if (left) throw new Error(`jsonata waits in another way, at character ${left.index}; see ${import.meta.url}`);
  return PREAMBLE + made;
}
