import {
  DeleteItemCommand,
  PutItemCommand,
  type QueryCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isConditionFailure, toItem } from '../../../../lambdas/adapters/dynamodb/item.ts';
import { startDynamo } from '../../../doubles/local-aws.ts';
import { aTenant, REFUSED, row, TableName, tableOf } from './table.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const { put, read, update, query } = tableOf(() => dynamo.client);

describe('conditions', () => {
  test('that do not hold change nothing, and have an error of their own', async () => {
    const tenant = aTenant();
    await put(row(tenant, 'a', toItem({ health: { revision: 2 } })));
    const condition = (ConditionExpression: string) => ({
      ConditionExpression,
      ExpressionAttributeValues: { ':seen': { N: '1' } },
    });
    const calls = [
      update(tenant, { UpdateExpression: 'REMOVE health', ...condition('health.revision = :seen') }),
      update(tenant, { UpdateExpression: 'REMOVE health', ...condition('gone.revision = :seen') }),
      dynamo.client.send(new PutItemCommand({ TableName, Item: row(tenant, 'a'), ...condition('health = :seen') })),
      dynamo.client.send(new DeleteItemCommand({ TableName, Key: row(tenant, 'a'), ...condition('id = :seen') })),
    ];
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && isConditionFailure(outcome.reason))).toEqual(
      calls.map(() => true),
    );
    expect(await read(tenant, 'a')).toEqual(row(tenant, 'a', toItem({ health: { revision: 2 } })));
  });

  test('of an update that creates a row hold for a row without attributes', async () => {
    const tenant = aTenant();
    const take = () =>
      update(tenant, {
        UpdateExpression: 'SET taken = if_not_exists(taken, :none) + :one',
        ConditionExpression: 'attribute_not_exists(taken) OR taken < :most',
        ExpressionAttributeValues: toItem({ ':none': 0, ':one': 1, ':most': 2 }),
        ReturnValues: 'ALL_NEW',
      });
    expect((await take()).Attributes?.taken).toEqual({ N: '1' });
    expect((await take()).Attributes?.taken).toEqual({ N: '2' });
    expect(isConditionFailure(await take().catch((error) => error))).toBe(true);
  });
});

describe('expressions that DynamoDB refuses', () => {
  const SET = { UpdateExpression: 'SET #name = :value', ExpressionAttributeValues: { ':value': { S: 'x' } } };
  test.each<[string, Partial<UpdateItemCommandInput>]>([
    ['a reserved word', { ...SET, UpdateExpression: 'SET status = :value' }],
    ['a name that is not defined', SET],
    ['a name that is not used', { ...SET, ExpressionAttributeNames: { '#name': 'a', '#other': 'b' } }],
    [
      'a value that is not used',
      {
        UpdateExpression: 'SET a = :value',
        ExpressionAttributeValues: { ':value': { S: 'x' }, ':other': { S: 'y' } },
      },
    ],
    ['no values', { UpdateExpression: 'REMOVE a', ExpressionAttributeValues: {} }],
    ['a key that is set', { ...SET, ExpressionAttributeNames: { '#name': 'id' } }],
    ['an attribute that is set twice', { ...SET, UpdateExpression: 'SET a = :value, a = :value' }],
    ['a sum with an attribute that is missing', { ...SET, UpdateExpression: 'SET a = gone + :value' }],
  ])('in an update: %s', async (_name, over) => {
    const tenant = aTenant();
    await put(row(tenant, 'a'));
    await expect(update(tenant, over)).rejects.toMatchObject(REFUSED);
    expect(await read(tenant, 'a')).toEqual(row(tenant, 'a'));
  });

  const FROM = { ':tenant': { S: 'acct_rules' } };
  test.each<[string, Partial<QueryCommandInput>]>([
    ['a filter of a key', { FilterExpression: 'id = :tenant' }],
    [
      'a range that ends before it starts',
      {
        KeyConditionExpression: 'tenant = :tenant AND id BETWEEN :low AND :high',
        ExpressionAttributeValues: { ...FROM, ':low': { S: 'b' }, ':high': { S: 'a' } },
      },
    ],
    ['a start in another partition', { ExclusiveStartKey: row('acct_other', 'a') }],
    [
      'a start outside the range',
      {
        KeyConditionExpression: 'tenant = :tenant AND id < :high',
        ExpressionAttributeValues: { ...FROM, ':high': { S: 'b' } },
        ExclusiveStartKey: row('acct_rules', 'c'),
      },
    ],
    ['an index that does not exist', { IndexName: 'unsettled' }],
    ['no rows', { Limit: 0 }],
  ])('in a query: %s', async (_name, over) => {
    await expect(query('acct_rules', over)).rejects.toMatchObject(REFUSED);
  });
});
