/**
 * Wraps the built-in functions of JSONata so that they count what they use. They can be nested without a step of the expression in
 * between, and a single call can take seconds or gigabytes.
 */
import { LimitError, MAX_SIZE, tooLarge } from './limits.ts';
import type { Meter } from './meter.ts';
import { plainCopy } from './plain-json.ts';

/** A function of JSONata. */
export interface FunctionDefinition {
  readonly _jsonata_function: true;
  readonly implementation: (this: unknown, ...args: unknown[]) => unknown;
  readonly signature?: unknown;
}

/** The `this` of a function call in JSONata. */
interface Focus {
  readonly environment: { readonly base: { readonly depth: number } };
}

export type MeterOf = (evaluation: Focus['environment']['base']) => Meter;

/** Checks the arguments of a call before it is made. @throws LimitError when it would exceed a limit */
type Check = (args: readonly unknown[], meter: Meter) => void;

const isText = (value: unknown): value is string => typeof value === 'string';

function occurrences(text: string, part: string): number {
  if (part === '') return text.length;
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count += 1;
  return count;
}

function within(length: number): void {
  if (length > MAX_SIZE) throw tooLarge();
}

/** Counts arguments that the function reads completely. */
const readsAll: Check = (args, meter) => {
  for (const arg of args) meter.countRead(arg);
};

const onlyText = (args: readonly unknown[], name: string): void => {
  if (!args.every((arg) => arg === undefined || isText(arg) || typeof arg === 'number')) {
    throw new LimitError(`$${name} can only be used with strings`);
  }
};

/** Largest number of items that are sorted without a function, which copies the remaining items for each item. */
const MAX_SORTED = 1000;

/** Longest picture, characters. Some functions read it once for each of its characters. */
const MAX_PICTURE_LENGTH = 1000;

const shortPicture = ([, picture]: readonly unknown[], name: string): void => {
  if (isText(picture) && picture.length > MAX_PICTURE_LENGTH) {
    throw new LimitError(`$${name} takes pictures of up to ${MAX_PICTURE_LENGTH} characters`);
  }
};

const CHECKS: Readonly<Record<string, Check>> = {
  formatNumber: (args) => shortPicture(args, 'formatNumber'),
  formatInteger: (args) => shortPicture(args, 'formatInteger'),
  fromMillis: (args) => shortPicture(args, 'fromMillis'),
  string: readsAll,
  keys: readsAll,
  spread: readsAll,
  merge: readsAll,
  boolean: readsAll,
  not: readsAll,
  lookup: ([input], meter) => {
    if (Array.isArray(input)) readsAll([input], meter);
  },
  // Compares each item with each other item.
  distinct: ([items], meter) => {
    if (Array.isArray(items)) meter.spendOnItems(items.length ** 2);
    readsAll([items], meter);
  },
  sort: ([items, comparator]) => {
    if (comparator === undefined && Array.isArray(items) && items.length > MAX_SORTED) {
      throw new LimitError(`$sort without a function sorts up to ${MAX_SORTED} items`);
    }
  },
  pad: ([text, width], meter) => {
    if (!isText(text) || typeof width !== 'number') return;
    within(Math.abs(width));
    meter.spendOnItems(Math.abs(width));
  },
  join: ([texts, separator = '']) => {
    if (!Array.isArray(texts) || !isText(separator)) return;
    within(texts.reduce((length: number, text) => length + String(text).length + separator.length, 0));
  },
  split: (args, meter) => {
    onlyText(args, 'split');
    const [text, separator] = args;
    if (isText(text) && isText(separator)) meter.spendOnItems(occurrences(text, separator));
  },
  replace: (args, meter) => {
    onlyText(args, 'replace');
    const [text, pattern, replacement] = args;
    if (!isText(text) || !isText(pattern) || !isText(replacement) || pattern === '') return;
    const count = occurrences(text, pattern);
    meter.spendOnItems(count);
    within(text.length + count * (replacement.length - pattern.length));
  },
  toMillis: ([, picture]) => {
    // JSONata makes a regular expression of the picture.
    if (picture !== undefined) throw new LimitError('$toMillis can only be used without a picture');
  },
};

/** Functions with an own implementation. That of JSONata takes three times as long and rounds numbers. */
const REPLACED: Readonly<Record<string, (args: readonly unknown[], meter: Meter) => unknown>> = {
  clone: ([value], meter) => {
    if (value === undefined) return undefined;
    const { copy, size } = plainCopy(value);
    meter.spendOnSize(size);
    meter.cacheSize(copy, size);
    return copy;
  },
};

const lengthOf = (arg: unknown): number => (isText(arg) || Array.isArray(arg) ? arg.length : 0);

/** Returns the function with counting, in the evaluation in which it is called. */
export function guarded(name: string, definition: FunctionDefinition, meterOf: MeterOf): FunctionDefinition {
  const { implementation } = definition;
  const check = CHECKS[name];
  const replaced = REPLACED[name];
  function guard(this: unknown, ...args: unknown[]): unknown {
    const meter = meterOf((this as Focus).environment.base);
    meter.spend(1);
    for (const arg of args) meter.spendOnItems(lengthOf(arg));
    check?.(args, meter);
    if (replaced) return replaced(args, meter);
    const result = implementation.apply(this, args);
    if (result instanceof Promise) return result.then((value) => counted(value, meter));
    return counted(result, meter);
  }
  // JSONata reads the number of parameters, and for a partial application their names in the source text.
  Object.defineProperty(guard, 'length', { value: implementation.length });
  guard.toString = () => implementation.toString();
  return { ...definition, implementation: guard };
}

function counted<T>(value: T, meter: Meter): T {
  meter.countResult(value);
  meter.countNew(value);
  return value;
}
