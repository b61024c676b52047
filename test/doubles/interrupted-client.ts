/** A DynamoDB client that stops after some writes, to show what an interrupted call leaves behind. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

const WRITES = new Set(['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand', 'BatchWriteItemCommand']);

/** @param writes that succeed; the next one throws, as does every later call */
export function interruptedClient(client: DynamoDBClient, writes: number): DynamoDBClient {
  let left = writes;
  const send = async (command: object) => {
    if (left >= 0 && WRITES.has(command.constructor.name)) left -= 1;
    if (left < 0) throw new Error('The process was killed.');
    return client.send(command as Parameters<DynamoDBClient['send']>[0]);
  };
  return { send } as unknown as DynamoDBClient;
}

/** Runs a call that is interrupted before its first write, before its second, and so on, until one run succeeds. */
export async function interruptAtEachWrite(
  client: DynamoDBClient,
  run: (interrupted: DynamoDBClient, writes: number) => Promise<boolean>,
): Promise<number> {
  for (let writes = 0; ; writes++) {
    if (await run(interruptedClient(client, writes), writes)) return writes;
  }
}
