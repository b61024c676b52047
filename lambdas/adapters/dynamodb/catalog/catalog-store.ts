/**
 * Stores the catalogs of both modes in the control table, one row for each API version and event type. The body is deflated,
 * because each publish reads the row of its type.
 */
import { DeleteItemCommand, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { ApiVersion, EventTypeEntry } from '../../../core/catalog/catalog.ts';
import type { CatalogStore } from '../../../core/catalog/ports.ts';
import { InvalidFieldsError } from '../../../core/errors.ts';
import type { Mode } from '../../../core/tenant.ts';
import type { ControlTable } from '../control-rows.ts';
import { deflate, fromItem, type Item, inflate, toItem } from '../item.ts';

interface CatalogRow {
  readonly tenant: string;
  readonly id: string;
  /** JSON of the version or type, deflated. */
  readonly body: Uint8Array;
}

const PREFIXES = { version: 'version#', type: 'type#' } as const;
type Kind = keyof typeof PREFIXES;

/**
 * Largest body of a row, bytes. An item has at most 400 KB, including its keys and the names of its attributes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const MAX_BODY_BYTES = 390 * 1024;
/** Largest entry as JSON, characters. It bounds entries that compress well, because a response contains several. */
const MAX_JSON_LENGTH = 1024 * 1024;

const partition = (mode: Mode): string => `catalog#${mode}`;
const keyOf = (mode: Mode, kind: Kind, name: string) => ({ tenant: partition(mode), id: PREFIXES[kind] + name });

function bodyOf(kind: Kind, name: string, entry: object): Uint8Array {
  const json = JSON.stringify(entry);
  const body = json.length <= MAX_JSON_LENGTH ? deflate(json) : undefined;
  if (body && body.length <= MAX_BODY_BYTES) return body;
  throw new InvalidFieldsError(
    `'${name}' is too large for the catalog: it should be at most ${MAX_JSON_LENGTH / 1024} KB of JSON, and ${MAX_BODY_BYTES / 1024} KB compressed. Shorten its ${kind === 'type' ? 'schemas' : 'changes'}.`,
    { param: kind === 'type' ? 'schemas' : 'changes' },
  );
}

const fromRow = <T>(item: Item): T => JSON.parse(inflate(fromItem<CatalogRow>(item).body)) as T;

/**
 * Creates a store.
 * @param consistent whether reads are strongly consistent, which costs twice as much; not needed when a cache reads
 */
export function createCatalogStore({ client, controlTable: TableName }: ControlTable, consistent = true): CatalogStore {
  const queryOf = (mode: Mode, kind: Kind) => ({
    TableName,
    KeyConditionExpression: 'tenant = :tenant AND begins_with(id, :prefix)',
    ExpressionAttributeValues: { ':tenant': { S: partition(mode) }, ':prefix': { S: PREFIXES[kind] } },
    ConsistentRead: consistent,
  });

  const all = async <T>(mode: Mode, kind: Kind): Promise<T[]> => {
    const found: T[] = [];
    let from: Item | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({ ...queryOf(mode, kind), ...(from ? { ExclusiveStartKey: from } : {}) }),
      );
      found.push(...Items.map((item) => fromRow<T>(item)));
      from = LastEvaluatedKey;
    } while (from);
    return found;
  };

  const put = async (mode: Mode, kind: Kind, name: string, entry: object): Promise<void> => {
    const row: CatalogRow = { ...keyOf(mode, kind, name), body: bodyOf(kind, name, entry) };
    await client.send(new PutItemCommand({ TableName, Item: toItem(row) }));
  };

  const remove = async (mode: Mode, kind: Kind, name: string): Promise<void> => {
    await client.send(new DeleteItemCommand({ TableName, Key: toItem(keyOf(mode, kind, name)) }));
  };

  return {
    versions: async (mode) => (await all<ApiVersion>(mode, 'version')).reverse(),
    types: (mode) => all<EventTypeEntry>(mode, 'type'),

    async type(mode, type) {
      const Key = toItem(keyOf(mode, 'type', type));
      const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: consistent }));
      return Item && fromRow<EventTypeEntry>(Item);
    },

    async hasTypes(mode) {
      const { Count = 0 } = await client.send(
        new QueryCommand({ ...queryOf(mode, 'type'), Limit: 1, ProjectionExpression: 'id' }),
      );
      return Count > 0;
    },

    putVersion: (mode, version) => put(mode, 'version', version.version, version),
    putType: (mode, entry) => put(mode, 'type', entry.type, entry),
    deleteVersion: (mode, version) => remove(mode, 'version', version),
    deleteType: (mode, type) => remove(mode, 'type', type),
  };
}
