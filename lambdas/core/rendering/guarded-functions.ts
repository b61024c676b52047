/**
 * JSONata's own functions, made to count what they use. An expression can call them on each other without a step of its
 * own in between, and one call can take seconds or gigabytes.
 */
import { LimitError, MAX_SIZE, tooLarge } from './limits.ts';
import type { Meter } from './meter.ts';
import { plainCopy } from './plain-json.ts';

/** A function as JSONata keeps it. */
export interface FunctionDefinition {
  readonly _jsonata_function: true;
  readonly implementation: (this: unknown, ...args: unknown[]) => unknown;
  readonly signature?: unknown;
}

/** What JSONata calls a function with. */
interface Focus {
  readonly environment: { readonly base: { readonly depth: number } };
}

export type MeterOf = (evaluation: Focus['environment']['base']) => Meter;

/** Looks at the arguments of a call before it is made. @throws Error when it would take too much */
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

/** Goes through all that its arguments hold. */
const goesDeep: Check = (args, meter) => {
  for (const arg of args) meter.goneThrough(arg);
};

const onlyText = (args: readonly unknown[], name: string): void => {
  if (!args.every((arg) => arg === undefined || isText(arg) || typeof arg === 'number')) {
    throw new LimitError(`$${name} can only be used with texts`);
  }
};

/** Most items that are sorted without a function, which copies the rest of the items for each. */
const MAX_SORTED = 1000;

/** Longest picture, characters: some are gone through once for each of their characters. */
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
  string: goesDeep,
  keys: goesDeep,
  spread: goesDeep,
  merge: goesDeep,
  boolean: goesDeep,
  not: goesDeep,
  lookup: ([input], meter) => {
    if (Array.isArray(input)) goesDeep([input], meter);
  },
  // Compares each with each.
  distinct: ([items], meter) => {
    if (Array.isArray(items)) meter.spendOnItems(items.length ** 2);
    goesDeep([items], meter);
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
    // A regular expression is made of it.
    if (picture !== undefined) throw new LimitError('$toMillis can only be used without a picture');
  },
};

/** Functions that are done here: what JSONata does takes three times as long and rounds numbers. */
const REPLACED: Readonly<Record<string, (args: readonly unknown[], meter: Meter) => unknown>> = {
  clone: ([value], meter) => {
    if (value === undefined) return undefined;
    const { copy, size } = plainCopy(value);
    meter.spendOnSize(size);
    meter.sized(copy, size);
    return copy;
  },
};

const lengthOf = (arg: unknown): number => (isText(arg) || Array.isArray(arg) ? arg.length : 0);

/** The same function, which counts what it uses in the evaluation that it is called in. */
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
    if (result instanceof Promise) return result.then((value) => made(value, meter));
    return made(result, meter);
  }
  // JSONata reads both: the names of the parameters where a function is applied in part, and how many there are.
  Object.defineProperty(guard, 'length', { value: implementation.length });
  guard.toString = () => implementation.toString();
  return { ...definition, implementation: guard };
}

function made<T>(value: T, meter: Meter): T {
  meter.given(value);
  meter.made(value);
  return value;
}
