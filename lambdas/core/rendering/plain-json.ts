/** Making sure that a value is JSON and nothing else. Runs for every rendering, so it is written to be quick. */
import type { JsonObject } from '../event/event.ts';
import { MAX_NESTING, MAX_SIZE, tooDeep, tooLarge } from './limits.ts';

/** Characters that a value is as JSON, roughly, as they are counted. */
interface Count {
  size: number;
}

/**
 * What an expression or a function gives, as JSON and nothing else: without the marks that JSONata leaves on arrays, and
 * without members that are undefined, which `JSON.stringify` leaves out too. The value itself where it has none.
 * @throws Error saying what it has in it that is not JSON, LimitError when it is too large
 */
export function plainObject(value: unknown): JsonObject {
  if (value === undefined) throw new Error('it gives nothing');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it gives no object');
  return (isPlain(value, 0, { size: 0 }) ? value : plainCopy(value).copy) as JsonObject;
}

/**
 * The same for any value, which is always copied; the copy shares nothing with it.
 * @returns with the characters it is as JSON
 */
export function plainCopy<T>(value: T): { readonly copy: T; readonly size: number } {
  const count = { size: 0 };
  return { copy: copyOf(value, 0, count) as T, size: count.size };
}

/** Whether the value is what its copy would be. @throws the same as copying it */
function isPlain(value: unknown, nesting: number, count: Count): boolean {
  if (typeof value !== 'object' || value === null) {
    countScalar(value, count);
    return true;
  }
  enter(value, nesting, count);
  if (Array.isArray(value)) {
    // Not `every`, which passes over places with nothing in them.
    for (let index = 0; index < value.length; index++) {
      if (!isPlain(value[index], nesting + 1, count)) return false;
    }
    return !isMarked(value);
  }
  // JSONata makes some objects without.
  if (Object.getPrototypeOf(value) === null) return false;
  for (const key in value) {
    const member = (value as JsonObject)[key];
    if (member === undefined) return false;
    count.size += key.length + 4;
    if (!isPlain(member, nesting + 1, count)) return false;
  }
  return true;
}

/** JSONata's own notes of how an array was made. */
interface Marks {
  readonly sequence?: boolean;
  readonly keepSingleton?: boolean;
  readonly cons?: boolean;
  readonly outerWrapper?: boolean;
  readonly tupleStream?: boolean;
}

const isMarked = ({ sequence, keepSingleton, cons, outerWrapper, tupleStream }: unknown[] & Marks): boolean =>
  (sequence ?? keepSingleton ?? cons ?? outerWrapper ?? tupleStream) !== undefined;

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
  // Spread and then gone through: several times as quick as setting each member, and such an object is written as JSON
  // in half the time.
  const object: JsonObject = { ...value };
  for (const key in object) {
    const member = object[key];
    if (member === undefined) {
      delete object[key];
      continue;
    }
    count.size += key.length + 4;
    if (typeof member !== 'object' || member === null) countScalar(member, count);
    else if (key !== '__proto__') object[key] = copyOf(member, nesting + 1, count);
    // Setting it would change what the copy is an object of.
    else Object.defineProperty(object, key, { ...OWN, value: copyOf(member, nesting + 1, count) });
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
