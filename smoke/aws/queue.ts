/** A queue of a run, and a reader of it. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Made } from '../made.ts';

export interface Queue {
  readonly url: string;
  readonly arn: string;
  /** Bodies of all messages that have arrived, oldest first. Receives once, for up to a second. */
  readonly bodies: () => Promise<readonly string[]>;
}

/** @param policyFor returns the policy of the queue with this ARN; undefined for none */
export async function createQueue(
  sqs: SQSClient,
  name: string,
  made: Made,
  policyFor?: (arn: string) => object,
): Promise<Queue> {
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  made.add(`queue ${name}`, () => sqs.send(new DeleteQueueCommand({ QueueUrl: url })));
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  const arn = Attributes.QueueArn ?? '';
  if (policyFor) {
    const Policy = JSON.stringify(policyFor(arn));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy } }));
  }
  const bodies: string[] = [];
  return {
    url,
    arn,
    bodies: async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      for (const { Body = '', ReceiptHandle } of Messages) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
        bodies.push(Body);
      }
      return bodies;
    },
  };
}
