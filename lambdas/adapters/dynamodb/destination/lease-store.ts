/** Stores the number of leases of each destination that limits its attempts at the same time, in a row of the control table. */
import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expiredIntervals, intervalAt, type LeaseState } from '../../../core/destination/limits/leases.ts';
import type { LeaseStore } from '../../../core/destination/limits/ports.ts';
import { fromItem, type Item, isConditionFailure, toItem } from '../item.ts';

/** Time after its last update after which a row expires, seconds. */
const RETENTION_SECONDS = 3600;

/** Lost races after which no lease is taken. */
const TRIES = 4;

/** Intervals in a row from which on the expired ones are removed. */
const MANY_INTERVALS = 10;

/** Name of the attribute with the leases of an interval. */
const attributeOf = (interval: number): string => `expire_${interval}`;
const ATTRIBUTE = /^expire_(\d+)$/;

function stateOf(item: Item | undefined): LeaseState {
  const { taken = 0, averageMs, ...rest } = fromItem<{ taken?: number; averageMs?: number }>(item ?? {});
  const byInterval = Object.fromEntries(
    Object.entries(rest).flatMap(([name, leases]) => {
      const [, interval] = ATTRIBUTE.exec(name) ?? [];
      return interval === undefined ? [] : [[Number(interval), Number(leases)]];
    }),
  );
  return { taken, byInterval, ...(averageMs === undefined ? {} : { averageMs }) };
}

export function createLeaseStore(options: {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}): LeaseStore {
  const { client, controlTable: TableName } = options;
  const keyOf = (destinationId: string) => toItem({ tenant: `in_flight#${destinationId}`, id: 'in_flight' });

  /** @returns the state after the update; undefined when the condition does not hold */
  async function update(
    destinationId: string,
    expression: string,
    condition: string,
    names: Record<string, string>,
    values: object,
  ): Promise<LeaseState | undefined> {
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: keyOf(destinationId),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
          ExpressionAttributeValues: toItem(values),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return stateOf(Attributes);
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return undefined;
    }
  }

  async function read(destinationId: string): Promise<LeaseState> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: keyOf(destinationId), ConsistentRead: true }),
    );
    return stateOf(Item);
  }

  /** Takes leases if so many are free. */
  const takeExactly = (destinationId: string, count: number, max: number, now: number) =>
    update(
      destinationId,
      'SET taken = if_not_exists(taken, :none) + :count, #interval = if_not_exists(#interval, :none) + :count, expires_at = :expires',
      'attribute_not_exists(taken) OR taken <= :most',
      { '#interval': attributeOf(intervalAt(now)) },
      {
        ':none': 0,
        ':count': count,
        ':most': max - count,
        ':expires': Math.ceil(now / 1000) + RETENTION_SECONDS,
      },
    );

  /** Returns the leases that have expired, unless another worker does. @returns the state afterwards */
  async function giveBackExpired(
    destinationId: string,
    state: LeaseState,
    now: number,
  ): Promise<LeaseState | undefined> {
    const expired = expiredIntervals(state, now);
    if (expired.length === 0) return undefined;
    const leases = expired.reduce((sum, [, count]) => sum + count, 0);
    return update(
      destinationId,
      `SET taken = taken - :leases REMOVE ${expired.map((_, index) => `#i${index}`).join(', ')}`,
      expired.map((_, index) => `#i${index} = :i${index}`).join(' AND '),
      Object.fromEntries(expired.map(([interval], index) => [`#i${index}`, attributeOf(interval)])),
      { ':leases': leases, ...Object.fromEntries(expired.map(([, count], index) => [`:i${index}`, count])) },
    );
  }

  return {
    async take(destinationId, { count, max, now }) {
      const interval = intervalAt(now);
      const leases = (state: LeaseState, taken: number) => ({
        count: taken,
        interval,
        ...(state.averageMs === undefined ? {} : { averageMs: state.averageMs }),
      });
      let wanted = Math.min(count, max);
      let state: LeaseState | undefined;
      for (let tries = 0; tries < TRIES; tries++) {
        const after = await takeExactly(destinationId, wanted, max, now);
        if (after) {
          if (Object.keys(after.byInterval).length >= MANY_INTERVALS) await giveBackExpired(destinationId, after, now);
          return leases(after, wanted);
        }
        state = await read(destinationId);
        state = (await giveBackExpired(destinationId, state, now)) ?? state;
        wanted = Math.min(count, max - state.taken);
        if (wanted <= 0) break;
      }
      return leases(state as LeaseState, 0);
    },

    async giveBack(destinationId, { count, interval, averageMs }) {
      // A condition that does not hold means that the leases have expired and were returned.
      await update(
        destinationId,
        `SET taken = taken - :count, #interval = #interval - :count${averageMs === undefined ? '' : ', averageMs = :average'}`,
        '#interval >= :count',
        { '#interval': attributeOf(interval) },
        { ':count': count, ':average': averageMs },
      );
    },

    averageMs: async (destinationId) => (await read(destinationId)).averageMs,
  };
}
