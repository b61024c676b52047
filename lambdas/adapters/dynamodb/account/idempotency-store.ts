/** Stores the calls that were made with idempotency keys in the control table. */
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type {
  IdempotencyKeyRef,
  IdempotencyRecord,
  IdempotencyStore,
  StoredResponse,
} from '../../../core/idempotency.ts';
import { tenantKey } from '../../../core/tenant.ts';
import { deflate, fromItem, type Item, inflate, isConditionFailure, toItem } from '../item.ts';

interface IdempotencyRow {
  fingerprint: string;
  seed: string;
  /** 1 when absent. */
  shards?: number;
  /** 0 when no call holds the lease. */
  lease_until?: number;
  status?: number;
  /** Deflated. A sealed body is not, because encrypted text does not shrink. */
  body?: Uint8Array | string;
  expires_at: number;
}

const keyOf = ({ tenant, id }: IdempotencyKeyRef): Item => toItem({ tenant: tenantKey(tenant), id });

export function createIdempotencyStore(options: {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}): IdempotencyStore {
  const { client, controlTable: TableName } = options;
  const store: IdempotencyStore = {
    async claim(ref, record, retentionSeconds, now) {
      const { fingerprint, seed, shards, leaseUntil } = record;
      const seconds = Math.floor(now / 1000);
      const row: IdempotencyRow = {
        fingerprint,
        seed,
        ...(shards === 1 ? {} : { shards }),
        ...(leaseUntil === undefined ? {} : { lease_until: leaseUntil }),
        expires_at: seconds + retentionSeconds,
      };
      try {
        await client.send(
          new PutItemCommand({
            TableName,
            Item: { ...keyOf(ref), ...toItem(row) },
            // DynamoDB deletes expired items days late.
            ConditionExpression: 'attribute_not_exists(id) OR expires_at < :now',
            ExpressionAttributeValues: { ':now': { N: String(seconds) } },
          }),
        );
        return undefined;
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: keyOf(ref), ConsistentRead: true }));
      // Without an item, the other call has released the key since the write.
      return Item ? recordOf(fromItem<IdempotencyRow>(Item)) : store.claim(ref, record, retentionSeconds, now);
    },

    async takeOver(ref, { leaseUntil = 0 }, until) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName,
            Key: keyOf(ref),
            UpdateExpression: 'SET lease_until = :until',
            ConditionExpression: 'lease_until = :seen',
            ExpressionAttributeValues: { ':until': { N: String(until) }, ':seen': { N: String(leaseUntil) } },
          }),
        );
        return true;
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        return false;
      }
    },

    async storeResponse(ref, { status, body, sealed }: StoredResponse) {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: keyOf(ref),
          UpdateExpression: 'SET lease_until = :ended, #status = :status, #body = :body',
          ExpressionAttributeNames: { '#status': 'status', '#body': 'body' },
          ExpressionAttributeValues: toItem({
            ':ended': 0,
            ':status': status,
            ':body': sealed ? body : deflate(body),
          }),
        }),
      );
    },

    async endLease(ref) {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: keyOf(ref),
          UpdateExpression: 'SET lease_until = :ended',
          ConditionExpression: 'attribute_exists(id)',
          ExpressionAttributeValues: { ':ended': { N: '0' } },
        }),
      );
    },

    async release(ref) {
      await client.send(new DeleteItemCommand({ TableName, Key: keyOf(ref) }));
    },
  };
  return store;
}

function recordOf({ fingerprint, seed, shards = 1, lease_until, status, body }: IdempotencyRow): IdempotencyRecord {
  const sealed = typeof body === 'string';
  return {
    fingerprint,
    seed,
    shards,
    ...(lease_until === undefined ? {} : { leaseUntil: lease_until }),
    ...(status === undefined || body === undefined
      ? {}
      : { response: { status, body: sealed ? body : inflate(body), sealed } }),
  };
}
