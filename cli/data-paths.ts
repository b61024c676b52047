/** Applies `--data a.b=value` to an example. */
import { UsageError } from './errors.ts';

type Json = Record<string, unknown>;

/** Splits `a.b.0.c`. A dot in a name is written `\.`. */
const split = (path: string): string[] =>
  (path.match(/(?:\\.|[^.\\])+|\\$/g) ?? []).map((word) => word.replace(/\\(.)/g, '$1'));

/** Returns JSON values parsed, and other values as text: `paid=true`, `amount=4200`, `items=[]`, `name=Ada`, `code="42"`. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Returns a copy of the object with each `path=value` set. Missing objects and lists on the path are created.
 * @throws UsageError when a path goes through a value that has no fields
 */
export function withData(object: Json, assignments: readonly string[]): Json {
  const changed = structuredClone(object);
  for (const text of assignments) {
    const at = text.indexOf('=');
    const path = split(at < 0 ? '' : text.slice(0, at));
    if (path.length === 0) {
      throw new UsageError(`--data must have the form path=value, got "${text}".`, {
        next: 'For example --data customer.email=ada@example.com',
      });
    }
    set(changed, path, readValue(text.slice(at + 1)), text);
  }
  return changed;
}

function set(root: Json, path: readonly string[], value: unknown, text: string): void {
  let at: unknown = root;
  for (const [depth, word] of path.entries()) {
    const key = keyIn(at, word, text);
    const parent = at as Json;
    if (depth === path.length - 1) define(parent, key, value);
    else {
      const next = Object.hasOwn(parent, key) ? parent[key] : undefined;
      if (next === undefined || next === null) define(parent, key, /^\d+$/.test(path[depth + 1] ?? '') ? [] : {});
      at = parent[key];
    }
  }
}

/** Defines the property, because a field can be named `__proto__`. */
const define = (parent: object, key: string, value: unknown): void =>
  void Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });

function keyIn(parent: unknown, word: string, text: string): string {
  if (typeof parent !== 'object' || parent === null) {
    throw new UsageError(`--data ${text}: "${word}" cannot be set, because its parent is a ${typeof parent}.`);
  }
  if (!Array.isArray(parent)) return word;
  const index = Number(word);
  if (/^\d+$/.test(word) && index <= parent.length) return word;
  throw new UsageError(`--data ${text}: "${word}" is not an index of a list with ${parent.length} entries.`, {
    next: `Use 0 to ${parent.length}. ${parent.length} adds an entry at the end.`,
  });
}
