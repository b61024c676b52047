/**
 * A table for tests of the rules of DynamoDB that the stores rely on. They run on each emulator, so that a test of a store that
 * passes there means that DynamoDB accepts its calls:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../../lambdas/adapters/dynamodb/item.ts';

export const TableName = 'control';

/** The options of stores. */
export const TABLES_OF_STORES = {
  ...{ deliveriesTable: 'deliveries', eventsTable: 'events', controlTable: TableName },
  ...{ dueShards: 1, shards: 1 },
};

export const REFUSED = { name: 'ValidationException' };

let tenants = 0;
/** Returns a partition that no other test has. */
export const aTenant = (): string => `acct_rules_${++tenants}`;
export const row = (tenant: string, id: string, over: Item = {}): Item => ({
  tenant: { S: tenant },
  id: { S: id },
  ...over,
});
export const idsOf = (items: readonly Item[] = []) => items.map(({ id }) => id?.S);

/** @param client returns the client once the tests run */
export const tableOf = (client: () => DynamoDBClient) => ({
  put: (item: Item) => client().send(new PutItemCommand({ TableName, Item: item })),
  read: async (tenant: string, id: string) =>
    (await client().send(new GetItemCommand({ TableName, Key: row(tenant, id), ConsistentRead: true }))).Item,
  /** Updates the row `a` of a tenant. */
  update: (tenant: string, over: Partial<UpdateItemCommandInput>) =>
    client().send(new UpdateItemCommand({ TableName, Key: row(tenant, 'a'), ...over })),
  query: (tenant: string, over: Partial<QueryCommandInput> = {}) =>
    client().send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'tenant = :tenant',
        ExpressionAttributeValues: { ':tenant': { S: tenant } },
        ...over,
      }),
    ),
});
