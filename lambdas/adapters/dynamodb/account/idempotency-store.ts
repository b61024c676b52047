/** Calls made under idempotency keys, in the control table. */
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { IdempotencyPlace, IdempotencyRecord, IdempotencyStore, KeptAnswer } from '../../../core/idempotency.ts';
import { tenantKey } from '../../../core/tenant.ts';
import { deflate, inflate } from '../deflate.ts';
import { fromItem, type Item, isConditionFailure, toItem } from '../item.ts';

interface IdempotencyRow {
  fingerprint: string;
  seed: string;
  /** 0 once nobody is at it. */
  lease_until?: number;
  status?: number;
  /** Deflated, unless it is sealed and so would not shrink. */
  body?: Uint8Array | string;
  expires_at: number;
}

const keyOf = ({ tenant, id }: IdempotencyPlace): Item => toItem({ tenant: tenantKey(tenant), id });

export function createIdempotencyStore(options: {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}): IdempotencyStore {
  const { client, controlTable: TableName } = options;
  const store: IdempotencyStore = {
    async claim(place, record, keptSeconds, now) {
      const { fingerprint, seed, leaseUntil } = record;
      const seconds = Math.floor(now / 1000);
      const row: IdempotencyRow = {
        fingerprint,
        seed,
        ...(leaseUntil === undefined ? {} : { lease_until: leaseUntil }),
        expires_at: seconds + keptSeconds,
      };
      try {
        await client.send(
          new PutItemCommand({
            TableName,
            Item: { ...keyOf(place), ...toItem(row) },
            // The table's own expiry is late by up to days.
            ConditionExpression: 'attribute_not_exists(id) OR expires_at < :now',
            ExpressionAttributeValues: { ':now': { N: String(seconds) } },
          }),
        );
        return undefined;
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: keyOf(place), ConsistentRead: true }));
      // Whoever had the place left it just now.
      return Item ? recordOf(fromItem<IdempotencyRow>(Item)) : store.claim(place, record, keptSeconds, now);
    },

    async takeOver(place, { leaseUntil = 0 }, until) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName,
            Key: keyOf(place),
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

    async keep(place, { status, body, sealed }: KeptAnswer) {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: keyOf(place),
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

    async endLease(place) {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: keyOf(place),
          UpdateExpression: 'SET lease_until = :ended',
          ConditionExpression: 'attribute_exists(id)',
          ExpressionAttributeValues: { ':ended': { N: '0' } },
        }),
      );
    },

    async release(place) {
      await client.send(new DeleteItemCommand({ TableName, Key: keyOf(place) }));
    },
  };
  return store;
}

function recordOf({ fingerprint, seed, lease_until, status, body }: IdempotencyRow): IdempotencyRecord {
  const sealed = typeof body === 'string';
  return {
    fingerprint,
    seed,
    ...(lease_until === undefined ? {} : { leaseUntil: lease_until }),
    ...(status === undefined || body === undefined
      ? {}
      : { answer: { status, body: sealed ? body : inflate(body), sealed } }),
  };
}
