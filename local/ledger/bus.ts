/** The customer's side of an EventBridge destination: a rule on the bus into a queue, and a reader of that queue. */
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
import type { Arrival } from './account.ts';

export interface BusReader {
  readonly arrivals: readonly Arrival[];
  /** Reads what is left in the queue, then stops reading. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** @param destinationId whose events the rule takes: the source of each ends with it */
export async function startBusReader(
  endpoints: AwsEndpoints,
  destinationId: string,
  onArrival: (arrival: Arrival) => void,
): Promise<BusReader> {
  const { sqs, eventBridge, ...others } = createClients(endpoints);
  const name = `ledger-${randomUUID()}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const pattern = { source: [{ suffix: `/${destinationId}` }], 'detail-type': [{ prefix: 'github.' }] };
  await eventBridge.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
  const target = { Id: 'queue', Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}` };
  await eventBridge.send(new PutTargetsCommand({ Rule: name, Targets: [target] }));

  const arrivals: Arrival[] = [];
  /** @returns whether there was anything */
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
  // Whoever drains is told of a failure; until then it must not end the process.
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

/** What EventBridge hands on is an envelope; its `detail` is the body that an endpoint would get. */
function arrivalOf({ Body = '' }: Message): Arrival {
  const { detail } = JSON.parse(Body);
  return {
    eventId: String(detail?.id),
    body: detail,
    bytes: Buffer.byteLength(JSON.stringify(detail)),
    accepted: true,
  };
}
