/** Counts what one rendering uses, and stops it when that is too much. */
import { LimitError, MAX_NESTING, MAX_SIZE, MAX_STEPS, tooDeep, tooLarge } from './limits.ts';
import type { ProcessorAllowance } from './processor-allowance.ts';

/** Reading the clock can take as long as ten steps. Most renderings are over before the first reading. */
const STEPS_BETWEEN_READINGS = 500;

/** Smaller values are counted again as quickly as their size is found, characters. */
const WORTH_KNOWING = 256;

/** Items of arrays, characters of strings that are handled in the time of a step. */
const ITEMS_A_STEP = 50;

/** Characters of an object, as JSON, that are gone through in the time of an item. */
const CHARACTERS_AN_ITEM = 4;

/** Characters of a text that are compared or joined to another in the time of a step. */
const CHARACTERS_A_STEP = 2000;

export class Meter {
  readonly #allowance: ProcessorAllowance;
  #steps = MAX_STEPS;
  #nextReading = MAX_STEPS - STEPS_BETWEEN_READINGS;
  #stopped: unknown;
  /** Sizes of objects and arrays, which do not change once they are made. @see forget */
  readonly #sizes = new Map<object, number>();

  constructor(allowance: ProcessorAllowance) {
    this.#allowance = allowance;
  }

  /** What was begun next to something that failed goes on by itself until its next step. */
  stop(reason: unknown): void {
    this.#stopped ??= reason;
  }

  /** @throws LimitError when there are no more steps, SlowRenderingError when there is no more processor time */
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

  /** @param items of an array, or characters of a string, that are gone through */
  spendOnItems(items: number): void {
    this.spend(items / ITEMS_A_STEP);
  }

  /** @param size of an object that is gone through, characters as JSON */
  spendOnSize(size: number): void {
    this.spendOnItems(size / CHARACTERS_AN_ITEM);
  }

  /** Takes note of a value that a step gives, which may have been there before. */
  given(value: unknown): void {
    if (Array.isArray(value)) this.spendOnItems(value.length);
  }

  /** Takes note of a value that is gone through to its end, as both are when they are compared. */
  goneThrough(value: unknown): void {
    if (typeof value === 'string') this.spend(value.length / CHARACTERS_A_STEP);
    else if (typeof value === 'object') this.spendOnSize(this.sizeOf(value));
  }

  /** Takes note of a value that is new. @throws LimitError when it is too large */
  made(value: unknown): void {
    if (typeof value === 'string') within(value.length);
    else if (typeof value === 'object') this.sizeOf(value);
  }

  /**
   * About how many characters a value is as JSON. What is in it twice counts twice: a few objects that hold each other
   * can be a million as JSON, and what goes through such a value cannot be stopped.
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
    if (size >= WORTH_KNOWING) this.#sizes.set(value, size);
    return size;
  }

  /** Takes note of the size of a new object or array that was counted when it was made. */
  sized(value: unknown, size: number): void {
    if (typeof value === 'object' && value !== null && size >= WORTH_KNOWING) this.#sizes.set(value, size);
  }

  /** To be called before an object changes: it is of another size then, and so is all that it is in. */
  forget(): void {
    this.#sizes.clear();
  }
}

function within(size: number): number {
  if (size > MAX_SIZE) throw tooLarge();
  return size;
}

/** A function of an expression holds everything around it. */
const isLambda = (value: { _jsonata_lambda?: unknown; _jsonata_function?: unknown }): boolean =>
  value._jsonata_lambda === true || value._jsonata_function === true;
