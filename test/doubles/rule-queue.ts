/** The customer's side of an EventBridge destination: a rule on the default bus that sends events to a queue. */
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type AwsEndpoints, CREDENTIALS } from '../../local/aws/emulators.ts';
import { ACCOUNT, REGION } from '../../local/template.ts';
import { until } from './receiver.ts';

/**
 * @param name of rule and queue
 * @param pattern events that the rule matches
 */
export async function startRuleQueue(endpoints: AwsEndpoints, name: string, pattern: object) {
  const common = { region: REGION, credentials: CREDENTIALS };
  const sqs = new SQSClient({ ...common, endpoint: endpoints.sqs });
  const eventBridge = new EventBridgeClient({ ...common, endpoint: endpoints.eventBridge });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  await eventBridge.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
  const Targets = [{ Id: 'queue', Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}` }];
  await eventBridge.send(new PutTargetsCommand({ Rule: name, Targets }));
  return {
    /** Waits for the next message. @returns its body: EventBridge's envelope in JSON */
    async next(): Promise<string> {
      const message = await until(`a message is in the queue of rule ${name}`, async () => {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
        return Messages[0];
      });
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      return message.Body ?? '';
    },
    stop() {
      sqs.destroy();
      eventBridge.destroy();
    },
  };
}
