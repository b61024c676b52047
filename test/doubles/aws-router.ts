/** A proxy in front of the emulators that can refuse calls, and lists those that were made to tables. */
import type { AwsEndpoints } from '../../local/aws/emulators.ts';
import type { AwsCall } from '../chaos/aws/call.ts';
import { errorResponse } from '../chaos/aws/errors.ts';
import { startAwsProxy } from '../chaos/aws/proxy.ts';

export type { AwsCall } from '../chaos/aws/call.ts';

/** Returns the tables of a call for one item, a query or a batch. */
function tablesIn(body: string): string[] {
  const { TableName, RequestItems = {} } = JSON.parse(body || '{}');
  return TableName ? [TableName] : Object.keys(RequestItems);
}

export async function startAwsRouter(endpoints: AwsEndpoints) {
  let refuses: (call: AwsCall) => boolean = () => false;
  const refused: AwsCall[] = [];
  const made = new Map<string, Pick<AwsCall, 'caller' | 'operation'> & { readonly table: string }>();
  const { url, stop } = await startAwsProxy(
    () => endpoints,
    [
      async (call, next) => {
        const { service, caller, operation, body } = call;
        for (const table of service === 'dynamodb' ? tablesIn(body) : [])
          made.set(`${caller} ${operation} ${table}`, { caller, operation, table });
        if (!refuses(call)) return next(call);
        refused.push(call);
        return errorResponse(call, THROTTLED);
      },
    ],
  );
  return {
    url,
    stop,
    /** Each kind of call that was made to DynamoDB, with its caller and table. */
    calls: () => [...made.values()],
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
