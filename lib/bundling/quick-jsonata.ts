/**
 * Removes from the source of JSONata what takes most of the time of a downgrade. A test compares the result with the original. The
 * original awaits every step for asynchronous functions, which do not exist here; it looks up the names of the metering hooks at
 * every step; and it parses the signature of a transform at every evaluation.
 */
const CHANGES: readonly (readonly [RegExp, string])[] = [
  [/\bawait\s+/g, ''],
  [/\basync\s+(?=function\b|\()/g, ''],
  [/\bPromise\.all\(/g, '('],
  [/\bSymbol\.for\('jsonata\.__evaluate_(entry|exit)'\)/g, '__$1'],
  [/\brequire\('\.\/signature'\)/g, '__kept($&)'],
];

/** Names that the changed source uses. A signature never changes after it is parsed. */
const PREAMBLE = `const __entry = Symbol.for('jsonata.__evaluate_entry'), __exit = Symbol.for('jsonata.__evaluate_exit');
function __kept(parseSignature) {
  const known = new Map();
  return (text) => {
    if (!known.has(text)) known.set(text, parseSignature(text));
    return known.get(text);
  };
}
`;

/** The only allowed occurrence: the member of an environment that shows whether it is asynchronous. */
const LEFT_OVER = /\bawait\b|\basync\b(?!:)(?<!\.async)|\bPromise\./;

/**
 * Changes the source of JSONata.
 * @param source of `jsonata.js`
 * @throws Error when the source differs from the expected one
 */
export function quickened(source: string): string {
  const made = CHANGES.reduce((text, [pattern, by]) => {
    if (!text.match(pattern))
      throw new Error(`The source of jsonata has no match for ${pattern}. See ${import.meta.url}`);
    return text.replace(pattern, by);
  }, source);
  const left = made.match(LEFT_OVER);
  if (left)
    throw new Error(`The source of jsonata has an unexpected await at character ${left.index}. See ${import.meta.url}`);
  return PREAMBLE + made;
}
