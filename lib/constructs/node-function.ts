/** A Lambda function: runtime, architecture, bundle, logs and role. */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  Alias,
  Architecture,
  type CfnAlias,
  type CfnEventSourceMapping,
  type CfnFunction,
  EventSourceMapping,
  type IVersion,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../lambdas/adapters/telemetry/metric-names.ts';
import { ENV, type EnvName } from '../../lambdas/env.ts';
import { bundledCode } from '../bundling/bundle.ts';

/** Properties that all functions of a stage share. */
export interface FunctionDefaults {
  /** Settings of every function, by the names of `lambdas/env.ts`. */
  readonly settings: Partial<Record<EnvName, string>>;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  /** Whether AWS X-Ray records a sample of the invocations. */
  readonly isTraced: boolean;
}

export interface NodeFunctionProps extends FunctionDefaults {
  /** Folder of `lambdas/` with the `handler.ts` of the function. */
  readonly folder: string;
  /** Name of the function in its log lines and metrics. Defaults to the folder. */
  readonly name?: string;
  /** Text of files that are deployed beside the code, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly description: string;
  /** MB. The share of a processor grows with it. */
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  /** Queue for the events of asynchronous invocations that failed. */
  readonly deadLetterQueue?: Queue;
  /** Reason for having no dead-letter queue. */
  readonly noDeadLetterQueue?: string;
  /**
   * Whether messages that the function sends can invoke it again. Lambda stops other functions after 16 rounds of such a loop.
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
   */
  readonly mayLoop?: boolean;
  /** Whether callers invoke an alias of the function, which a deployment can shift gradually to a new version. */
  readonly hasAlias?: boolean;
}

const TABLE_ACTIONS = {
  get: ['dynamodb:GetItem'],
  batchGet: ['dynamodb:BatchGetItem'],
  query: ['dynamodb:Query'],
  put: ['dynamodb:PutItem'],
  update: ['dynamodb:UpdateItem'],
  delete: ['dynamodb:DeleteItem'],
  /** Puts and deletes: IAM does not distinguish them in a batch. */
  batchWrite: ['dynamodb:BatchWriteItem'],
} as const;
export type TableAccess = keyof typeof TABLE_ACTIONS;
export type QueueAccess = keyof typeof QUEUE_ACTIONS;
const QUEUE_ACTIONS = {
  send: ['sqs:SendMessage'],
  /** What an event source needs: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions */
  consume: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  /** Also hides messages, which holds short retries in the queue. */
  hold: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
} as const;
const KEY_ACTIONS = { seal: ['kms:GenerateDataKey', 'kms:Decrypt'], open: ['kms:Decrypt'] } as const;

/** A table of the stack, or an existing one. */
export interface BoundTable {
  readonly tableName: string;
  readonly tableArn: string;
}

/** Name of the alias of a function whose versions are shifted gradually. */
export const LIVE_ALIAS = 'live';

export interface ConsumeProps {
  /** Largest number of batches at the same time. */
  readonly maxConcurrency?: number;
  readonly batchSize?: number;
}

/** A function of `lambdas/`. Each `bind…` method sets the variable that names a resource and grants its use, together. */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  /** Name of the function in its log lines and metrics. */
  readonly name: string;
  readonly role: Role;
  readonly logGroup: LogGroup;
  readonly #hasAlias: boolean;
  #live: Alias | undefined;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { folder, name = folder, logRetention: retention, removalPolicy } = props;
    this.name = name;
    this.#hasAlias = props.hasAlias ?? false;
    this.logGroup = new LogGroup(this, 'Logs', { retention, removalPolicy });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: bundledCode(folder, props.files),
      handler: 'index.handler',
      role: this.role,
      memorySize: props.memorySize,
      timeout: Duration.seconds(props.timeoutSeconds),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      // A line at start and end of each call would cost more to store than the attempt's own line.
      systemLogLevelV2: SystemLogLevel.WARN,
      environment: {
        // Stacks of errors name our files. https://nodejs.org/docs/latest-v24.x/api/cli.html#--enable-source-maps
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
      },
      ...(props.deadLetterQueue && { deadLetterQueue: props.deadLetterQueue }),
      ...(props.isTraced && { tracing: Tracing.ACTIVE }),
      ...(props.mayLoop && { recursiveLoop: RecursiveLoop.ALLOW }),
      // The alias may have to return to it.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    for (const [name, value] of Object.entries(props.settings)) this.setting(name as EnvName, value);
    if (props.isTraced) {
      // The CDK allows both actions of active tracing: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
      Validations.of(this.role).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'Segments of X-Ray have no resources. A function can only write segments.',
      });
    } else {
      Validations.of(this.function).acknowledge({
        id: 'Serverless-LambdaTracing',
        reason:
          'The setting tracing is off: the row of a delivery and its log line record every attempt with its phases.',
      });
    }
    if (props.noDeadLetterQueue) {
      Validations.of(this.function).acknowledge({ id: 'Serverless-LambdaDLQ', reason: props.noDeadLetterQueue });
    }
  }

  /** The alias that callers invoke, if the function has one. Get it when the function is complete: it publishes a version. */
  get live(): Alias | undefined {
    if (!this.#hasAlias) return undefined;
    // The CDK's class and its interface differ under exactOptionalPropertyTypes.
    const version = this.function.currentVersion as IVersion;
    this.#live ??= new Alias(this, 'Live', { aliasName: LIVE_ALIAS, version });
    return this.#live;
  }

  /** Sets a variable of `lambdas/env.ts`. */
  setting(name: EnvName, value: string): void {
    this.function.addEnvironment(ENV[name].name, value);
  }

  /**
   * @param access the operations that the function uses, no others. `npm run test:permissions` fails on one that no test needs
   * @param indexes secondary indexes that are read as well
   */
  bindTable(table: BoundTable, name: EnvName, access: readonly TableAccess[], indexes: readonly string[] = []): void {
    this.setting(name, table.tableName);
    const actions = access.flatMap((one) => TABLE_ACTIONS[one]);
    this.allow(actions, [table.tableArn]);
    if (indexes.length > 0) {
      this.allow(
        ['dynamodb:Query'],
        indexes.map((index) => `${table.tableArn}/index/${index}`),
      );
    }
  }

  bindQueue(queue: Queue, name: EnvName, access: QueueAccess): void {
    this.setting(name, queue.queueUrl);
    this.allow(QUEUE_ACTIONS[access], [queue.queueArn]);
  }

  /** Reads a queue in batches, of ten by default, with a result for each message. */
  consume(queue: Queue, { maxConcurrency, batchSize = 10 }: ConsumeProps = {}): void {
    this.allow(QUEUE_ACTIONS.consume, [queue.queueArn]);
    const source = new EventSourceMapping(this, 'Source', {
      target: this.function,
      eventSourceArn: queue.queueArn,
      batchSize,
      reportBatchItemFailures: true,
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    });
    // An event source maps to the function or to its alias, whose weights then apply to batches.
    // https://docs.aws.amazon.com/lambda/latest/dg/using-aliases.html
    if (this.live) (source.node.defaultChild as CfnEventSourceMapping).functionName = this.live.functionArn;
    Validations.of(source).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'An SQS event source has no failure destination. Failed messages stay in the queue or move to its dead-letter queue.',
    });
  }

  /** Allows the function to generate and decrypt (`seal`) or only to decrypt (`open`) data keys of accounts. */
  bindDataKeys(key: Key, name: EnvName, access: keyof typeof KEY_ACTIONS): void {
    this.setting(name, key.keyArn);
    this.role.addToPolicy(
      new PolicyStatement({
        actions: [...KEY_ACTIONS[access]],
        resources: [key.keyArn],
        // Only data keys of an account, never what DynamoDB encrypts with the same key.
        conditions: { StringLike: { 'kms:EncryptionContext:account': 'acct_*' } },
      }),
    );
  }

  bindSecret(secret: Secret, name: EnvName): void {
    this.setting(name, secret.secretArn);
    this.allow(['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], [secret.secretArn]);
  }

  allow(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }
}

/**
 * Orders the updates of the functions, so that a number of shards can be raised.
 * @param first reads all shards of the lists of deliveries. It knows the new ones before a delivery is in one of them, and so does
 * not end a drain while deliveries wait there
 * @param last the functions that make event keys; each is updated after the one before. Every function that reads lists of events
 * knows the new shards before an event is stored in one of them
 */
export function orderUpdates(
  scope: Construct,
  { first, last }: { readonly first: NodeFunction; readonly last: readonly NodeFunction[] },
): void {
  const all = scope.node.findAll().filter((one): one is NodeFunction => one instanceof NodeFunction);
  const others = all.filter((one) => one !== first && !last.includes(one));
  for (const one of others) after(one, first);
  let before = [first, ...others];
  for (const one of last) {
    for (const other of before) after(one, other);
    before = [one];
  }
}

/** Updates a function when another one is updated: when all its batches are with the new version, if they are shifted gradually. */
function after(one: NodeFunction, other: NodeFunction): void {
  const updated = (other.live ?? other.function).node.defaultChild as CfnAlias | CfnFunction;
  (one.function.node.defaultChild as CfnFunction).addDependency(updated);
}
