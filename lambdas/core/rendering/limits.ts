import { WaybillError } from '../errors.ts';

/**
 * What a rendering may use. Steps and sizes are counted, so that an event which renders once renders always, on a machine of
 * any speed. The processor time is a safety net around them: no rendering that they permit comes near it.
 *
 * The arithmetic, by `npm run bench -- rendering-limits` on one core of an AMD EPYC: 600 (cold) to 5,900 (warm) plain steps in
 * a millisecond, and less than 80 ms for the costliest expressions that are known until they are stopped. The deliver
 * function has 512 MB and so 0.29 of a core, for one core comes with 1,769 MB
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html): 0.28 s for each, 2.8 s for a batch of ten. The net
 * of 3 s of processor time is 10.4 s there.
 */

/** Largest value that an expression may make, its result and what it makes on the way, characters of JSON: 1 MB. */
export const MAX_SIZE = 1024 * 1024;

/** Deepest that objects and arrays may lie in each other. */
export const MAX_NESTING = 200;

/** Steps of one rendering: a step evaluates one node of an expression. */
export const MAX_STEPS = 20_000;

/**
 * Steps that may be under way in each other, as they are when functions call themselves: each takes room on the stack, which
 * holds 995 of the largest.
 */
export const MAX_STEPS_DEEP = 500;

/** Processor time of all renderings of a batch, microseconds. */
export const MAX_MICROSECONDS = 3_000_000;

/** Longest expression, characters. */
export const MAX_EXPRESSION_LENGTH = 32 * 1024;

/** Thrown when a rendering uses more than it may. */
export class LimitError extends Error {
  override readonly name: string = 'LimitError';
}

/** Thrown when renderings take longer than their steps explain: the machine is too slow. The event can be rendered and is retried. */
export class SlowRenderingError extends WaybillError {
  override readonly name: string = 'SlowRenderingError';
}

export const tooLarge = (): LimitError => new LimitError(`it makes a value of more than ${MAX_SIZE / 1024} KB`);
export const tooDeep = (): LimitError => new LimitError(`it makes a value nested deeper than ${MAX_NESTING} levels`);
