import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putAll } from '../../../../lambdas/adapters/dynamodb/batch-write.ts';
import { type Item, toItem } from '../../../../lambdas/adapters/dynamodb/item.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { aTenant, idsOf, REFUSED, row, TableName, tableOf } from './table.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const { put, read, update, query } = tableOf(() => dynamo.client);

test.each<[string, AttributeValue]>([
  ['an empty string', { S: '' }],
  ['empty binary', { B: new Uint8Array() }],
  ['an empty list and an empty map', { L: [{ M: {} }, { L: [] }] }],
  ['a number of 38 digits', { N: '12345678901234567890123456789012345678' }],
  ['a small fraction', { N: '0.000000000000000000000000000000000012345678901234567890123456789' }],
  ['any characters', { S: 'größer 🚚 \u0000 \u2028 \uffff' }],
])('are returned as they were stored: %s', async (_name, value) => {
  const tenant = aTenant();
  await put(row(tenant, 'a', { value }));
  expect((await read(tenant, 'a'))?.value).toEqual(value);
});

test.each<[string, Item]>([
  ['an empty key', { id: { S: '' } }],
  ['a key of more than 1,024 bytes', { id: { S: 'x'.repeat(1025) } }],
  ['a key that is a number', { id: { N: '1' } }],
  ['an empty set', { value: { SS: [] } }],
  ['a set with the same text twice', { value: { SS: ['a', 'a'] } }],
  ['a number of 39 digits', { value: { N: '123456789012345678901234567890123456789' } }],
  ['a number that is none', { value: { N: '1 000' } }],
])('are refused: %s', async (_name, over) => {
  await expect(put(row(aTenant(), 'a', over))).rejects.toMatchObject(REFUSED);
});

test('numbers are added in decimal, without a loss', async () => {
  const tenant = aTenant();
  await put(row(tenant, 'a', toItem({ slot: 1_768_478_400_000.1, count: 0.1 })));
  const { Attributes } = await update(tenant, {
    UpdateExpression: 'SET slot = slot + :gap ADD #count :more',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: toItem({ ':gap': 1000 / 3, ':more': 0.2 }),
    ReturnValues: 'ALL_NEW',
  });
  expect(Attributes).toMatchObject({ slot: { N: '1768478400333.4333333333333' }, count: { N: '0.3' } });
});

test('keys are sorted by their bytes in UTF-8', async () => {
  const tenant = aTenant();
  const sorted = ['A', 'Z', 'a', 'z', 'é', 'я', '値', '\uffff', '🚚'];
  await putAll(
    dynamo.client,
    TableName,
    sorted.toReversed().map((id) => row(tenant, id)),
  );
  expect(idsOf((await query(tenant)).Items)).toEqual(sorted);
  expect(idsOf((await query(tenant, { ScanIndexForward: false, Limit: 2 })).Items)).toEqual(['🚚', '\uffff']);
});

test('a set without its last member is removed', async () => {
  const tenant = aTenant();
  const ExpressionAttributeValues = { ':one': { SS: ['x'] } };
  for (const UpdateExpression of ['ADD members :one', 'DELETE members :one']) {
    await update(tenant, { UpdateExpression, ExpressionAttributeValues });
  }
  expect(await read(tenant, 'a')).toEqual(row(tenant, 'a'));
});
