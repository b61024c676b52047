/** Lists rows of one partition of the control table, whose ids are a prefix and a ULID. */
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Cursor, Page } from '../../core/page.ts';
import { type Item, toItem } from './item.ts';
import { pageOf } from './page.ts';

export interface ControlTable {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}

export interface RowsQuery extends Cursor {
  readonly limit: number;
}

/**
 * Returns a page of a partition, newest first; strongly consistent. The row of the cursor may have been deleted.
 * @param show converts rows to items; it may drop some
 */
export function pageOfRows<T>(
  { client, controlTable }: ControlTable,
  { tenant, prefix }: { readonly tenant: string; readonly prefix: string },
  { limit, startingAfter, endingBefore }: RowsQuery,
  show: (items: Item[]) => T[] | Promise<T[]>,
): Promise<Page<T>> {
  const cursor = endingBefore ?? startingAfter;
  return pageOf({ limit, startingAfter, endingBefore, filtered: false }, (forward) => {
    let from = cursor === undefined ? undefined : toItem({ tenant, id: cursor });
    return async (rows) => {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: controlTable,
          KeyConditionExpression: 'tenant = :tenant AND begins_with(id, :prefix)',
          ExpressionAttributeValues: { ':tenant': { S: tenant }, ':prefix': { S: prefix } },
          ConsistentRead: true,
          ScanIndexForward: forward,
          Limit: rows,
          ...(from ? { ExclusiveStartKey: from } : {}),
        }),
      );
      from = LastEvaluatedKey;
      return { items: await show(Items), isAtEnd: from === undefined };
    };
  });
}
