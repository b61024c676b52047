/**
 * One trace leads from publishing to the attempt without an instrumented SDK: the SDK of a function sends the header of its invocation
 * with each request, SQS keeps it with every message of the batch, and Lambda links the invocation that receives the message to it.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html
 */
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createDeliveryQueue } from '../../../../lambdas/adapters/sqs/delivery-queue.ts';
import { logger } from '../../../../lambdas/adapters/telemetry/telemetry.ts';
import { sqsEvent } from '../../../../local/functions/event-source.ts';
import { REGION } from '../../../../local/template.ts';
import { aMessage } from '../../../doubles/factories.ts';
import { startSqs } from '../../../doubles/local-aws.ts';

const ROOT = '1-6929a0c0-0123456789abcdef01234567';
const HEADER = `Root=${ROOT};Parent=0123456789abcdef;Sampled=1;Lineage=1:0`;

let sqs: Awaited<ReturnType<typeof startSqs>>;
beforeAll(async () => {
  sqs = await startSqs();
});
afterAll(() => sqs?.stop());
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Sets the variables that Lambda sets for an invocation. */
function invoke(): void {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'publish');
  vi.stubEnv('_X_AMZN_TRACE_ID', HEADER);
}

test('every message of a batch has the trace of the invocation that sent it, also when the function receives it', async () => {
  invoke();
  const queue = createDeliveryQueue({
    client: sqs.client,
    deliveriesQueueUrl: sqs.queueUrl,
    slowDeliveriesQueueUrl: `${sqs.queueUrl}-slow`,
    now: Date.now,
  });
  expect(await queue.send([{ message: aMessage() }, { message: aMessage() }])).toEqual([]);
  const { Messages = [] } = await sqs.client.send(
    new ReceiveMessageCommand({
      QueueUrl: sqs.queueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['AWSTraceHeader'],
    }),
  );
  expect(Messages.map(({ Attributes }) => Attributes?.AWSTraceHeader)).toEqual([HEADER, HEADER]);
  const { Records } = sqsEvent(Messages, 'arn:aws:sqs:us-east-1:000000000000:deliveries', REGION);
  expect(Records.map(({ attributes }) => attributes.AWSTraceHeader)).toEqual([HEADER, HEADER]);
});

test('a log line names the trace, which leads from an event to its trace', () => {
  invoke();
  const write = vi.spyOn(console, 'warn').mockReturnValue();
  const line = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const errorLine = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  logger.warn('attempt', { event_id: 'evt_1' });
  const written = [write, line, errorLine].flatMap(({ mock }) => mock.calls.map(([text]) => String(text))).join('');
  expect(written).toMatch(new RegExp(`"xray_trace_id": *"${ROOT}"`));
});
