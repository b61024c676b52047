import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getAll } from '../../../../lambdas/adapters/dynamodb/batch-get.ts';
import { deleteAll, putAll } from '../../../../lambdas/adapters/dynamodb/batch-write.ts';
import type { Item } from '../../../../lambdas/adapters/dynamodb/item.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { aTenant, idsOf, REFUSED, row, TableName, tableOf } from './table.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const { put, read, update, query } = tableOf(() => dynamo.client);

/** Bytes of names and keys: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const ofSize = (tenant: string, id: string, bytes: number): Item => {
  const rest = 'tenant'.length + tenant.length + 'id'.length + id.length + 'body'.length;
  return row(tenant, id, { body: { S: 'x'.repeat(bytes - rest) } });
};
const LARGEST = 400 * 1024;

test('an item has at most 400 KB, names included', async () => {
  const tenant = aTenant();
  await put(ofSize(tenant, 'a', LARGEST));
  expect((await read(tenant, 'a'))?.body?.S).toHaveLength(LARGEST - 12 - tenant.length - 1);
  await expect(put(ofSize(tenant, 'b', LARGEST + 1))).rejects.toMatchObject(REFUSED);
  await expect(
    update(tenant, { UpdateExpression: 'SET more = :more', ExpressionAttributeValues: { ':more': { S: 'x' } } }),
  ).rejects.toMatchObject(REFUSED);
});

test('a page of a Query ends after a megabyte, and the next one continues behind its last row', async () => {
  const tenant = aTenant();
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(
    await putAll(
      dynamo.client,
      TableName,
      names.map((id) => ofSize(tenant, id, 300 * 1024)),
    ),
  ).toEqual([]);
  const pages: (string | undefined)[][] = [];
  let from: Item | undefined;
  do {
    const { Items, LastEvaluatedKey } = await query(tenant, from ? { ExclusiveStartKey: from } : {});
    if (LastEvaluatedKey) expect(LastEvaluatedKey.id?.S).toBe(idsOf(Items).at(-1));
    pages.push(idsOf(Items));
    from = LastEvaluatedKey;
  } while (from);
  expect(pages.flat()).toEqual(names);
  expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(4);
});

test('keys of more rows than a response has are read in several requests, and each row once', async () => {
  const tenant = aTenant();
  const items = Array.from({ length: 24 }, (_, n) => ofSize(tenant, `row_${n}`, LARGEST));
  expect(await putAll(dynamo.client, TableName, items)).toEqual([]);
  const wanted = items.map(({ id }) => ({ table: TableName, key: row(tenant, id?.S ?? '') }));
  const found = await getAll(dynamo.client, [...wanted, ...wanted]);
  expect(idsOf(found[TableName]).toSorted()).toEqual(idsOf(items).toSorted());
});

test('a batch with two items of one key is refused as a whole, and its items are returned', async () => {
  const tenant = aTenant();
  const items = ['a', 'b', 'a'].map((id) => row(tenant, id));
  expect(idsOf(await putAll(dynamo.client, TableName, items))).toEqual(['a', 'b', 'a']);
  expect(await deleteAll(dynamo.client, TableName, items)).toHaveLength(3);
  expect((await query(tenant)).Items).toEqual([]);
});

test('a scan reads every row, page by page', async () => {
  const tenant = aTenant();
  await putAll(
    dynamo.client,
    TableName,
    ['a', 'b', 'c'].map((id) => row(tenant, id)),
  );
  const found: (string | undefined)[] = [];
  let from: Item | undefined;
  do {
    const { Items, LastEvaluatedKey } = await dynamo.client.send(
      new ScanCommand({
        TableName,
        Limit: 2,
        FilterExpression: 'tenant = :tenant',
        ExpressionAttributeValues: { ':tenant': { S: tenant } },
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    found.push(...idsOf(Items));
    from = LastEvaluatedKey;
  } while (from);
  expect(found.toSorted()).toEqual(['a', 'b', 'c']);
});
