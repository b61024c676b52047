/** `--data a.b=value`: changes of an example, one place at a time. */
import { UsageError } from './errors.ts';

type Json = Record<string, unknown>;

/** `a.b.0.c`; a dot of a name is written `\.`. */
const words = (path: string): string[] =>
  (path.match(/(?:\\.|[^.\\])+|\\$/g) ?? []).map((word) => word.replace(/\\(.)/g, '$1'));

/** JSON where it is JSON, else the text itself: `paid=true`, `amount=4200`, `items=[]`, `name=Ada`, `code="42"`. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The object with each `path=value` put in; what lies on the way is made where it is missing. The object itself stays as
 * it is.
 * @throws UsageError when a path leads through something that has no fields
 */
export function withData(object: Json, assignments: readonly string[]): Json {
  const changed = structuredClone(object);
  for (const text of assignments) {
    const at = text.indexOf('=');
    const path = words(at < 0 ? '' : text.slice(0, at));
    if (path.length === 0) {
      throw new UsageError(`--data should be written path=value, got "${text}".`, {
        next: 'Such as --data customer.email=ada@example.com',
      });
    }
    put(changed, path, readValue(text.slice(at + 1)), text);
  }
  return changed;
}

function put(root: Json, path: readonly string[], value: unknown, text: string): void {
  let at: unknown = root;
  for (const [depth, word] of path.entries()) {
    const key = keyIn(at, word, text);
    const holder = at as Json;
    if (depth === path.length - 1) define(holder, key, value);
    else {
      const next = Object.hasOwn(holder, key) ? holder[key] : undefined;
      if (next === undefined || next === null) define(holder, key, /^\d+$/.test(path[depth + 1] ?? '') ? [] : {});
      at = holder[key];
    }
  }
}

/** Not by assignment: a field may be called `__proto__`. */
const define = (holder: object, key: string, value: unknown): void =>
  void Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });

function keyIn(holder: unknown, word: string, text: string): string {
  if (typeof holder !== 'object' || holder === null) {
    throw new UsageError(`--data ${text}: "${word}" would be inside of a ${typeof holder}, which has no fields.`);
  }
  if (!Array.isArray(holder)) return word;
  const index = Number(word);
  if (/^\d+$/.test(word) && index <= holder.length) return word;
  throw new UsageError(`--data ${text}: "${word}" is no place in a list of ${holder.length}.`, {
    next: `Count from 0; ${holder.length} adds one at the end.`,
  });
}
