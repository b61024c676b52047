import type { BatchWriteItemCommand, DynamoDBClient, WriteRequest } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { putAll, putAllOrThrow } from '../../../lambdas/adapters/dynamodb/batch-write.ts';
import { type Item, toItem } from '../../../lambdas/adapters/dynamodb/item.ts';

const TABLE = 'events';
const items: readonly Item[] = Array.from({ length: 60 }, (_, index) => toItem({ event_id: `evt_${index}` }));
const idsOf = (some: readonly Item[]) => some.map(({ event_id }) => event_id?.S);

type Answer = (asked: readonly Item[]) => { readonly refused?: readonly Item[]; readonly fault?: Error };

/** A table whose response to each request the test decides. */
function tableThat(answer: Answer) {
  const written = new Set<string | undefined>();
  const send = async ({ input }: BatchWriteItemCommand) => {
    const requests = input.RequestItems?.[TABLE] ?? [];
    const asked = requests.flatMap(({ PutRequest }) => (PutRequest?.Item ? [PutRequest.Item] : []));
    const { refused = [], fault } = answer(asked);
    if (fault) throw fault;
    const left = idsOf(refused);
    for (const id of idsOf(asked)) if (!left.includes(id)) written.add(id);
    // Like the SDK, returns copies.
    const UnprocessedItems: Record<string, WriteRequest[]> =
      refused.length > 0 ? { [TABLE]: refused.map((Item) => ({ PutRequest: { Item: structuredClone(Item) } })) } : {};
    return { UnprocessedItems };
  };
  return { client: { send } as unknown as DynamoDBClient, written };
}

const throttled = () => Object.assign(new Error('Rate exceeded'), { name: 'ProvisionedThroughputExceededException' });
const isOneOf = (ids: readonly string[]) => (item: Item) => ids.includes(item.event_id?.S as string);

test('items that DynamoDB refuses at first are written in a later round', async () => {
  let requests = 0;
  const { client, written } = tableThat((asked) => ({ refused: ++requests <= 3 ? asked.slice(0, 2) : [] }));
  expect(await putAll(client, TABLE, items)).toEqual([]);
  expect(written.size).toBe(60);
});

test('an item that stays refused is returned, and all others are written', async () => {
  const { client, written } = tableThat((asked) => ({ refused: asked.filter(isOneOf(['evt_3', 'evt_40'])) }));
  expect(idsOf(await putAll(client, TABLE, items))).toEqual(['evt_3', 'evt_40']);
  expect(written.size).toBe(58);
});

test('a request that fails as a whole returns its own items, and the other requests are written', async () => {
  const { client, written } = tableThat((asked) => (asked.some(isOneOf(['evt_30'])) ? { fault: throttled() } : {}));
  expect(idsOf(await putAll(client, TABLE, items))).toEqual(idsOf(items.slice(25, 50)));
  expect(written.size).toBe(35);
});

test('a request that fails in a later round returns only what was left for it', async () => {
  let requests = 0;
  const { client } = tableThat((asked) => (++requests > 1 ? { fault: throttled() } : { refused: asked.slice(5, 8) }));
  expect(idsOf(await putAll(client, TABLE, items.slice(0, 25)))).toEqual(['evt_5', 'evt_6', 'evt_7']);
});

test('a caller that needs all items written gets an error when they are not', async () => {
  const { client } = tableThat((asked) => ({ refused: asked.filter(isOneOf(['evt_3'])) }));
  await expect(putAllOrThrow(client, TABLE, items)).rejects.toThrow('1 items were not written to events.');
});
