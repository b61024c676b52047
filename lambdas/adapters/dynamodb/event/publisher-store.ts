/** Stores the accounts that publish in the control table. A recovery of an `@accounts` destination reads their events. */
import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../../core/clock.ts';
import { RETENTION_SECONDS } from '../../../core/event/event.ts';
import type { Publishers } from '../../../core/publish/ports.ts';
import type { RecoveryScan } from '../../../core/recovery/ports.ts';
import { type Mode, tenantKey } from '../../../core/tenant.ts';
import { fromItem, type Item, toItem } from '../item.ts';

const DAY_MS = 24 * 3_600_000;
/** Tenants that an instance caches. It writes an evicted tenant again. */
const MAX_CACHED = 20_000;

const partitionOf = (mode: Mode): string => `publishers#${mode}`;
const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

export interface PublisherStoreOptions {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}

/** Creates a store that makes one small write a day for each tenant and instance. */
export function createPublishers({
  client,
  controlTable: TableName,
  now,
}: PublisherStoreOptions & { readonly now: Clock }): Publishers {
  const recorded = new Map<string, { readonly day: number; readonly written: Promise<unknown> }>();
  return {
    async record(tenant) {
      const key = tenantKey(tenant);
      const day = dayOf(now());
      const known = recorded.get(key);
      if (known?.day === day) {
        await known.written;
        return;
      }
      const expires_at = Math.floor(now() / 1000) + RETENTION_SECONDS + (2 * DAY_MS) / 1000;
      const Item = toItem({ tenant: partitionOf(tenant.mode), id: tenant.account, day, expires_at });
      const written = client.send(new PutItemCommand({ TableName, Item }));
      if (recorded.size >= MAX_CACHED) recorded.delete(recorded.keys().next().value as string);
      recorded.set(key, { day, written });
      try {
        await written;
      } catch (error) {
        recorded.delete(key);
        throw error;
      }
    },
  };
}

/** Returns the accounts that have published in a mode since a time, unix milliseconds; strongly consistent. */
export function publishersSince({
  client,
  controlTable: TableName,
}: PublisherStoreOptions): RecoveryScan['publishers'] {
  return async (mode, since) => {
    const accounts: string[] = [];
    let from: Item | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'tenant = :partition',
          // An instance whose clock is behind may have written the day before.
          FilterExpression: '#day >= :day',
          ExpressionAttributeNames: { '#day': 'day' },
          ExpressionAttributeValues: toItem({ ':partition': partitionOf(mode), ':day': dayOf(since) - 1 }),
          ConsistentRead: true,
          ...(from ? { ExclusiveStartKey: from } : {}),
        }),
      );
      accounts.push(...Items.map((item) => fromItem<{ id: string }>(item).id));
      from = LastEvaluatedKey;
    } while (from);
    return accounts;
  };
}
