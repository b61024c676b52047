/** The function that receives webhooks on AWS, run as Lambda runs it, with a queue of this machine. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { functionZip, HANDLER } from '../../smoke/receivers/function-code.ts';
import { startSqs } from '../doubles/local-aws.ts';

let sqs: Awaited<ReturnType<typeof startSqs>>;
beforeAll(async () => {
  sqs = await startSqs();
});
afterAll(() => sqs?.stop());

/** Writes the files of the archive below the project, where the SDK is found. */
async function loadHandler(): Promise<(event: object) => Promise<object>> {
  mkdirSync('.waybill', { recursive: true });
  const folder = mkdtempSync(join('.waybill', 'function-'));
  try {
    for (const [name, bytes] of Object.entries(unzipSync(functionZip()))) writeFileSync(join(folder, name), bytes);
    const [file, exported = ''] = HANDLER.split('.');
    return (await import(join(process.cwd(), folder, `${file}.mjs`)))[exported];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([
  ['text', '{"id":"evt_1"}', false],
  ['base64', Buffer.from('{"id":"evt_1"}').toString('base64'), true],
])('passes the headers and the body on to the queue, with a body in %s', async (_, body, isBase64Encoded) => {
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', new URL(sqs.queueUrl).origin);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('QUEUE_URL', sqs.queueUrl);
  const handler = await loadHandler();
  expect(await handler({ headers: { 'webhook-id': 'evt_1' }, body, isBase64Encoded })).toEqual({ statusCode: 200 });
  const { Messages = [] } = await sqs.client.send(new ReceiveMessageCommand({ QueueUrl: sqs.queueUrl }));
  vi.unstubAllEnvs();
  expect(Messages.map(({ Body = '' }) => JSON.parse(Body))).toEqual([
    { headers: { 'webhook-id': 'evt_1' }, body: '{"id":"evt_1"}' },
  ]);
});
