import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { CREDENTIALS, localQueueUrl, startEmulators } from '../../../../local/aws/emulators.ts';
import { scratchFolder } from '../../scratch-folder.ts';

test('a message in a data folder that is made visible at once is received again, with its receive count', async () => {
  const aws = await startEmulators(scratchFolder());
  const sqs = new SQSClient({
    endpoint: aws.endpoints.sqs,
    region: 'us-east-1',
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    sqs.destroy();
    await aws.stop();
  });
  await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
  const QueueUrl = localQueueUrl(aws.endpoints.sqs, 'jobs');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
  const receive = async () => {
    const command = new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'] });
    return (await sqs.send(command)).Messages?.[0];
  };
  const { ReceiptHandle } = (await receive()) ?? {};
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  expect(await receive()).toMatchObject({ Body: 'one', Attributes: { ApproximateReceiveCount: '2' } });
});
