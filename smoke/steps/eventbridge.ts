/** An EventBridge destination as a customer has it: an event bus with a policy, a rule, and a queue that receives the events. */
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  type EventBridgeClient,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { ApiError } from '../../api-client/api-error.ts';
import { eventPath } from '../../api-client/paths.ts';
import { type AwsAccess, hasAccess } from '../aws/access.ts';
import { ignoring } from '../aws/ignoring.ts';
import { createQueue, type Queue } from '../aws/queue.ts';
import type { Made } from '../made.ts';
import type { Connection, RunContext } from '../run-context.ts';
import { NotTriedError, type Passed, passed } from '../steps.ts';
import { eventually } from '../waiting.ts';
import { createDestination } from './destinations.ts';

export interface Bus {
  readonly destination: string;
  readonly queue: Queue;
}

const TARGET = 'queue';

/** Creates the bus, the destination, the policy that the destination needs, the queue and the rule. */
export async function createBus(
  run: RunContext,
  connection: Connection,
  name: string,
  eventType: string,
): Promise<Passed<Bus>> {
  const { access, made } = run;
  if (!hasAccess(access)) throw new NotTriedError(access.missing);
  const { eventBridge } = access;
  made.add(`event bus ${name}`, () =>
    ignoring('ResourceNotFoundException', () => eventBridge.send(new DeleteEventBusCommand({ Name: name }))),
  );
  const { EventBusArn: busArn = '' } = await eventBridge.send(new CreateEventBusCommand({ Name: name }));
  const { id, amazon_eventbridge: target } = await ofBus(run, connection, eventType, busArn);
  if (!target?.bus_policy) throw new Error(`${id} has no policy for its bus.`);
  const policy = JSON.stringify(target.bus_policy);
  await eventBridge.send(new PutPermissionCommand({ EventBusName: name, Policy: policy }));
  const queue = await ruleQueue(access, name, eventType, made);
  return passed(`${id} on ${busArn}`, { destination: id, queue });
}

async function ofBus(run: RunContext, connection: Connection, eventType: string, busArn: string) {
  const [, , , region, account] = busArn.split(':');
  try {
    return await createDestination(run, connection, eventType, {
      type: 'amazon_eventbridge',
      amazon_eventbridge: { aws_account_id: account, aws_region: region, event_bus_arn: busArn },
    });
  } catch (error) {
    const reason = error instanceof ApiError ? NOT_TRIED[error.param ?? ''] : undefined;
    throw reason ? new NotTriedError(reason) : error;
  }
}

/** Why a deployment refuses a bus, by the field that its error names. */
const NOT_TRIED: Readonly<Record<string, string>> = {
  'amazon_eventbridge.aws_account_id':
    'The deployment refuses buses of its own AWS account. Use credentials of another one (AWS_PROFILE), or set permitOwnAccountBuses for the stage.',
  amazon_eventbridge: 'The deployment uses partner event sources. Create an EventBridge destination and send a ping.',
};

/** Creates a rule that sends the events of this type to a queue. */
async function ruleQueue({ eventBridge, sqs }: AwsAccess, name: string, eventType: string, made: Made): Promise<Queue> {
  const rule = { Name: name, EventBusName: name };
  const removeRule = async () => {
    await eventBridge.send(new RemoveTargetsCommand({ Rule: name, EventBusName: name, Ids: [TARGET] }));
    await eventBridge.send(new DeleteRuleCommand(rule));
  };
  made.add(`rule ${name}`, () => ignoring('ResourceNotFoundException', removeRule));
  const EventPattern = JSON.stringify({ 'detail-type': [eventType] });
  const { RuleArn } = await eventBridge.send(new PutRuleCommand({ ...rule, EventPattern }));
  const queue = await createQueue(sqs, `${name}-bus`, made, (Resource) => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource,
        Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } },
      },
    ],
  }));
  await putTarget(eventBridge, name, queue.arn);
  return queue;
}

async function putTarget(eventBridge: EventBridgeClient, name: string, Arn: string): Promise<void> {
  const input = { Rule: name, EventBusName: name, Targets: [{ Id: TARGET, Arn }] };
  const { FailedEntries = [] } = await eventBridge.send(new PutTargetsCommand(input));
  if (FailedEntries[0]) throw new Error(`The rule has no target: ${FailedEntries[0].ErrorMessage}`);
}

/** Time after which the event is sent again, milliseconds: a new rule matches after a moment. */
const RESEND_MS = 15_000;

/** Waits until the event has passed the bus, its rule and the queue. */
export async function arrivesOnBus(
  { limits }: RunContext,
  { api }: Connection,
  { destination, queue }: Bus,
  event: string,
): Promise<Passed<true>> {
  const inQueue = async () =>
    (await queue.bodies()).map((body): Envelope => JSON.parse(body)).find(({ detail }) => detail.id === event);
  let arrived = await eventually(inQueue, { ...limits, waitMs: Math.min(limits.waitMs, RESEND_MS) });
  const isResent = arrived === undefined;
  if (isResent) {
    await api.post(`${eventPath(event)}/retry`, { webhook_endpoint: destination });
    arrived = await eventually(inQueue, limits);
  }
  if (!arrived) throw new Error(`${event} did not arrive in the queue of the rule in time.`);
  if (!arrived.source.endsWith(`/${destination}`)) throw new Error(`The source is ${arrived.source}.`);
  return passed(`${event} from ${arrived.source}${isResent ? ', resent once, because the rule was new' : ''}`);
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
interface Envelope {
  readonly source: string;
  readonly detail: { readonly id: string };
}
