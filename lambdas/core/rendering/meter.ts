/** Counts what one rendering uses, and stops it when it exceeds a limit. */
import { LimitError, MAX_NESTING, MAX_SIZE, MAX_STEPS, tooDeep, tooLarge } from './limits.ts';
import type { ProcessorAllowance } from './processor-allowance.ts';

/** Steps between two readings of the clock, each of which can take as long as ten steps. */
const STEPS_BETWEEN_READINGS = 500;

/** Size from which the size of a value is cached, characters. Smaller values are counted as fast as a lookup. */
const MIN_CACHED_SIZE = 256;

/** Items of arrays, or characters of strings, that are processed in the time of a step. */
const ITEMS_A_STEP = 50;

/** Characters of an object, as JSON, that are read in the time of an item. */
const CHARACTERS_AN_ITEM = 4;

/** Characters of a text that are compared or concatenated in the time of a step. */
const CHARACTERS_A_STEP = 2000;

export class Meter {
  readonly #allowance: ProcessorAllowance;
  #steps = MAX_STEPS;
  #nextReading = MAX_STEPS - STEPS_BETWEEN_READINGS;
  #stopped: unknown;
  /** Sizes of objects and arrays. They do not change after they were made, except in a transform. @see clearSizes */
  readonly #sizes = new Map<object, number>();

  constructor(allowance: ProcessorAllowance) {
    this.#allowance = allowance;
  }

  /** Stops the rendering. Parts that run concurrently stop at their next step. */
  stop(reason: unknown): void {
    this.#stopped ??= reason;
  }

  /** Counts steps. @throws LimitError when no steps are left, SlowRenderingError when no processor time is left */
  spend(steps: number): void {
    if (this.#stopped !== undefined) throw this.#stopped;
    this.#steps -= steps;
    if (this.#steps < 0) {
      this.stop(new LimitError(`it takes more than ${MAX_STEPS} steps`));
      throw this.#stopped;
    }
    if (this.#steps > this.#nextReading) return;
    this.#nextReading = this.#steps - STEPS_BETWEEN_READINGS;
    this.#allowance.check();
  }

  /** Counts items of an array or characters of a string that are read. */
  spendOnItems(items: number): void {
    this.spend(items / ITEMS_A_STEP);
  }

  /** Counts an object that is read. @param size characters as JSON */
  spendOnSize(size: number): void {
    this.spendOnItems(size / CHARACTERS_AN_ITEM);
  }

  /** Counts the result of a step, which may be an existing value. */
  countResult(value: unknown): void {
    if (Array.isArray(value)) this.spendOnItems(value.length);
  }

  /** Counts a value that is read completely, such as both operands of a comparison. */
  countRead(value: unknown): void {
    if (typeof value === 'string') this.spend(value.length / CHARACTERS_A_STEP);
    else if (typeof value === 'object') this.spendOnSize(this.sizeOf(value));
  }

  /** Checks the size of a new value. @throws LimitError when it is too large */
  countNew(value: unknown): void {
    if (typeof value === 'string') within(value.length);
    else if (typeof value === 'object') this.sizeOf(value);
  }

  /**
   * Returns the approximate size of a value, characters as JSON. A value that is contained twice counts twice: a few objects can be
   * millions of characters as JSON, and reading such a value cannot be interrupted.
   * @throws LimitError when it is too large
   */
  sizeOf(value: unknown, nesting = 0): number {
    if (typeof value === 'string') return value.length + 2;
    if (typeof value !== 'object' || value === null || isLambda(value)) return 5;
    const known = this.#sizes.get(value);
    if (known !== undefined) return known;
    if (nesting > MAX_NESTING) throw tooDeep();
    let size = 2;
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        size = within(size + 1 + this.sizeOf(value[index], nesting + 1));
      }
    } else {
      let keys = 0;
      for (const key in value) {
        keys += 1;
        size = within(size + key.length + 4 + this.sizeOf((value as Record<string, unknown>)[key], nesting + 1));
      }
      this.spendOnItems(keys);
    }
    if (size >= MIN_CACHED_SIZE) this.#sizes.set(value, size);
    return size;
  }

  /** Caches the size of a new object or array. */
  cacheSize(value: unknown, size: number): void {
    if (typeof value === 'object' && value !== null && size >= MIN_CACHED_SIZE) this.#sizes.set(value, size);
  }

  /** Clears the cached sizes. Must be called before an object changes, because all objects that contain it change their size. */
  clearSizes(): void {
    this.#sizes.clear();
  }
}

function within(size: number): number {
  if (size > MAX_SIZE) throw tooLarge();
  return size;
}

/** Returns whether a value is a function. It contains references to its whole environment. */
const isLambda = (value: { _jsonata_lambda?: unknown; _jsonata_function?: unknown }): boolean =>
  value._jsonata_lambda === true || value._jsonata_function === true;
