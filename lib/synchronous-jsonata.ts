/**
 * JSONata without promises. Its interpreter waits at every step so that functions may be asynchronous, which here none is,
 * and the waiting takes half of the time of a downgrade. Bundled is the same source without it; a test holds the two together.
 */
const WAITING: readonly (readonly [RegExp, string])[] = [
  [/\bawait\s+/g, ''],
  [/\basync\s+(?=function\b|\()/g, ''],
  [/\bPromise\.all\(/g, '('],
];

/** What may be left: the member of an environment that says whether it is asynchronous. */
const LEFT_OVER = /\bawait\b|\basync\b(?!:)(?<!\.async)|\bPromise\./;

/**
 * @param source of `jsonata.js`
 * @throws Error when it is written in another way than was expected
 */
export function synchronous(source: string): string {
  const made = WAITING.reduce((text, [pattern, by]) => {
    if (!text.match(pattern)) throw new Error(`jsonata has nothing like ${pattern} any more; see ${import.meta.url}`);
    return text.replace(pattern, by);
  }, source);
  const left = made.match(LEFT_OVER);
  if (left) throw new Error(`jsonata waits in another way, at character ${left.index}; see ${import.meta.url}`);
  return made;
}
