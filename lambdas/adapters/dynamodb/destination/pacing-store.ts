/** Stores the next free slot and position of each destination with limits, in a row of the control table with its own partition. */
import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  fitOf,
  isInLine,
  lineTrustedUntil,
  type PacingState,
  type Reservation,
  timesOf,
} from '../../../core/destination/limits/pacing.ts';
import type { PacingStore } from '../../../core/destination/limits/ports.ts';
import { fromItem, isConditionFailure, toItem } from '../item.ts';

/** Time after its last update after which a row expires, seconds. */
const RETENTION_SECONDS = 3600;

/** Destinations whose state an instance caches. The one that was used least recently is evicted. */
const MAX_CACHED = 1000;

/** Lost races after which a reservation gets nothing. Each one means that other workers reserved times in between. */
const TRIES = 4;

export function createPacingStore(options: {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}): PacingStore {
  const { client, controlTable: TableName } = options;
  // The stored times only grow, so a reservation that gets nothing by an old state gets nothing by the present one.
  const cached = new Map<string, PacingState>();

  const keyOf = (destinationId: string) => toItem({ tenant: `pacing#${destinationId}`, id: 'pacing' });

  function cache(destinationId: string, state: PacingState): PacingState {
    cached.delete(destinationId);
    if (cached.size >= MAX_CACHED) cached.delete(cached.keys().next().value as string);
    cached.set(destinationId, state);
    return state;
  }

  async function read(destinationId: string): Promise<PacingState> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: keyOf(destinationId), ConsistentRead: true }),
    );
    return cache(destinationId, Item ? fromItem<PacingState>(Item) : {});
  }

  /** Moves a stored time on, if as many times are free as was computed. @returns the time after the update */
  async function advance(
    destinationId: string,
    field: keyof PacingState,
    { from, until, gapMs, trustedUntil }: Reservation,
    { count, isFree }: { readonly count: number; readonly isFree: boolean },
    onlyWithoutLine: boolean,
  ): Promise<number | undefined> {
    const isStillFree = '(attribute_not_exists(#next) OR #next <= :from OR #next > :trusted)';
    const withoutLine =
      'AND (attribute_not_exists(nextPosition) OR nextPosition <= :from OR nextPosition > :trustedLine)';
    try {
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: keyOf(destinationId),
          UpdateExpression: `SET #next = ${isFree ? ':from' : '#next'} + :duration, expires_at = :expires`,
          ConditionExpression: `${isFree ? isStillFree : '#next > :from AND #next <= :last'} ${onlyWithoutLine ? withoutLine : ''}`,
          ExpressionAttributeNames: { '#next': field },
          ExpressionAttributeValues: toItem({
            ':from': from,
            ':duration': count * gapMs,
            ':expires': Math.ceil(from / 1000) + RETENTION_SECONDS,
            ...(isFree ? { ':trusted': trustedUntil } : { ':last': until - (count - 1) * gapMs }),
            ...(onlyWithoutLine ? { ':trustedLine': lineTrustedUntil(from) } : {}),
          }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return cache(destinationId, fromItem<PacingState>(Attributes))[field];
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return undefined;
    }
  }

  async function reserve(
    destinationId: string,
    field: keyof PacingState,
    reservation: Reservation,
    onlyWithoutLine: boolean,
  ): Promise<readonly number[]> {
    let state = cached.get(destinationId) ?? {};
    for (let tries = 0; tries < TRIES; tries++) {
      if (onlyWithoutLine && isInLine(state, reservation.from)) return [];
      const fit = fitOf(state[field], reservation);
      if (fit.count === 0) return [];
      const after = await advance(destinationId, field, reservation, fit, onlyWithoutLine);
      if (after !== undefined) {
        // Other workers may have reserved times since the state was cached.
        return timesOf({ first: after - fit.count * reservation.gapMs, count: fit.count }, reservation);
      }
      state = await read(destinationId);
    }
    return [];
  }

  return {
    takeSlots: (destinationId, reservation, isFromLine) => reserve(destinationId, 'nextSlot', reservation, !isFromLine),
    isInLine: async (destinationId, now) =>
      isInLine(cached.get(destinationId) ?? {}, now) || isInLine(await read(destinationId), now),
    joinLine: (destinationId, reservation) => reserve(destinationId, 'nextPosition', reservation, false),
  };
}
