/** Reads the rows of a batch. Each is decoded when it is asked for, so that one that cannot be decoded costs only itself. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DeliveryContext, DeliveryReads } from '../../../core/delivery/ports.ts';
import { UndecodableRowError } from '../../../core/errors.ts';
import { getEach, idOf, unreadError } from '../batch-get.ts';
import { destinationFromItem, destinationKey } from '../destination/destination-item.ts';
import { eventFromItem, eventKey } from '../event/event-store.ts';
import type { Item } from '../item.ts';
import { deliveryFromItem, deliveryKey } from './delivery-item.ts';

interface ContextOptions {
  readonly client: DynamoDBClient;
  readonly deliveriesTable: string;
  readonly eventsTable: string;
  readonly controlTable: string;
}

export async function readContext(
  { client, deliveriesTable, eventsTable, controlTable }: ContextOptions,
  { destinations, deliveries, events }: DeliveryReads,
): Promise<DeliveryContext> {
  const { found, unread, cause } = await getEach(client, [
    ...destinations.map(({ tenant, id }) => ({ table: controlTable, key: destinationKey(tenant, id) })),
    ...deliveries.map((d) => ({ table: deliveriesTable, key: deliveryKey(d.destinationId, d.eventKey) })),
    ...events.map(({ tenant, key }) => ({ table: eventsTable, key: eventKey(tenant, key) })),
  ]);
  const missing = new Set(unread.map(({ table, key }) => idOf(table, key)));

  /** Returns a function that decodes the item of a key, once; undefined when there is none. */
  const decoded = <T>(table: string, names: readonly string[], decode: (item: Item) => T) => {
    const items = new Map((found[table] ?? []).map((item) => [idOf(table, keyOf(item, names)), item]));
    const values = new Map<string, T>();
    return (key: Item): T | undefined => {
      const id = idOf(table, key);
      if (missing.has(id)) throw unreadError(missing.size, cause);
      const item = items.get(id);
      if (!item || values.has(id)) return values.get(id);
      const value = decodeOne(item, id, decode);
      values.set(id, value);
      return value;
    };
  };
  const destinationOf = decoded(controlTable, ['tenant', 'id'], destinationFromItem);
  const rowOf = decoded(deliveriesTable, ['destination_id', 'event_id'], deliveryFromItem);
  const eventOf = decoded(eventsTable, ['tenant', 'event_id'], eventFromItem);
  const tenantOf = new Map(destinations.map(({ tenant, id }) => [id, tenant]));
  return {
    destination: (id) => {
      const tenant = tenantOf.get(id);
      return tenant && destinationOf(destinationKey(tenant, id));
    },
    delivery: (destinationId, key) => rowOf(deliveryKey(destinationId, key)),
    event: (tenant, key) => eventOf(eventKey(tenant, key)),
  };
}

const keyOf = (item: Item, names: readonly string[]): Item =>
  Object.fromEntries(names.map((name) => [name, item[name] as Item[string]]));

function decodeOne<T>(item: Item, id: string, decode: (item: Item) => T): T {
  try {
    return decode(item);
  } catch (cause) {
    throw new UndecodableRowError(`The row ${id} cannot be decoded.`, { cause });
  }
}
