/** Adds counts to the row of a recovery. In a file of its own, which keeps the bundle of the deliver function small. */
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { AddToRecovery } from '../../../core/recovery/ports.ts';
import { type Item, isConditionFailure, toItem } from '../item.ts';

/** The end of an invocation waits for the write. If the function timed out, its messages would be delivered twice. */
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
          // Without the condition, an expired recovery would come back as a row with counts only.
          ConditionExpression: 'attribute_exists(id)',
          ExpressionAttributeValues: toItem({ ':delivered': delivered, ':failed': failed, ':skipped': skipped }),
        }),
        { abortSignal: AbortSignal.timeout(WRITE_TIMEOUT_MS) },
      );
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
    }
  };
