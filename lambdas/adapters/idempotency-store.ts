/** Idempotency keys, kept 24 hours in the control table. */
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { IdempotencyRecord, IdempotencyStore } from '../core/ports.ts';
import { tenantKey } from '../core/tenant.ts';
import { fromItem, isConditionFailure, toItem } from './item.ts';

/** Stripe forgets v1 keys after at least 24 hours: https://docs.stripe.com/api/idempotent_requests */
const KEPT_SECONDS = 24 * 3600;

export function createIdempotencyStore(options: {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}): IdempotencyStore {
  const { client, controlTable } = options;
  return {
    async claim(tenant, key, record, now) {
      const row = { tenant: tenantKey(tenant), id: `idempotency#${key}` };
      const seconds = Math.floor(now / 1000);
      try {
        await client.send(
          new PutItemCommand({
            TableName: controlTable,
            Item: toItem({ ...row, ...record, expires_at: seconds + KEPT_SECONDS }),
            // The table's own expiry is late by up to days.
            ConditionExpression: 'attribute_not_exists(id) OR expires_at < :now',
            ExpressionAttributeValues: { ':now': { N: String(seconds) } },
          }),
        );
        return undefined;
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
      const { Item } = await client.send(
        new GetItemCommand({ TableName: controlTable, Key: toItem(row), ConsistentRead: true }),
      );
      return Item && fromItem<IdempotencyRecord>(Item);
    },
  };
}
