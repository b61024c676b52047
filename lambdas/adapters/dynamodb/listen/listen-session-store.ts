/** Stores listen sessions in the control table. */
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
import { LISTEN_RETENTION_MS, type ListenSessionKey, overlapStart } from '../../../core/listen/session.ts';
import { tenantKey } from '../../../core/tenant.ts';
import type { ControlTable } from '../control-rows.ts';
import { type Item, isConditionFailure, toItem } from '../item.ts';
import {
  connectionKey,
  pointerFromItem,
  pointerToItem,
  SESSION_PREFIX,
  sessionFromItem,
  sessionItemKey,
  sessionToItem,
  socketKey,
} from './listen-session-item.ts';

/** A pointer row must outlive its session, also when the socket was open for hours. Milliseconds. */
const POINTER_RETENTION_MS = 2 * LISTEN_RETENTION_MS;

/** Number of acknowledged keys from which the old ones are removed. */
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

  /** Updates a session. @returns the attributes of `ReturnValues`; undefined when the condition does not hold */
  const update = async (sessionKey: ListenSessionKey, change: Change, values: object): Promise<Item | undefined> => {
    try {
      const ExpressionAttributeValues = toItem(values);
      const command = new UpdateItemCommand({
        TableName,
        Key: sessionItemKey(sessionKey),
        ...change,
        ExpressionAttributeValues,
      });
      return (await client.send(command)).Attributes ?? {};
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return undefined;
    }
  };

  const get = async (sessionKey: ListenSessionKey) => {
    const item = await read(sessionItemKey(sessionKey));
    const session = item && sessionFromItem(item);
    return session && session.expiresAt > now() ? session : undefined;
  };

  const later = (at: number): number => Math.floor((at + LISTEN_RETENTION_MS) / 1000);

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
      await put(pointerToItem(socketKey(session.socketHash), session, session.created + POINTER_RETENTION_MS));
      await put(sessionToItem(session));
    },

    async delete(session) {
      await remove(socketKey(session.socketHash));
      await remove(sessionItemKey(session));
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
        put(pointerToItem(connectionKey(connectionId), session, at + POINTER_RETENTION_MS)),
        put(pointerToItem(socketKey(session.socketHash), session, at + POINTER_RETENTION_MS)),
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

    async disconnect(sessionKey, connectionId, at) {
      await update(
        sessionKey,
        {
          UpdateExpression:
            'SET lastSeen = :at, expires_at = if_not_exists(ends_at, :later) REMOVE connectionId, connectedAt, catchingUp, replayedTo',
          ConditionExpression: 'connectionId = :connection',
        },
        { ':connection': connectionId, ':at': at, ':later': later(at) },
      );
      await remove(connectionKey(connectionId));
    },

    async caughtUp(sessionKey, connectionId, replayedTo) {
      const change = {
        UpdateExpression: 'SET replayedTo = :to REMOVE catchingUp',
        ConditionExpression: 'connectionId = :connection',
      };
      return (await update(sessionKey, change, { ':connection': connectionId, ':to': replayedTo })) !== undefined;
    },

    async acknowledge(sessionKey, key, channel) {
      const after = await update(
        sessionKey,
        {
          UpdateExpression: `SET eventCursor = :key, expires_at = if_not_exists(ends_at, :later)${
            channel ? ', cursorOver = :over' : ' REMOVE cursorOver'
          } ADD acknowledged :keys`,
          ConditionExpression: 'attribute_exists(id) AND (attribute_not_exists(eventCursor) OR eventCursor < :key)',
          ReturnValues: 'UPDATED_NEW',
        },
        { ':key': key, ':keys': new Set([key]), ':later': later(now()), ...(channel ? { ':over': channel } : {}) },
      );
      const old = (after?.acknowledged?.SS ?? []).filter((one) => one < overlapStart(key));
      if ((after?.acknowledged?.SS?.length ?? 0) <= MANY_ACKNOWLEDGED || old.length === 0) return;
      await update(sessionKey, { UpdateExpression: 'DELETE acknowledged :old' }, { ':old': new Set(old) });
    },
  };
}
