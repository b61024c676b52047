/** Live events for terminals and browsers: the WebSocket API, the listen queue and their functions. */
import { Aws, Duration, Stack, Validations } from 'aws-cdk-lib';
import { type CfnApi, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { LISTEN_PATH } from '../workbench/page-rules.ts';
import type { Monitoring } from './monitoring/monitoring.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import type { Storage } from './storage.ts';

export interface ListenProps {
  readonly defaults: FunctionDefaults;
  readonly storage: Storage;
  /** Messages of clients per second, and at once. */
  readonly throttle: { readonly rate: number; readonly burst: number } | undefined;
  readonly monitoring: Monitoring;
}

/** Name of the stage, which is the last part of its URL. */
const STAGE = LISTEN_PATH.slice(1);

/** Number of batches that are sent to sockets at the same time. */
const MAX_CONCURRENCY = 20;
const PUSH_SECONDS = 60;
/** Clients reconnect after a throttled request, and events that were not acknowledged are sent again. */
const THROTTLE = { rate: 1000, burst: 2000 };

export class Listen extends Construct {
  /** `wss://…/listen` */
  readonly url: string;
  /** Host of the WebSocket API. */
  readonly host: string;
  readonly #queue: Queue;
  readonly #connectionsUrl: string;
  readonly #api: WebSocketApi;

  constructor(scope: Construct, id: string, props: ListenProps) {
    super(scope, id);
    this.#queue = this.#fifo();
    const sockets = this.#socketFunction(props);
    const integration = (name: string) => ({ integration: new WebSocketLambdaIntegration(name, sockets.function) });
    const api = new WebSocketApi(this, 'Sockets', {
      description: 'Waybill: live events',
      // Required for the body of an error to reach the client. The Stripe CLI detects a deleted session by this body.
      connectRouteOptions: { ...integration('Connect'), returnResponse: true },
      disconnectRouteOptions: integration('Disconnect'),
      defaultRouteOptions: integration('Message'),
    });
    const stage = this.#stage(api, props);
    this.url = stage.url;
    this.host = `${api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
    this.#connectionsUrl = stage.callbackUrl;
    this.#api = api;
    this.#allowConnections(sockets, ['DELETE']);
    this.#pushFunction(props);
  }

  /** Allows a function to send events to the listen queue. */
  allowSend(fn: NodeFunction): void {
    fn.bindQueue(this.#queue, 'listenQueueUrl', 'send');
  }

  /** Allows a function to create sessions, send events to them and close their sockets. */
  allowControl(fn: NodeFunction): void {
    this.allowSend(fn);
    fn.setting('listenUrl', this.url);
    this.#allowConnections(fn, ['DELETE']);
  }

  /**
   * Each session is a message group, so that its events stay in order. Messages expire after an hour: the session receives what it
   * missed from the events table when its socket is opened again.
   */
  #fifo(): Queue {
    const queue = new Queue(this, 'Queue', {
      fifo: true,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.hours(1),
      visibilityTimeout: Duration.seconds(PUSH_SECONDS * 1.5),
    });
    const reason = 'Events whose messages expire are read from the table when the socket is opened again.';
    Validations.of(queue).acknowledge(
      { id: 'AwsSolutions-SQS3', reason },
      { id: 'Serverless-SQSRedrivePolicy', reason },
    );
    return queue;
  }

  #socketFunction({ defaults, storage, monitoring }: ListenProps): NodeFunction {
    const fn = new NodeFunction(this, 'Listen', {
      ...defaults,
      folder: 'listen',
      description: 'Waybill: sockets of listeners',
      memorySize: 256,
      timeoutSeconds: 29,
      noDeadLetterQueue: 'Only the WebSocket API calls it, and returns the error to the client.',
    });
    fn.bindTable(storage.control, 'controlTable', ['get', 'put', 'update', 'delete']);
    // The events store requires the name. An acknowledgement that names an event by the id that its publisher chose reads only the
    // control table.
    fn.setting('eventsTable', storage.events.tableName);
    this.allowSend(fn);
    monitoring.watchFunction('Listen', fn, {
      severity: 'ticket',
      errors: 3,
      meaning: 'Listeners cannot open sockets, or their acknowledgements are not recorded. Deliveries continue.',
    });
    return fn;
  }

  #pushFunction({ defaults, storage, monitoring }: ListenProps): void {
    const fn = new NodeFunction(this, 'Push', {
      ...defaults,
      folder: 'push',
      description: 'Waybill: sends events to listeners',
      memorySize: 512,
      timeoutSeconds: PUSH_SECONDS,
      // A replay continues in messages to its own queue. Each round advances it, and it ends with the socket.
      mayLoop: true,
      noDeadLetterQueue: 'Only the event source of its queue calls it. Failed messages become visible again.',
    });
    // Written for the events of other accounts that a session received, and to delete closed sockets.
    fn.bindTable(storage.control, 'controlTable', ['get', 'query', 'update', 'delete', 'batchWrite']);
    fn.bindTable(storage.events, 'eventsTable', ['batchGet', 'query']);
    fn.bindDataKeys(storage.key, 'secretsKeyId', 'open');
    fn.bindQueue(this.#queue, 'listenQueueUrl', 'send');
    // Messages that could not be sent to a socket are hidden until they are tried again.
    fn.bindQueue(this.#queue, 'listenQueueUrl', 'hold');
    fn.consume(this.#queue, { maxConcurrency: MAX_CONCURRENCY });
    this.#allowConnections(fn, ['POST', 'DELETE']);
    monitoring.watchFunction('Push', fn, {
      severity: 'ticket',
      errors: 3,
      meaning:
        'Listeners do not receive events live. Deliveries continue, and listeners receive the missed events when they reconnect.',
    });
  }

  #stage(api: WebSocketApi, { throttle = THROTTLE }: ListenProps): WebSocketStage {
    Validations.of(api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'The function checks the websocket id, a secret of the session, when a socket is opened.',
    });
    const stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: api,
      stageName: STAGE,
      autoDeploy: true,
      throttle: { rateLimit: throttle.rate, burstLimit: throttle.burst },
    });
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
    const reason =
      'Logging of a WebSocket API needs a role of the whole AWS account, which this stack must not change. The function logs sockets that open, are rejected and close.';
    Validations.of(stage).acknowledge(
      { id: 'AwsSolutions-APIG1', reason },
      { id: 'Serverless-APIGWAccessLogging', reason },
    );
    return stage;
  }

  /** Allows a function to use all connections of the API, because a connection gets its name when it is opened. */
  #allowConnections(fn: NodeFunction, methods: readonly string[]): void {
    fn.setting('connectionsUrl', this.#connectionsUrl);
    const paths = methods.map((method) => `${STAGE}/${method}/@connections/*`);
    const prefix = `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${this.#api.apiId}`;
    fn.allow(
      ['execute-api:ManageConnections'],
      paths.map((path) => `${prefix}/${path}`),
    );
    const name = Stack.of(this).getLogicalId(this.#api.node.defaultChild as CfnApi);
    const shown = `arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<${name}>`;
    const reason = 'A connection gets its name when it is opened. All of them belong to this API.';
    Validations.of(fn.role).acknowledge(
      ...paths.map((path) => ({ id: `AwsSolutions-IAM5[Resource::${shown}/${path}]`, reason })),
    );
  }
}
