/** A proxy in front of the emulators that can refuse calls. */
import type { AwsEndpoints } from '../../local/aws/emulators.ts';
import type { AwsCall } from '../chaos/aws/call.ts';
import { errorResponse } from '../chaos/aws/errors.ts';
import { startAwsProxy } from '../chaos/aws/proxy.ts';

export type { AwsCall } from '../chaos/aws/call.ts';

export async function startAwsRouter(endpoints: AwsEndpoints) {
  let refuses: (call: AwsCall) => boolean = () => false;
  const refused: AwsCall[] = [];
  const { url, stop } = await startAwsProxy(
    () => endpoints,
    [
      async (call, next) => {
        if (!refuses(call)) return next(call);
        refused.push(call);
        return errorResponse(call, THROTTLED);
      },
    ],
  );
  return {
    url,
    stop,
    /** Throttles matching calls from now on, or none without a predicate. Returns the list of throttled calls. */
    refuse(predicate: (call: AwsCall) => boolean = () => false): readonly AwsCall[] {
      refuses = predicate;
      refused.length = 0;
      return refused;
    },
  };
}

/** Every service throttles with an error of this name, which the SDK retries. */
const THROTTLED = { status: 400, type: 'ThrottlingException', message: 'Rate exceeded' };
