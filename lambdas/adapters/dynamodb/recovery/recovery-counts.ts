/** Counting on the row of a recovery: all that the deliver function does with recoveries, which keeps its bundle small. */
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { AddToRecovery } from '../../../core/recovery/ports.ts';
import { type Item, isConditionFailure, toItem } from '../item.ts';

/** The end of an invocation waits for the write, and a message is delivered twice when the function is out of time. */
const WRITE_TIMEOUT_MS = 2_000;

/** Partition of a destination's recoveries. */
export const recoveriesOf = (destinationId: string): string => `recoveries#${destinationId}`;

export const recoveryKey = (destinationId: string, id: string): Item =>
  toItem({ tenant: recoveriesOf(destinationId), id });

export const createRecoveryCounter =
  ({ client, controlTable }: { readonly client: DynamoDBClient; readonly controlTable: string }): AddToRecovery =>
  async (destinationId, id, { delivered, failed, skipped }) => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: controlTable,
          Key: recoveryKey(destinationId, id),
          UpdateExpression: 'ADD delivered :delivered, failed :failed, skipped :skipped',
          // One that has expired does not come back as a row of counts alone.
          ConditionExpression: 'attribute_exists(id)',
          ExpressionAttributeValues: toItem({ ':delivered': delivered, ':failed': failed, ':skipped': skipped }),
        }),
        { abortSignal: AbortSignal.timeout(WRITE_TIMEOUT_MS) },
      );
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
    }
  };
