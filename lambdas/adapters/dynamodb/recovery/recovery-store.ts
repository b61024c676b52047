/**
 * Stores recoveries and recovery locks in the control table. A recovery is a row in a partition of its destination. All locks are
 * rows of one partition, in which the sweep finds the running recoveries.
 */
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { RecoveryLock, RecoveryStore } from '../../../core/recovery/ports.ts';
import { RECOVERY_RETENTION_SECONDS, type Recovery } from '../../../core/recovery/recovery.ts';
import { type Item, isConditionFailure, toItem } from '../item.ts';
import { recoveriesOf, recoveryKey } from './recovery-counts.ts';
import { lockFromItem, lockKey, lockToItem, RUNNING, recoveryFromItem, recoveryToItem } from './recovery-item.ts';

/** `status` is a reserved word of DynamoDB. */
const STATUS = { '#status': 'status' };

export function createRecoveryStore(options: {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}): RecoveryStore {
  const { client, controlTable: TableName } = options;
  const read = async (key: Item): Promise<Item | undefined> =>
    (await client.send(new GetItemCommand({ TableName, Key: key, ConsistentRead: true }))).Item;

  /** Puts an item unless its key exists. @returns the item that exists; undefined when this one was put */
  const putIfAbsent = async (key: Item, item: Item): Promise<Item | undefined> => {
    const input = { TableName, Item: item, ConditionExpression: 'attribute_not_exists(id)' };
    for (;;) {
      const put = await unlessConditionFails(client.send(new PutItemCommand(input)));
      const existing = put ? undefined : await read(key);
      if (put || existing) return existing;
    }
  };

  /** Updates a recovery. @returns the stored recovery; undefined when the condition does not hold */
  const update = async (
    { destinationId, id }: Pick<Recovery, 'destinationId' | 'id'>,
    change: Pick<UpdateItemCommandInput, 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames'>,
    values: object,
  ): Promise<Recovery | undefined> => {
    const command = new UpdateItemCommand({
      TableName,
      Key: recoveryKey(destinationId, id),
      ...change,
      ExpressionAttributeValues: toItem(values),
      ReturnValues: 'ALL_NEW',
    });
    const { Attributes } = (await unlessConditionFails(client.send(command))) ?? {};
    return Attributes && recoveryFromItem(Attributes);
  };

  const get = async (destinationId: string, id: string): Promise<Recovery | undefined> => {
    const item = await read(recoveryKey(destinationId, id));
    return item && recoveryFromItem(item);
  };

  return {
    get,

    async acquireLock(lock) {
      const existing = await putIfAbsent(lockKey(lock.destinationId), lockToItem(lock));
      const holder = existing && lockFromItem(existing);
      return holder?.recoveryId === lock.recoveryId ? undefined : holder;
    },

    async releaseLock(destinationId, recoveryId) {
      const command = new DeleteItemCommand({
        TableName,
        Key: lockKey(destinationId),
        ConditionExpression: 'recovery = :own',
        ExpressionAttributeValues: { ':own': { S: recoveryId } },
      });
      await unlessConditionFails(client.send(command));
    },

    async locks() {
      const found: RecoveryLock[] = [];
      let from: Item | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'tenant = :running',
            ExpressionAttributeValues: { ':running': { S: RUNNING } },
            ...(from ? { ExclusiveStartKey: from } : {}),
          }),
        );
        found.push(...Items.map(lockFromItem));
        from = LastEvaluatedKey;
      } while (from);
      return found;
    },

    async create(recovery) {
      const existing = await putIfAbsent(recoveryKey(recovery.destinationId, recovery.id), recoveryToItem(recovery));
      return existing ? recoveryFromItem(existing) : recovery;
    },

    async list(destinationId, { limit, startingAfter, endingBefore }) {
      const forward = endingBefore !== undefined;
      const bound = endingBefore ?? startingAfter;
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: `tenant = :tenant${bound === undefined ? '' : ` AND id ${forward ? '>' : '<'} :bound`}`,
          ExpressionAttributeValues: toItem({
            ':tenant': recoveriesOf(destinationId),
            ...(bound === undefined ? {} : { ':bound': bound }),
          }),
          ScanIndexForward: forward,
          ConsistentRead: true,
          Limit: limit + 1,
        }),
      );
      const items = Items.slice(0, limit).map(recoveryFromItem);
      return { items: forward ? items.reverse() : items, hasMore: Items.length > limit };
    },

    lease: (seen, leaseUntil) =>
      update(
        seen,
        {
          UpdateExpression: 'SET lease_until = :until',
          ConditionExpression: 'lease_until = :seen AND #status = :running',
          ExpressionAttributeNames: STATUS,
        },
        { ':until': leaseUntil, ':seen': seen.leaseUntil, ':running': 'running' },
      ),

    commit: (held, { sent, cursor, scanned, scheduledUntil }, leaseUntil) =>
      update(
        held,
        {
          UpdateExpression:
            'SET sent = :sent, scan_cursor = :cursor, scanned = :scanned, scheduled_until = :scheduled, lease_until = :until',
          ConditionExpression: 'lease_until = :held',
        },
        {
          ':sent': sent,
          ':cursor': cursor,
          ':scanned': scanned,
          ':scheduled': scheduledUntil,
          ':until': leaseUntil,
          ':held': held.leaseUntil,
        },
      ),

    async finish(recovery, { status, reason, at }) {
      const ended = await update(
        recovery,
        {
          UpdateExpression: `SET #status = :status, finished = :at, expires_at = :expires${reason ? ', reason = :reason' : ''}`,
          ConditionExpression: '#status = :running',
          ExpressionAttributeNames: STATUS,
        },
        {
          ':status': status,
          ':at': at,
          ':expires': Math.floor(at / 1000) + RECOVERY_RETENTION_SECONDS,
          ...(reason ? { ':reason': reason } : {}),
          ':running': 'running',
        },
      );
      return ended ?? get(recovery.destinationId, recovery.id);
    },
  };
}

async function unlessConditionFails<T>(sent: Promise<T>): Promise<T | undefined> {
  try {
    return await sent;
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    return undefined;
  }
}
