/** Stores the watch list in the control table: a partition for each shard, and a row for each destination that the sweep watches. */
import { createHash, randomUUID } from 'node:crypto';
import { DeleteItemCommand, type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { WATCH_SHARDS, type Watched, type WatchList } from '../../../core/destination/health/watch.ts';
import { parseTenantKey, tenantKey } from '../../../core/tenant.ts';
import { fromItem, type Item, isConditionFailure, toItem } from '../item.ts';

export interface WatchListOptions {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}

interface WatchedRow {
  readonly tenant: string;
  readonly id: string;
  readonly owner: string;
  readonly entry: string;
}

/** Returns the shard of a destination in the watch list. */
export const watchShard = (destinationId: string): number =>
  createHash('sha256').update(destinationId).digest().readUInt32BE() % WATCH_SHARDS;

const partitionOf = (shard: number): string => `watched_destinations#${shard}`;

export function createWatchList({ client, controlTable: TableName }: WatchListOptions): WatchList {
  return {
    async add({ id, account, mode }) {
      const row: WatchedRow = {
        tenant: partitionOf(watchShard(id)),
        id,
        owner: tenantKey({ account, mode }),
        entry: randomUUID(),
      };
      await client.send(new PutItemCommand({ TableName, Item: toItem(row) }));
    },

    async read(shard) {
      const found: Watched[] = [];
      let from: Item | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'tenant = :shard',
            ExpressionAttributeValues: { ':shard': { S: partitionOf(shard) } },
            ConsistentRead: true,
            ...(from ? { ExclusiveStartKey: from } : {}),
          }),
        );
        found.push(...Items.map(watchedFromItem));
        from = LastEvaluatedKey;
      } while (from);
      return found;
    },

    async remove({ destinationId, entry }) {
      try {
        await client.send(
          new DeleteItemCommand({
            TableName,
            Key: toItem({ tenant: partitionOf(watchShard(destinationId)), id: destinationId }),
            ConditionExpression: 'entry = :entry',
            ExpressionAttributeValues: { ':entry': { S: entry } },
          }),
        );
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
    },
  };
}

function watchedFromItem(item: Item): Watched {
  const { id, owner, entry } = fromItem<WatchedRow>(item);
  return { tenant: parseTenantKey(owner), destinationId: id, entry };
}
