/** Events as listen sessions get them: read by their keys, or from a key on, and noted down where they are others'. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { ListenEvents } from '../../../core/listen/ports.ts';
import type { EventPlace, ListenPlace } from '../../../core/listen/session.ts';
import type { Mode } from '../../../core/tenant.ts';
import { tenantKey } from '../../../core/tenant.ts';
import { getAll } from '../batch-get.ts';
import { putAllOrThrow } from '../batch-write.ts';
import { type EventStoreOptions, eventFromItem, eventKey } from '../event/event-store.ts';
import { fromItem, toItem } from '../item.ts';
import { filterOf, keyQuery, typeFilter } from '../query.ts';

/** Rows that a read looks at. */
const READ_AHEAD = 50;
/** Behind every event's key. */
const BEHIND_ALL = 'f';

const notesOf = ({ id }: ListenPlace): string => `listen_noted#${id}`;

export function createListenEvents({ client, eventsTable, controlTable }: EventStoreOptions): ListenEvents {
  const read = async (mode: Mode, places: readonly EventPlace[]) => {
    const wanted = places.map(({ account, key }) => ({ table: eventsTable, key: eventKey({ account, mode }, key) }));
    const found = (await getAll(client, wanted))[eventsTable] ?? [];
    const byPlace = new Map(found.map(eventFromItem).map((event) => [`${event.account} ${event.key}`, event]));
    return places.flatMap(({ account, key }) => byPlace.get(`${account} ${key}`) ?? []);
  };

  return {
    read,

    async from(tenant, key, types) {
      const bounds = { low: key, high: BEHIND_ALL };
      const range = { forward: true, limit: READ_AHEAD, from: undefined };
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: eventsTable,
          ConsistentRead: true,
          ...keyQuery(['tenant', tenantKey(tenant)], bounds, filterOf(typeFilter(types)), range),
        }),
      );
      return { events: Items.map(eventFromItem), upTo: LastEvaluatedKey?.event_id?.S };
    },

    async note(session, places, expiresAt) {
      const expires_at = Math.floor(expiresAt / 1000);
      const once = new Map(places.map((place) => [place.key, place]));
      const rows = [...once.values()].map(({ account, key }) =>
        toItem({ tenant: notesOf(session), id: key, account, expires_at }),
      );
      await putAllOrThrow(client, controlTable, rows);
    },

    async noted(session, key) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: controlTable,
          ConsistentRead: true,
          KeyConditionExpression: 'tenant = :tenant AND id >= :key',
          ExpressionAttributeValues: { ':tenant': { S: notesOf(session) }, ':key': { S: key } },
          Limit: READ_AHEAD,
        }),
      );
      const notes = Items.map((item) => fromItem<{ id: string; account: string }>(item));
      const places = notes.map(({ id, account }) => ({ account, key: id }));
      return { events: await read(session.mode, places), upTo: LastEvaluatedKey?.id?.S };
    },
  };
}
