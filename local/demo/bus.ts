/** The customer's side of an EventBridge destination: a rule that sends events of the bus to a queue, and a reader of the queue. */
import { randomUUID } from 'node:crypto';
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { AwsEndpoints } from '../aws/emulators.ts';
import { createClients } from '../resources.ts';
import { ACCOUNT, REGION } from '../template.ts';
import type { Arrival } from './reconcile.ts';

export interface BusReader {
  readonly arrivals: readonly Arrival[];
  /** Reads the remaining messages and stops. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** Creates the rule and the queue. @param destinationId selects the events, whose source ends with it */
export async function startBusReader(
  endpoints: AwsEndpoints,
  destinationId: string,
  onArrival: (arrival: Arrival) => void,
): Promise<BusReader> {
  const { sqs, eventBridge, ...others } = createClients(endpoints);
  const name = `demo-${randomUUID()}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const pattern = { source: [{ suffix: `/${destinationId}` }], 'detail-type': [{ prefix: 'github.' }] };
  await eventBridge.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
  const target = { Id: 'queue', Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}` };
  await eventBridge.send(new PutTargetsCommand({ Rule: name, Targets: [target] }));

  const arrivals: Arrival[] = [];
  /** Returns whether there was a message. */
  const readOnce = async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) return false;
    for (const message of Messages) {
      const arrival = arrivalOf(message);
      arrivals.push(arrival);
      onArrival(arrival);
    }
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: `m${index}`, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return true;
  };
  let draining = false;
  const reading = (async () => {
    while ((await readOnce()) || !draining) {}
  })();
  // A failure is reported by drain. Until then it must not end the process.
  reading.catch(() => {});
  const drain = () => {
    draining = true;
    return reading;
  };
  return {
    arrivals,
    drain,
    stop: async () => {
      await drain().catch(() => {});
      await eventBridge.send(new RemoveTargetsCommand({ Rule: name, Ids: [target.Id] }));
      await eventBridge.send(new DeleteRuleCommand({ Name: name }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      for (const client of [sqs, eventBridge, ...Object.values(others)]) client.destroy();
    },
  };
}

/** Returns the `detail` of an EventBridge envelope, which is the body that an endpoint would receive. */
function arrivalOf({ Body = '' }: Message): Arrival {
  const { detail } = JSON.parse(Body);
  return {
    eventId: String(detail?.id),
    body: detail,
    bytes: Buffer.byteLength(JSON.stringify(detail)),
    accepted: true,
  };
}
