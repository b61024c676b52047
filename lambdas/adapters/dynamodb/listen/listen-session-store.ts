/** Listen sessions in the control table. */
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../../core/clock.ts';
import type { ListenSessionStore } from '../../../core/listen/ports.ts';
import { LISTEN_KEPT_MS, type ListenPlace, overlapping } from '../../../core/listen/session.ts';
import { tenantKey } from '../../../core/tenant.ts';
import type { ControlTable } from '../control-rows.ts';
import { type Item, isConditionFailure, toItem } from '../item.ts';
import {
  connectionKey,
  pointerFromItem,
  pointerToItem,
  SESSION_PREFIX,
  sessionFromItem,
  sessionKey,
  sessionToItem,
  socketKey,
} from './listen-session-item.ts';

/** A socket may be open for hours, and what leads to its session has to be there as long after as the session. */
const POINTER_KEPT_MS = 2 * LISTEN_KEPT_MS;

/** Acknowledged keys from which on the old ones are taken away. */
const MANY_ACKNOWLEDGED = 60;

type Change = Pick<UpdateItemCommandInput, 'UpdateExpression' | 'ConditionExpression' | 'ReturnValues'>;

export function createListenSessionStore({
  client,
  controlTable: TableName,
  now,
}: ControlTable & { readonly now: Clock }): ListenSessionStore {
  const read = async (Key: Item): Promise<Item | undefined> =>
    (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
  const put = (Item: Item) => client.send(new PutItemCommand({ TableName, Item }));
  const remove = (Key: Item) => client.send(new DeleteItemCommand({ TableName, Key }));

  /** @returns what was asked for of it; undefined when the condition does not hold */
  const update = async (place: ListenPlace, change: Change, values: object): Promise<Item | undefined> => {
    try {
      const ExpressionAttributeValues = toItem(values);
      const command = new UpdateItemCommand({
        TableName,
        Key: sessionKey(place),
        ...change,
        ExpressionAttributeValues,
      });
      return (await client.send(command)).Attributes ?? {};
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return undefined;
    }
  };

  const get = async (place: ListenPlace) => {
    const item = await read(sessionKey(place));
    const session = item && sessionFromItem(item);
    return session && session.expiresAt > now() ? session : undefined;
  };

  const later = (at: number): number => Math.floor((at + LISTEN_KEPT_MS) / 1000);

  return {
    get,

    async list(tenant) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'tenant = :tenant AND begins_with(id, :prefix)',
          ExpressionAttributeValues: { ':tenant': { S: tenantKey(tenant) }, ':prefix': { S: SESSION_PREFIX } },
          ScanIndexForward: false,
        }),
      );
      return Items.map(sessionFromItem).filter(({ expiresAt }) => expiresAt > now());
    },

    async create(session) {
      await put(pointerToItem(socketKey(session.socketHash), session, session.created + POINTER_KEPT_MS));
      await put(sessionToItem(session));
    },

    async delete(session) {
      await remove(socketKey(session.socketHash));
      await remove(sessionKey(session));
    },

    async findBySocket(socketHash) {
      const pointer = await read(socketKey(socketHash));
      return pointer && get(pointerFromItem(pointer));
    },

    async findByConnection(connectionId) {
      const pointer = await read(connectionKey(connectionId));
      return pointer && pointerFromItem(pointer);
    },

    async connect(session, connectionId, at) {
      await Promise.all([
        put(pointerToItem(connectionKey(connectionId), session, at + POINTER_KEPT_MS)),
        put(pointerToItem(socketKey(session.socketHash), session, at + POINTER_KEPT_MS)),
      ]);
      const before = await update(
        session,
        {
          UpdateExpression:
            'SET connectionId = :connection, connectedAt = :at, lastSeen = :at, catchingUp = :yes, expires_at = if_not_exists(ends_at, :later) REMOVE replayedTo',
          ConditionExpression: 'attribute_exists(id)',
          ReturnValues: 'ALL_OLD',
        },
        { ':connection': connectionId, ':at': at, ':yes': true, ':later': later(at) },
      );
      return before && sessionFromItem(before);
    },

    async disconnect(place, connectionId, at) {
      await update(
        place,
        {
          UpdateExpression:
            'SET lastSeen = :at, expires_at = if_not_exists(ends_at, :later) REMOVE connectionId, connectedAt, catchingUp, replayedTo',
          ConditionExpression: 'connectionId = :connection',
        },
        { ':connection': connectionId, ':at': at, ':later': later(at) },
      );
      await remove(connectionKey(connectionId));
    },

    async caughtUp(place, connectionId, replayedTo) {
      const change = {
        UpdateExpression: 'SET replayedTo = :to REMOVE catchingUp',
        ConditionExpression: 'connectionId = :connection',
      };
      return (await update(place, change, { ':connection': connectionId, ':to': replayedTo })) !== undefined;
    },

    async acknowledge(place, key, over) {
      const after = await update(
        place,
        {
          UpdateExpression: `SET eventCursor = :key, expires_at = if_not_exists(ends_at, :later)${
            over ? ', cursorOver = :over' : ' REMOVE cursorOver'
          } ADD acknowledged :keys`,
          ConditionExpression: 'attribute_exists(id) AND (attribute_not_exists(eventCursor) OR eventCursor < :key)',
          ReturnValues: 'UPDATED_NEW',
        },
        { ':key': key, ':keys': new Set([key]), ':later': later(now()), ...(over ? { ':over': over } : {}) },
      );
      const old = (after?.acknowledged?.SS ?? []).filter((one) => one < overlapping(key));
      if ((after?.acknowledged?.SS?.length ?? 0) <= MANY_ACKNOWLEDGED || old.length === 0) return;
      await update(place, { UpdateExpression: 'DELETE acknowledged :old' }, { ':old': new Set(old) });
    },
  };
}
