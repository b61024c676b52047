import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { CREDENTIALS, type Emulators, localQueueUrl, startEmulators } from '../../../../local/aws/emulators.ts';

const HOUR_MS = 60 * 60 * 1000;
let aws: Emulators;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startEmulators();
  sqs = new SQSClient({ endpoint: aws.endpoints.sqs, region: 'us-east-1', credentials: CREDENTIALS, maxAttempts: 1 });
});
afterAll(async () => {
  sqs.destroy();
  await aws.stop();
});

test.each(['jobs', 'jobs.fifo'])('%s hides a message for at most 12 hours after its receive', async (QueueName) => {
  const isFifo = QueueName.endsWith('.fifo');
  const Attributes = { VisibilityTimeout: '43200', ...(isFifo ? { FifoQueue: 'true' } : {}) };
  await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  const QueueUrl = localQueueUrl(aws.endpoints.sqs, QueueName);
  const group = isFifo ? { MessageGroupId: 'a', MessageDeduplicationId: 'a' } : {};
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', ...group }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  const hide = (hours: number) =>
    sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: Messages?.[0]?.ReceiptHandle,
        VisibilityTimeout: hours * 3600,
      }),
    );
  const received = Date.now();
  onTestFinished(() => void vi.restoreAllMocks());
  vi.spyOn(Date, 'now').mockReturnValue(received + 11 * HOUR_MS);
  await expect(hide(2)).rejects.toMatchObject({
    name: expect.stringContaining('InvalidParameterValue'),
    message: 'Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
  });
  await hide(0.5);
});
