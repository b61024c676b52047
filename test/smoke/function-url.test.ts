import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Made } from '../../smoke/made.ts';
import { receiveOnAws } from '../../smoke/receivers/function-url.ts';

/** AWS, which lists the calls. @param respond returns the output of a call, or throws */
function fakeAws(respond: (name: string) => object) {
  const calls: { readonly name: string; readonly input: Record<string, unknown> }[] = [];
  const client = {
    send: async (command: {
      readonly constructor: { readonly name: string };
      readonly input: Record<string, unknown>;
    }) => {
      const name = command.constructor.name.replace(/Command$/, '');
      calls.push({ name, input: command.input });
      return respond(name);
    },
  };
  return {
    calls,
    names: () => calls.map(({ name }) => name),
    clients: { sqs: client, iam: client, lambda: client } as never,
  };
}

const awsError = (name: string) => Object.assign(new Error(name), { name });

/** A URL that refuses its first request, as a new function URL does. */
async function newUrl(): Promise<string> {
  let requests = 0;
  const server = createServer((_, response) => response.writeHead(++requests === 1 ? 403 : 200).end()).listen(
    0,
    '127.0.0.1',
  );
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const limits = { signal: new AbortController().signal, waitMs: 60_000 };
const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:111122223333:smoke-1';

test('a function with a public URL is made, and everything is removed in the other order', async () => {
  const url = await newUrl();
  let refusals = 2;
  const aws = fakeAws((name) => {
    if (name === 'CreateFunction' && refusals-- > 0) throw awsError('InvalidParameterValueException');
    const message = { Body: JSON.stringify({ headers: { 'webhook-id': 'evt_1' }, body: '{}' }) };
    const probe = { Body: JSON.stringify({ headers: {}, body: '{}' }) };
    const outputs: Record<string, object> = {
      CreateQueue: { QueueUrl: 'https://sqs/smoke-1' },
      GetQueueAttributes: { Attributes: { QueueArn: QUEUE_ARN } },
      CreateRole: { Role: { Arn: 'arn:aws:iam::111122223333:role/smoke-1' } },
      CreateFunctionUrlConfig: { FunctionUrl: url },
      ReceiveMessage: { Messages: [probe, message] },
    };
    return outputs[name] ?? {};
  });
  const made = new Made();
  const receiver = await receiveOnAws(aws.clients, 'smoke-1', made, limits);
  expect(receiver.url).toBe(url);
  expect(aws.names()).toEqual([
    'CreateQueue',
    'GetQueueAttributes',
    'CreateRole',
    'PutRolePolicy',
    ...Array(3).fill('CreateFunction'),
    'CreateFunctionUrlConfig',
    'AddPermission',
    'AddPermission',
  ]);
  const policy = aws.calls.find(({ name }) => name === 'PutRolePolicy')?.input.PolicyDocument;
  expect(JSON.parse(String(policy)).Statement).toEqual([
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE_ARN },
  ]);
  expect(await receiver.received?.('evt_1')).toEqual([{ headers: { 'webhook-id': 'evt_1' }, body: '{}' }]);

  aws.calls.length = 0;
  expect(await made.removeAll()).toEqual({ removed: 3, failures: [] });
  expect(aws.names()).toEqual(['DeleteFunction', 'DeleteRolePolicy', 'DeleteRole', 'DeleteQueue']);
});

test('what was made before a refusal is removed; what does not exist is no failure', async () => {
  const aws = fakeAws((name) => {
    if (name === 'CreateFunction') throw awsError('AccessDeniedException');
    if (name === 'DeleteFunction') throw awsError('ResourceNotFoundException');
    if (name === 'DeleteQueue') throw new Error('Access to the queue is denied.');
    return {};
  });
  const made = new Made();
  await expect(receiveOnAws(aws.clients, 'smoke-1', made, limits)).rejects.toThrow('AccessDeniedException');
  expect(await made.removeAll()).toEqual({
    removed: 2,
    failures: ['queue smoke-1: Access to the queue is denied.'],
  });
});
