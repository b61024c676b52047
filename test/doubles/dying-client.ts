/** A DynamoDB client whose caller dies: shows what a call that ends half-way leaves behind. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

const WRITES = new Set(['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand', 'BatchWriteItemCommand']);

/** @param writes that still go through; the next throws, as does everything after it */
export function dyingClient(client: DynamoDBClient, writes: number): DynamoDBClient {
  let left = writes;
  const send = async (command: object) => {
    if (left >= 0 && WRITES.has(command.constructor.name)) left -= 1;
    if (left < 0) throw new Error('The process was killed.');
    return client.send(command as Parameters<DynamoDBClient['send']>[0]);
  };
  return { send } as unknown as DynamoDBClient;
}

/** Runs a call that dies before its first write, before its second, and so on, until one gets through. */
export async function dyingAtEachWrite(
  client: DynamoDBClient,
  run: (dying: DynamoDBClient, writes: number) => Promise<boolean>,
): Promise<number> {
  for (let writes = 0; ; writes++) {
    if (await run(dyingClient(client, writes), writes)) return writes;
  }
}
