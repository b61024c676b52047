/** Makes the calls of catalog functions interruptible. */
import { type Context, createContext, Script } from 'node:vm';
import type { JsonObject } from '../core/event/event.ts';
import { SlowRenderingError } from '../core/rendering/limits.ts';
import type { DowngradeFunctions } from '../core/rendering/render-data.ts';

/**
 * Longest call, milliseconds of wall-clock time. A downgrade takes microseconds. A call that takes this long is an endless loop, or
 * the machine is stalled. The two cannot be distinguished, so it is an internal error.
 */
const CALL_MS = 2000;

/**
 * V8 interrupts all code that a script has called, code of this module too, when the script's time is over
 * (https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options, `timeout`). The bound is for synchronous
 * code. Downgrades are synchronous: the check of the result refuses a promise.
 */
const script = new Script('next.call()');
const next: { call: () => JsonObject } = { call: () => ({}) };
/** Created at the first call, because that takes half a millisecond. */
let context: Context | undefined;

function callWithin(timeout: number, call: () => JsonObject): JsonObject {
  context ??= createContext({ next });
  next.call = call;
  return script.runInContext(context, { timeout });
}

/** Returns functions whose calls throw SlowRenderingError when they take longer than `timeout` milliseconds. */
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
