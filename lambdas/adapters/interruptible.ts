/** Functions of the catalog, each of whose calls can be interrupted. */
import { type Context, createContext, Script } from 'node:vm';
import type { JsonObject } from '../core/event.ts';
import { SlowRenderingError } from '../core/rendering/limits.ts';
import type { DowngradeFunctions } from '../core/rendering/render-data.ts';

/**
 * Longest call, milliseconds of the time of day. A function that does what downgrades do takes microseconds; one that takes
 * this long loops, or the machine stands still. Which of them cannot be told, so it is an internal error.
 */
const CALL_MS = 2000;

/**
 * V8 interrupts all code that a script has called, code of this module too, when the script's time is over
 * (https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options, `timeout`). The bound is for synchronous
 * code, and downgrades are: one that gives a promise is refused by the check of its result.
 */
const script = new Script('next.call()');
const next: { call: () => JsonObject } = { call: () => ({}) };
/** Made at the first call: it takes half a millisecond. */
let context: Context | undefined;

function callWithin(timeout: number, call: () => JsonObject): JsonObject {
  context ??= createContext({ next });
  next.call = call;
  return script.runInContext(context, { timeout });
}

/** @param functions whose calls throw SlowRenderingError when they take too long, and what they throw themselves */
export function interruptible(functions: DowngradeFunctions, timeout = CALL_MS): DowngradeFunctions {
  return Object.fromEntries(
    Object.entries(functions).map(([name, downgrade]) => [
      name,
      (object) => {
        try {
          return callWithin(timeout, () => downgrade(object));
        } catch (cause) {
          if ((cause as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause;
          throw new SlowRenderingError(`The function '${name}' took longer than ${timeout / 1000} s.`, { cause });
        }
      },
    ]),
  );
}
