/** Making sure that a value is JSON and nothing else. Runs for every rendering, so it is written to be quick. */
import type { JsonObject } from '../event.ts';
import { MAX_NESTING, MAX_SIZE, tooDeep, tooLarge } from './limits.ts';

/** Characters that a value is as JSON, roughly, as they are counted. */
interface Count {
  size: number;
}

/**
 * A copy that shares nothing with the object, without the marks that JSONata leaves on arrays; members that are undefined
 * are left out, as `JSON.stringify` does.
 * @throws Error saying what it has in it that is not JSON, LimitError when it is too large
 */
export function plainObject(value: unknown): JsonObject {
  if (value === undefined) throw new Error('it gives nothing');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it gives no object');
  return copyOf(value, 0, { size: 0 }) as JsonObject;
}

/** The same for any value, with the characters it is as JSON. */
export function plainCopy(value: unknown): { readonly copy: unknown; readonly size: number } {
  const count = { size: 0 };
  return { copy: copyOf(value, 0, count), size: count.size };
}

function copyOf(value: unknown, nesting: number, count: Count): unknown {
  if (typeof value !== 'object' || value === null) {
    countScalar(value, count);
    return value;
  }
  enter(value, nesting, count);
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (let index = 0; index < value.length; index++) items.push(copyOf(value[index], nesting + 1, count));
    return items;
  }
  const object: JsonObject = {};
  for (const key in value) {
    const member = (value as JsonObject)[key];
    if (member === undefined) continue;
    count.size += key.length + 4;
    const copy = copyOf(member, nesting + 1, count);
    // Setting it would change what the copy is an object of.
    if (key === '__proto__') Object.defineProperty(object, key, { ...OWN, value: copy });
    else object[key] = copy;
  }
  return object;
}

const OWN = { enumerable: true, configurable: true, writable: true } as const;

function countScalar(value: unknown, count: Count): void {
  if (typeof value === 'string') count.size += value.length + 2;
  else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`it gives ${value}, which is no number in JSON`);
    count.size += 5;
  } else if (typeof value === 'boolean' || value === null) count.size += 5;
  else throw new Error(value === undefined ? 'it gives an array with nothing in it' : `it gives a ${typeof value}`);
  if (count.size > MAX_SIZE) throw tooLarge();
}

function enter(value: object, nesting: number, count: Count): void {
  if (nesting > MAX_NESTING) throw tooDeep();
  count.size += 2;
  if (count.size > MAX_SIZE) throw tooLarge();
  if (Array.isArray(value)) return;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) throw new Error('it gives an object that is not JSON');
}
