/** Reads events for listen sessions, and records events of other accounts for them in the control table. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { ListenEvents } from '../../../core/listen/ports.ts';
import type { EventRef, ListenSessionKey } from '../../../core/listen/session.ts';
import type { Mode } from '../../../core/tenant.ts';
import { tenantKey } from '../../../core/tenant.ts';
import { getAll } from '../batch-get.ts';
import { putAllOrThrow } from '../batch-write.ts';
import { type EventStoreOptions, eventFromItem, eventKey } from '../event/event-store.ts';
import { fromItem, toItem } from '../item.ts';
import { filterOf, typeFilter } from '../query.ts';
import { mergeShards, queriedRows } from '../shards.ts';

/** Rows of one read of all shards. */
const READ_AHEAD = 50;
/** Sorts after every event key. */
const AFTER_ALL = 'f';

const recordedPartition = ({ id }: ListenSessionKey): string => `listen_noted#${id}`;

export function createListenEvents(options: EventStoreOptions): ListenEvents {
  const { client, eventsTable, controlTable } = options;
  const read = async (mode: Mode, refs: readonly EventRef[]) => {
    const wanted = refs.map(({ account, key }) => ({ table: eventsTable, key: eventKey({ account, mode }, key) }));
    const found = (await getAll(client, wanted))[eventsTable] ?? [];
    const byRef = new Map(found.map(eventFromItem).map((event) => [`${event.account} ${event.key}`, event]));
    return refs.flatMap(({ account, key }) => byRef.get(`${account} ${key}`) ?? []);
  };

  return {
    read,

    async from(tenant, key, types) {
      const rows = queriedRows(options, {
        table: { TableName: eventsTable, ConsistentRead: true },
        partition: ['tenant', tenantKey(tenant)],
        bounds: { low: key, high: AFTER_ALL },
        filter: filterOf(typeFilter(types)),
      });
      const range = await mergeShards(rows, true)(READ_AHEAD);
      return { events: range.rows.map(eventFromItem), readTo: range.reached };
    },

    async record(session, refs, expiresAt) {
      const expires_at = Math.floor(expiresAt / 1000);
      const once = new Map(refs.map((sessionKey) => [sessionKey.key, sessionKey]));
      const rows = [...once.values()].map(({ account, key }) =>
        toItem({ tenant: recordedPartition(session), id: key, account, expires_at }),
      );
      await putAllOrThrow(client, controlTable, rows);
    },

    async recorded(session, key) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: controlTable,
          ConsistentRead: true,
          KeyConditionExpression: 'tenant = :tenant AND id >= :key',
          ExpressionAttributeValues: { ':tenant': { S: recordedPartition(session) }, ':key': { S: key } },
          Limit: READ_AHEAD,
        }),
      );
      const rows = Items.map((item) => fromItem<{ id: string; account: string }>(item));
      const refs = rows.map(({ id, account }) => ({ account, key: id }));
      return { events: await read(session.mode, refs), readTo: LastEvaluatedKey?.id?.S };
    },
  };
}
