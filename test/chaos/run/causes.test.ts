import { describe, expect, test } from 'vitest';
import { type AwsCall, type AwsReply, jsonResponse } from '../aws/call.ts';
import { createCauses } from './causes.ts';

const NOW = 1_800_000_000_000;
const arrivals = (...accepted: number[]) => ({
  accepted,
  digests: new Set<string>(),
  refused: 0,
  offTime: 0,
  invalid: 0,
});
const call = (service: string, operation: string, input: object, over: Partial<AwsCall> = {}): AwsCall => ({
  service,
  operation,
  caller: 'deliver',
  invocation: 'one',
  attempt: 1,
  body: JSON.stringify(input),
  isAbandoned: () => false,
  ...over,
});
const row = { destination_id: { S: 'ed_1' }, event_id: { S: 'evt_1' } };
const put = (over: Partial<AwsCall> = {}) => call('dynamodb', 'PutItem', { TableName: 't', Item: row }, over);
const message = JSON.stringify({ destination: { id: 'ed_1' }, event: { key: 'evt_1' } });

function observed() {
  const causes = createCauses();
  const make = (one: AwsCall, reply: AwsReply = jsonResponse({})) => causes.layer(one, async () => reply);
  const explain = (...accepted: number[]) => causes.explain('ed_1', 'evt_1', arrivals(...accepted));
  return { causes, make, explain };
}

test('an event that was accepted once needs no cause, and a repeat without one has none', () => {
  const { explain } = observed();
  expect(explain()).toEqual([]);
  expect(explain(NOW)).toEqual([]);
  expect(explain(NOW, NOW + 1)).toEqual([undefined]);
});

test('each copy that was handed out explains one repeat', () => {
  const { causes, explain } = observed();
  causes.addCopy(message);
  expect(explain(NOW, NOW + 1, NOW + 2)).toEqual(['copies', undefined]);
});

test.each<[string, AwsCall, AwsReply]>([
  ['a failed write of the row', put(), { status: 500, headers: {}, body: '{}' }],
  ['a write without a response', put(), 'no_response'],
  ['a write whose connection was reset', put(), 'reset'],
  ['a write for whose response its caller did not wait', put({ isAbandoned: () => true }), jsonResponse({})],
  ['a write that the SDK repeats', put({ attempt: 2 }), jsonResponse({})],
  [
    'a batch with unprocessed items',
    call('dynamodb', 'BatchWriteItem', { RequestItems: { t: [{ PutRequest: { Item: row } }] } }),
    jsonResponse({ UnprocessedItems: { t: [{}] } }),
  ],
  [
    'a failed send of a message',
    call('sqs', 'SendMessageBatch', { Entries: [{ Id: '0', MessageBody: message }] }),
    'reset',
  ],
  [
    'a send that was refused in part',
    call('sqs', 'SendMessageBatch', { Entries: [{ Id: '0', MessageBody: message }] }),
    jsonResponse({ Successful: [], Failed: [{ Id: '0' }] }),
  ],
])('%s explains a repeat', async (_, one, reply) => {
  const { make, explain } = observed();
  await make(one, reply);
  expect(explain(NOW, NOW + 1, NOW + 2)).toEqual(['calls', undefined]);
});

test('a failed request and the one that the SDK makes after it are one cause', async () => {
  const { make, explain } = observed();
  await make(put(), 'reset');
  await make(put({ attempt: 2 }));
  expect(explain(NOW, NOW + 1, NOW + 2)).toEqual(['calls', undefined]);
});

test('an internal error of the delivery explains a repeat', () => {
  const { causes, explain } = observed();
  causes.addError('ed_1', 'evt_1');
  expect(explain(NOW, NOW + 1, NOW + 2)).toEqual(['calls', undefined]);
});

test('a call that succeeds, reads or is about another delivery explains nothing', async () => {
  const { make, explain } = observed();
  await make(put(), jsonResponse({ UnprocessedItems: {}, Failed: [] }));
  await make(call('dynamodb', 'GetItem', { Key: row }), 'reset');
  await make(call('dynamodb', 'PutItem', { Item: { ...row, destination_id: { S: 'ed_2' } } }), 'reset');
  await make(call('kms', 'Decrypt', {}), 'reset');
  expect(explain(NOW, NOW + 1)).toEqual([undefined]);
});

test('an attempt that ended without a response explains a repeat', () => {
  const { causes, explain } = observed();
  causes.addLate('ed_1', 'evt_1');
  expect(explain(NOW, NOW + 1, NOW + 2)).toEqual(['late', undefined]);
});

describe('a message that is received again', () => {
  const received = (ReceiptHandle: string) =>
    [
      call('sqs', 'ReceiveMessage', {}),
      jsonResponse({ Messages: [{ MessageId: 'm', ReceiptHandle, Body: message }] }),
    ] as const;

  test('without being deleted or hidden explains a repeat', async () => {
    const { make, explain } = observed();
    await make(...received('first'));
    expect(explain(NOW, NOW + 1)).toEqual([undefined]);
    await make(...received('second'));
    expect(explain(NOW, NOW + 1)).toEqual(['returns']);
  });

  test('after it was hidden explains nothing', async () => {
    const { make, explain } = observed();
    await make(...received('first'));
    await make(call('sqs', 'ChangeMessageVisibilityBatch', { Entries: [{ Id: '0', ReceiptHandle: 'first' }] }));
    await make(...received('second'));
    expect(explain(NOW, NOW + 1)).toEqual([undefined]);
  });

  test('with its copy explains nothing', async () => {
    const { make, explain } = observed();
    await make(...received('first'));
    await make(...received('copy-1'));
    expect(explain(NOW, NOW + 1)).toEqual([undefined]);
  });
});
