import { WaybillError } from '../errors.ts';

/**
 * Limits of a rendering. Steps and sizes are counted, so that the result does not depend on the speed of the machine: an event that
 * can be rendered once can always be rendered. The limit of processor time is a safety net that no allowed rendering comes near.
 *
 * Measured with `npm run bench -- rendering-limits` on one core of an AMD EPYC: 600 (cold) to 5,900 (warm) plain steps a
 * millisecond, and less than 80 ms until the most expensive known expressions are stopped. The deliver function has 512 MB and so
 * 0.29 of a core, because 1,769 MB have one core (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). That is
 * 0.28 s for each rendering and 2.8 s for a batch of ten. The limit of 3 s of processor time is 10.4 s there.
 */

/** Size of the largest value that an expression may make, intermediate values included, characters of JSON: 1 MB. */
export const MAX_SIZE = 1024 * 1024;

/** Deepest nesting of objects and arrays. */
export const MAX_NESTING = 200;

/** Largest number of steps of a rendering. A step evaluates one node of an expression. */
export const MAX_STEPS = 20_000;

/** Deepest nesting of steps, as in recursive functions. The stack has space for 995 of the largest. */
export const MAX_STEPS_DEEP = 500;

/** Processor time of all renderings of a batch, microseconds. */
export const MAX_MICROSECONDS = 3_000_000;

/** Longest expression, characters. */
export const MAX_EXPRESSION_LENGTH = 32 * 1024;

/** Thrown when a rendering exceeds a limit. */
export class LimitError extends Error {
  override readonly name: string = 'LimitError';
}

/** Thrown when renderings exceed the processor time because the machine is slow. It is an internal error: the delivery is retried. */
export class SlowRenderingError extends WaybillError {
  override readonly name: string = 'SlowRenderingError';
}

export const tooLarge = (): LimitError => new LimitError(`it makes a value of more than ${MAX_SIZE / 1024} KB`);
export const tooDeep = (): LimitError => new LimitError(`it makes a value nested deeper than ${MAX_NESTING} levels`);
