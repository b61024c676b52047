/** Counts the requests of the AWS clients in the middleware of the SDK: requests by operation, and capacity as DynamoDB reports it. */
import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { dynamo, kms, sqs } from '../lambdas/adapters/aws-clients.ts';
import type { Item } from '../lambdas/adapters/dynamodb/item.ts';
import { storedBytes } from './cost/item-size.ts';

export interface Counts {
  /** By `service.operation`. */
  readonly requests: Record<string, number>;
  writeUnits: number;
  readUnits: number;
  /** Billed bytes of the items that were put, by table, without the entries of indexes. */
  readonly putBytes: Record<string, number>;
}

const emptyCounts = (): Counts => ({ requests: {}, writeUnits: 0, readUnits: 0, putBytes: {} });
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
    if (operation === 'PutItemCommand') addPut(args.input.TableName, args.input.Item);
    if (operation === 'BatchWriteItemCommand') {
      for (const [table, writes] of Object.entries<WriteRequest[]>(args.input.RequestItems))
        for (const { PutRequest } of writes) if (PutRequest?.Item) addPut(table, PutRequest.Item);
    }
    for (const { CapacityUnits = 0 } of [answer.output.ConsumedCapacity ?? []].flat()) {
      if (WRITES.has(operation)) counts.writeUnits += CapacityUnits;
      else counts.readUnits += Math.max(CapacityUnits, args.input.ConsistentRead ? 1 : MIN_READ_UNITS);
    }
    return answer;
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'waybill-bench' });
}

function addPut(table: string, item: Item): void {
  counts.putBytes[table] = (counts.putBytes[table] ?? 0) + storedBytes(item);
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
