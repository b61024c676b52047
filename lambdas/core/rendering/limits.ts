/** What an evaluation may use. All but the time are counted, so that an event which renders once renders always. */

/** Largest value that an expression may make, its result and what it makes on the way, characters of JSON: 1 MB. */
export const MAX_SIZE = 1024 * 1024;

/** Deepest that objects and arrays may lie in each other. */
export const MAX_NESTING = 200;

/** Steps of one rendering: a step evaluates one node of an expression, and takes 0.5 to 5 microseconds. */
export const MAX_STEPS = 20_000;

/** Steps that may be under way in each other, as they are when functions call themselves: each takes room on the stack. */
export const MAX_STEPS_DEEP = 1500;

/** Processor time of one rendering, microseconds: for what takes few steps and long. */
export const MAX_MICROSECONDS = 50_000;

/** Longest expression, characters. */
export const MAX_EXPRESSION_LENGTH = 32 * 1024;

/** Thrown when a rendering uses more than it may. */
export class LimitError extends Error {
  override readonly name: string = 'LimitError';
}

export const tooLarge = (): LimitError => new LimitError(`it makes a value of more than ${MAX_SIZE / 1024} KB`);
export const tooDeep = (): LimitError => new LimitError(`it makes a value nested deeper than ${MAX_NESTING} levels`);
