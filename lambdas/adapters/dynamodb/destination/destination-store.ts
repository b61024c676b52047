/** Stores destinations in the control table, and for each tenant the set of their ids, which enforces the limit. */
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { decodeTime } from 'ulid';
import type { Destination } from '../../../core/destination/destination.ts';
import type { DestinationStore } from '../../../core/destination/ports.ts';
import { ConflictError, InvalidFieldsError } from '../../../core/errors.ts';
import { type Tenant, tenantKey } from '../../../core/tenant.ts';
import { type Item, isConditionFailure, toItem } from '../item.ts';
import { DESTINATION_PREFIX, destinationFromItem, destinationKey, destinationToItem } from './destination-item.ts';

export interface DestinationStoreOptions {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}

/** Age from which an id without a destination is abandoned, milliseconds: its create or delete did not complete. */
const ABANDONED_AFTER_MS = 60_000;

const tooMany = (limit: number): InvalidFieldsError =>
  new InvalidFieldsError(
    `An account can have at most ${limit} event destinations in each mode. Delete one that is no longer used.`,
  );

export function createDestinationStore({ client, controlTable }: DestinationStoreOptions): DestinationStore {
  const idsKey = (tenant: Tenant): Item => toItem({ tenant: tenantKey(tenant), id: 'destination_ids' });

  const list = async (tenant: Tenant): Promise<Destination[]> => {
    const found: Destination[] = [];
    let from: Item | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: controlTable,
          KeyConditionExpression: 'tenant = :tenant AND begins_with(id, :prefix)',
          ExpressionAttributeValues: { ':tenant': { S: tenantKey(tenant) }, ':prefix': { S: DESTINATION_PREFIX } },
          ConsistentRead: true,
          ...(from ? { ExclusiveStartKey: from } : {}),
        }),
      );
      found.push(...Items.map(destinationFromItem));
      from = LastEvaluatedKey;
    } while (from);
    return found;
  };

  /** Adds the id to the tenant's set. @returns whether the set contains it; false when the limit is reached */
  const reserveId = async ({ id, ...tenant }: Destination, limit: number): Promise<boolean> => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: controlTable,
          Key: idsKey(tenant),
          UpdateExpression: 'ADD ids :id',
          ConditionExpression: 'attribute_not_exists(ids) OR size(ids) < :limit OR contains(ids, :own)',
          ExpressionAttributeValues: { ':id': { SS: [id] }, ':own': { S: id }, ':limit': { N: String(limit) } },
        }),
      );
      return true;
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return false;
    }
  };

  const releaseIds = async (tenant: Tenant, ids: string[]): Promise<void> => {
    if (ids.length === 0) return;
    await client.send(
      new UpdateItemCommand({
        TableName: controlTable,
        Key: idsKey(tenant),
        UpdateExpression: 'DELETE ids :ids',
        ExpressionAttributeValues: { ':ids': { SS: ids } },
      }),
    );
  };

  const reservedIds = async (tenant: Tenant): Promise<string[]> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: controlTable, Key: idsKey(tenant), ConsistentRead: true }),
    );
    return Item?.ids?.SS ?? [];
  };

  /** Returns the ids of creates and deletes that did not complete. */
  const abandoned = async (tenant: Tenant, taken: readonly string[], now: number): Promise<string[]> => {
    const present = new Set((await list(tenant)).map(({ id }) => id));
    return taken.filter((id) => !present.has(id) && now - decodeTime(id.slice(-26)) > ABANDONED_AFTER_MS);
  };

  const releaseAbandoned = async (tenant: Tenant, now: number): Promise<void> =>
    releaseIds(tenant, await abandoned(tenant, await reservedIds(tenant), now));

  return {
    list,

    async get(tenant, id) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: controlTable, Key: destinationKey(tenant, id), ConsistentRead: true }),
      );
      return Item && destinationFromItem(Item);
    },

    async create(destination, limit) {
      if (!(await reserveId(destination, limit))) {
        await releaseAbandoned(destination, destination.created);
        if (!(await reserveId(destination, limit))) {
          throw tooMany(limit);
        }
      }
      await client.send(new PutItemCommand({ TableName: controlTable, Item: destinationToItem(destination) }));
    },

    async checkCapacity(destination, limit) {
      const taken = await reservedIds(destination);
      if (taken.length < limit) return;
      const free = await abandoned(destination, taken, destination.created);
      if (taken.length - free.length >= limit) throw tooMany(limit);
    },

    async replace(previous, next) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: controlTable,
            Key: destinationKey(next, next.id),
            ...replacement(destinationToItem(previous), destinationToItem(next)),
          }),
        );
      } catch (cause) {
        if (!isConditionFailure(cause)) throw cause;
        throw new ConflictError(`Event destination ${next.id} was changed at the same time. Try again.`, { cause });
      }
    },

    async updateHealth(destination, next) {
      const { health: before } = destination;
      if (!before && !next) return destination;
      const revision = (before?.revision ?? 0) + 1;
      const health = next && { ...next, revision };
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: controlTable,
            Key: destinationKey(destination, destination.id),
            UpdateExpression: health ? 'SET health = :health' : 'REMOVE health',
            ConditionExpression: before
              ? 'health.revision = :seen'
              : 'attribute_exists(id) AND attribute_not_exists(health)',
            ExpressionAttributeValues: toItem({
              ...(health ? { ':health': health } : {}),
              ...(before ? { ':seen': before.revision } : {}),
            }),
          }),
        );
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        return undefined;
      }
      const { health: _before, ...rest } = destination;
      return health ? { ...rest, health } : rest;
    },

    async delete(destination) {
      await client.send(
        new DeleteItemCommand({ TableName: controlTable, Key: destinationKey(destination, destination.id) }),
      );
      await releaseIds(destination, [destination.id]);
    },
  };
}

/** Keys, which an update cannot set, and the health, which has its own update. */
const UNCHANGED = new Set(['tenant', 'id', 'health']);

/** Returns the update that makes the attributes of a row those of `next`, if `previous` was not changed meanwhile. */
function replacement(previous: Item, next: Item) {
  const set = Object.keys(next).filter((name) => !UNCHANGED.has(name));
  const removed = Object.keys(previous).filter((name) => !(name in next) && !UNCHANGED.has(name));
  return {
    UpdateExpression: [
      `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`,
      ...(removed.length > 0 ? [`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: '#updated = :seen',
    ExpressionAttributeNames: Object.fromEntries([...set, ...removed].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(set.map((name) => [`:${name}`, next[name] as Item[string]])),
      ':seen': previous.updated as Item[string],
    },
  };
}
