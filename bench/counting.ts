/** Counts the requests of the AWS clients in the middleware of the SDK: requests by operation, and capacity as DynamoDB reports it. */
import { dynamo, kms, sqs } from '../lambdas/adapters/aws-clients.ts';

export interface Counts {
  /** By `service.operation`. */
  readonly requests: Record<string, number>;
  writeUnits: number;
  readUnits: number;
}

const emptyCounts = (): Counts => ({ requests: {}, writeUnits: 0, readUnits: 0 });
let counts = emptyCounts();

/** Resets all counts to zero. */
export function resetCounts(): void {
  counts = emptyCounts();
}

export const currentCounts = (): Counts => counts;

/**
 * Read units of an eventually consistent read that finds nothing, which the emulator reports as 0. A strongly consistent one costs
 * twice as much. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
const MIN_READ_UNITS = 0.5;

const WRITES = new Set(['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand', 'BatchWriteItemCommand']);

// biome-ignore lint/suspicious/noExplicitAny: the middleware of each client has its own type for the same shape
type AnyClient = { middlewareStack: { add(middleware: any, options: object): void } };

function count(service: string, client: AnyClient): void {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const middleware = (next: any, context: any) => async (args: any) => {
    const operation: string = context.commandName;
    const name = `${service}.${operation.replace(/Command$/, '')}`;
    counts.requests[name] = (counts.requests[name] ?? 0) + 1;
    const input = service === 'dynamodb' ? { ...args.input, ReturnConsumedCapacity: 'TOTAL' } : args.input;
    const answer = await next({ ...args, input });
    for (const { CapacityUnits = 0 } of [answer.output.ConsumedCapacity ?? []].flat()) {
      if (WRITES.has(operation)) counts.writeUnits += CapacityUnits;
      else counts.readUnits += Math.max(CapacityUnits, args.input.ConsistentRead ? 1 : MIN_READ_UNITS);
    }
    return answer;
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'waybill-bench' });
}

let counting = false;

/** Starts counting the requests of the functions that are loaded in this process. */
export function countRequests(): void {
  if (counting) return;
  counting = true;
  count('dynamodb', dynamo());
  count('sqs', sqs());
  count('kms', kms());
}
