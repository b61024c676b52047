/** Faults of a call to AWS, and the layer that makes calls meet them. */
import type { AwsCall, AwsReply, Layer } from './call.ts';
import { type AwsError, errorResponse } from './errors.ts';
import { type LeftOut, PARTIAL } from './partial-results.ts';

/** `applied`: the call has its effect, and its caller does not see that. */
export type Fault =
  | { readonly kind: 'error'; readonly error: AwsError; readonly applied: boolean }
  | { readonly kind: 'no_response' | 'reset'; readonly applied: boolean }
  | { readonly kind: 'partial'; readonly leftOut: LeftOut };

/** @param faultOf returns the fault that a call meets, if any */
export function faultLayer(faultOf: (call: AwsCall) => Fault | undefined): Layer {
  return async (call, next): Promise<AwsReply> => {
    const fault = faultOf(call);
    if (!fault) return next(call);
    const partial = PARTIAL[call.operation];
    if (fault.kind === 'partial') return partial ? partial(call, fault.leftOut, next) : next(call);
    if (fault.applied) await next(call);
    return fault.kind === 'error' ? errorResponse(call, fault.error) : fault.kind;
  };
}
