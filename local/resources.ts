/** Creates the resources of the template with the AWS SDK at the given endpoints. Existing resources are kept. */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, GetQueueUrlCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type AwsEndpoints, CREDENTIALS } from './aws/emulators.ts';
import { bindNames } from './bind-names.ts';
import { REGION, type Resource, type Template, type Value } from './template.ts';

export function createClients(endpoints: AwsEndpoints) {
  const config = (endpoint: string) => ({ endpoint, region: REGION, credentials: CREDENTIALS });
  return {
    dynamo: new DynamoDBClient(config(endpoints.dynamodb)),
    sqs: new SQSClient(config(endpoints.sqs)),
    kms: new KMSClient(config(endpoints.kms)),
    secretsManager: new SecretsManagerClient(config(endpoints.secretsManager)),
    eventBridge: new EventBridgeClient(config(endpoints.eventBridge)),
  };
}

/** Creates a client that signs as a function. */
export const createQueueClient = ({ sqs }: AwsEndpoints, accessKeyId: string): SQSClient =>
  new SQSClient({ endpoint: sqs, region: REGION, credentials: { ...CREDENTIALS, accessKeyId } });

export type Clients = ReturnType<typeof createClients>;

/** Ids of resources that are stored between runs, in addition to the data of the services. */
export interface StoredResources {
  /** ARN of the KMS key of each key resource. */
  readonly keys: Record<string, string>;
}

export interface ResourceOptions {
  readonly clients: Clients;
  readonly stored: StoredResources;
  readonly platformKeys: { readonly live: string; readonly sandbox: string };
  /** Returns the URL of a queue by its name, for the emulator of this platform. Another SQS returns its own URL. */
  readonly queueUrl: (name: string) => string | undefined;
}

/** Creates tables, queues, keys, secrets and buses, and binds each to its resource in the template. */
export async function createResources(template: Template, options: ResourceOptions): Promise<void> {
  // A queue can name another one as its dead-letter queue, so the ARNs must be known first. They follow from the names.
  for (const [id, { Properties }] of template.ofType('AWS::SQS::Queue')) {
    const QueueName = queueName(id, Properties.FifoQueue);
    template.bind(id, { ref: '', attributes: { Arn: queueArn(template, QueueName), QueueName } });
  }
  // A dead-letter queue must exist before the queue that names it.
  const namesAnother = ([, { Properties }]: [string, Resource]) => Properties?.RedrivePolicy !== undefined;
  const { true: last = [], false: first = [] } = Object.groupBy(Object.entries(template.resources), (one) =>
    String(namesAnother(one)),
  );
  for (const [id, resource] of [...first, ...last]) await MAKERS[resource.Type]?.(id, resource, template, options);
  bindNames(template);
}

type Maker = (id: string, resource: Resource, template: Template, options: ResourceOptions) => Promise<void>;

const queueName = (logicalId: string, fifo = false) => `waybill-${logicalId}${fifo ? '.fifo' : ''}`;
const queueArn = ({ account }: Template, name: string) => `arn:aws:sqs:${REGION}:${account}:${name}`;

const MAKERS: Record<string, Maker> = {
  'AWS::DynamoDB::Table': async (id, { Properties }, template, { clients: { dynamo } }) => {
    const TableName = `waybill-${id}`;
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = template.resolve(Properties);
    const input: CreateTableCommandInput = {
      TableName,
      KeySchema,
      AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      ...(GlobalSecondaryIndexes ? { GlobalSecondaryIndexes } : {}),
    };
    await unlessThere('ResourceInUseException', () => dynamo.send(new CreateTableCommand(input)));
    await waitUntilTableExists({ client: dynamo, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName });
    template.bind(id, {
      ref: TableName,
      attributes: { Arn: `arn:aws:dynamodb:${REGION}:${template.account}:table/${TableName}` },
    });
  },
  'AWS::SQS::Queue': async (id, { Properties }, template, options) => {
    const QueueName = queueName(id, Properties.FifoQueue);
    const url = await makeQueue(options, QueueName, template.resolve(Properties));
    template.bind(id, { ref: url, attributes: { Arn: queueArn(template, QueueName), QueueName } });
  },
  'AWS::KMS::Key': async (id, _resource, template, { clients: { kms }, stored }) => {
    stored.keys[id] ??= (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
    const Arn = stored.keys[id];
    template.bind(id, { ref: Arn.split('/').at(-1) as string, attributes: { Arn } });
  },
  'AWS::SecretsManager::Secret': async (id, _resource, template, { clients: { secretsManager }, platformKeys }) => {
    const Name = `waybill-${id}`;
    const SecretString = JSON.stringify(platformKeys);
    const made = await unlessThere('ResourceExistsException', () =>
      secretsManager.send(new CreateSecretCommand({ Name, SecretString })),
    );
    const ref = made?.ARN ?? (await secretsManager.send(new GetSecretValueCommand({ SecretId: Name }))).ARN ?? '';
    template.bind(id, { ref, attributes: { Arn: ref } });
  },
  'AWS::Events::EventBus': async (id, { Properties }, template, { clients: { eventBridge } }) => {
    const { Name } = template.resolve(Properties);
    await unlessThere('ResourceAlreadyExistsException', () => eventBridge.send(new CreateEventBusCommand({ Name })));
    template.bind(id, {
      ref: Name,
      attributes: { Name, Arn: `arn:aws:events:${REGION}:${template.account}:event-bus/${Name}` },
    });
  },
};

/** Creates a queue with the properties of the template and returns its URL. */
async function makeQueue({ clients: { sqs }, queueUrl }: ResourceOptions, QueueName: string, properties: Value) {
  const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy, FifoQueue } = properties;
  const { DeduplicationScope, FifoThroughputLimit } = properties;
  const Attributes = {
    ...(VisibilityTimeout === undefined ? {} : { VisibilityTimeout: String(VisibilityTimeout) }),
    ...(MessageRetentionPeriod === undefined ? {} : { MessageRetentionPeriod: String(MessageRetentionPeriod) }),
    ...(RedrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
    ...(FifoQueue ? { FifoQueue: 'true', DeduplicationScope, FifoThroughputLimit } : {}),
  };
  const url = await makeOrFind(sqs, QueueName, Attributes);
  return queueUrl(QueueName) ?? url;
}

/** SQS rejects the creation of an existing queue with other attributes, which happens after the template has changed. */
async function makeOrFind(sqs: SQSClient, QueueName: string, Attributes: Record<string, string>): Promise<string> {
  const made = await unlessThere('QueueNameExists', () => sqs.send(new CreateQueueCommand({ QueueName, Attributes })));
  if (made?.QueueUrl) return made.QueueUrl;
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  return QueueUrl;
}

/** Lambda retries an asynchronous invocation twice: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html */
const INVOCATION_TRIES = 3;

export interface FunctionRule {
  readonly bus: string;
  readonly pattern: object;
  /** ARN of the queue for events on which the function failed. */
  readonly deadLetters?: string | undefined;
}

/**
 * Creates a rule that sends to a queue. The platform polls the queue and invokes the function, because every emulator of EventBridge
 * can send to a queue, but not to a function.
 */
export async function sendRuleToQueue(
  template: Template,
  name: string,
  { bus, pattern, deadLetters }: FunctionRule,
  options: ResourceOptions,
): Promise<{ readonly queueUrl: string; readonly queueArn: string }> {
  const { eventBridge } = options.clients;
  const url = await makeQueue(options, `${name}-tap`, {
    VisibilityTimeout: 60,
    ...(deadLetters ? { RedrivePolicy: { deadLetterTargetArn: deadLetters, maxReceiveCount: INVOCATION_TRIES } } : {}),
  });
  const rule = { Name: name, EventBusName: bus };
  await eventBridge.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify(pattern) }));
  const Arn = queueArn(template, `${name}-tap`);
  await eventBridge.send(new PutTargetsCommand({ Rule: name, EventBusName: bus, Targets: [{ Id: 'waybill', Arn }] }));
  return { queueUrl: url, queueArn: Arn };
}

/** Ignores an error with this name. The name can have a namespace, such as `AWS.SimpleQueueService.QueueNameExists`. */
async function unlessThere<T>(errorName: string, make: () => Promise<T>): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    if ((error as Error).name.split('.').at(-1) !== errorName) throw error;
    return undefined;
  }
}
