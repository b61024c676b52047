import { expect, test } from 'vitest';
import { type AwsCall, type AwsReply, isResponse, jsonResponse } from './call.ts';
import { createQueueFaults } from './queue-faults.ts';

const QueueUrl = 'http://127.0.0.1:1/000000000000/jobs';

// biome-ignore lint/suspicious/noExplicitAny: outputs of SQS, read field by field
type Json = any;

/** A queue that hands out each message once and records the calls that reach it. */
function queueWith(shares: { duplicateShare?: number; lateShare?: number }) {
  const copied: string[] = [];
  const reached: { operation: string; input: Json }[] = [];
  const ready: { MessageId: string; ReceiptHandle: string; Body: string }[] = [];
  const faults = createQueueFaults({
    seed: 3,
    visibilitySeconds: () => 30,
    maxDelaySeconds: 20,
    now: () => clock.now,
    onCopy: (body) => copied.push(body),
  });
  const clock = { now: 1_000_000 };
  Object.assign(faults, shares);
  const upstream = async ({ operation, body }: AwsCall): Promise<AwsReply> => {
    const input = JSON.parse(body);
    reached.push({ operation, input });
    if (operation === 'ReceiveMessage') return jsonResponse({ Messages: ready.splice(0) });
    return jsonResponse({ Successful: input.Entries.map(({ Id }: { Id: string }) => ({ Id })), Failed: [] });
  };
  const call = async (operation: string, input: object): Promise<Json> => {
    const body = JSON.stringify({ QueueUrl, ...input });
    const reply = await faults.layer(
      { service: 'sqs', operation, caller: 'local', invocation: '', attempt: 1, body, isAbandoned: () => false },
      upstream,
    );
    return isResponse(reply) ? JSON.parse(reply.body) : reply;
  };
  const receive = async (over: object = {}): Promise<Json[]> =>
    (await call('ReceiveMessage', { MaxNumberOfMessages: 10, ...over })).Messages ?? [];
  const send = (id: string) => ready.push({ MessageId: id, ReceiptHandle: `handle-${id}`, Body: `body of ${id}` });
  const pass = (seconds: number) => {
    clock.now += seconds * 1000;
  };
  return { call, receive, send, pass, copied, reached, faults };
}

test('a copy has the id and the body of its message, a handle of its own, and its own receive count', async () => {
  const { receive, send, pass, copied } = queueWith({ duplicateShare: 1 });
  send('a');
  const [original] = await receive();
  expect(original).toEqual({ MessageId: 'a', ReceiptHandle: 'handle-a', Body: 'body of a' });
  expect(copied).toEqual([]);
  pass(20);
  const [copy] = await receive();
  expect(copy).toMatchObject({
    MessageId: 'a',
    Body: 'body of a',
    Attributes: { ApproximateReceiveCount: '1' },
  });
  expect(copy.ReceiptHandle).not.toBe('handle-a');
  expect(copied).toEqual(['body of a']);
});

test('a copy is hidden by its own visibility timeout, and received again until it is deleted', async () => {
  const { call, receive, send, pass, reached } = queueWith({ duplicateShare: 1 });
  send('a');
  await receive();
  pass(20);
  const [{ ReceiptHandle }] = await receive();
  pass(29);
  expect(await receive()).toEqual([]);
  pass(1);
  expect(await receive()).toMatchObject([{ Attributes: { ApproximateReceiveCount: '2' } }]);
  const before = reached.length;
  const Entries = [{ Id: '0', ReceiptHandle, VisibilityTimeout: 300 }];
  expect(await call('ChangeMessageVisibilityBatch', { Entries })).toEqual({ Successful: [{ Id: '0' }], Failed: [] });
  pass(299);
  expect(await receive()).toEqual([]);
  pass(1);
  expect(await receive()).toHaveLength(1);
  expect(await call('DeleteMessageBatch', { Entries: [{ Id: '0', ReceiptHandle }] })).toMatchObject({
    Successful: [{ Id: '0' }],
  });
  pass(1_000);
  expect(await receive()).toEqual([]);
  expect(reached.slice(before).map(({ operation }) => operation)).not.toContain('DeleteMessageBatch');
});

test('a batch of messages and copies reaches the queue with the messages alone', async () => {
  const { call, receive, send, pass, reached } = queueWith({ duplicateShare: 1 });
  send('a');
  await receive();
  pass(20);
  const [copy] = await receive();
  const Entries = [copy.ReceiptHandle, 'handle-a'].map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle }));
  const { Successful } = await call('DeleteMessageBatch', { Entries });
  expect(Successful.map(({ Id }: { Id: string }) => Id).sort()).toEqual(['0', '1']);
  expect(reached.at(-1)?.input.Entries).toEqual([{ Id: '1', ReceiptHandle: 'handle-a' }]);
});

test('a receive returns no more messages than asked for', async () => {
  const { receive, send, pass } = queueWith({ duplicateShare: 1 });
  for (const id of ['a', 'b']) send(id);
  await receive();
  pass(20);
  expect(await receive({ MaxNumberOfMessages: 1 })).toHaveLength(1);
  expect(await receive()).toHaveLength(1);
});

test('a late message is delayed beyond what its sender asked for, up to the limit of SQS', async () => {
  const { call, reached, faults } = queueWith({ lateShare: 1 });
  await call('SendMessageBatch', { Entries: [{ Id: '0' }, { Id: '1', DelaySeconds: 899 }] });
  const [first, second] = reached[0]?.input.Entries ?? [];
  expect(first.DelaySeconds).toBeGreaterThanOrEqual(1);
  expect(first.DelaySeconds).toBeLessThanOrEqual(20);
  expect(second.DelaySeconds).toBe(900);
  expect(faults.counts).toEqual({ copied: 0, late: 2 });
});

test('a FIFO queue hands out each message once', async () => {
  const { call, send } = queueWith({ duplicateShare: 1 });
  send('a');
  await call('ReceiveMessage', { QueueUrl: `${QueueUrl}.fifo` });
  expect(await call('ReceiveMessage', { QueueUrl: `${QueueUrl}.fifo` })).toEqual({ Messages: [] });
});
