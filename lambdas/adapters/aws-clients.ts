/**
 * Creates all AWS clients. Each is created at first use and kept for the life of the function's instance. The calls are marked as
 * pure, so that a bundle contains only the clients that its function uses. The SDK reads region, credentials and endpoints from the
 * environment.
 */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { WaybillError } from '../core/errors.ts';

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const nothing = () => {};

/** Has no `info`: with one, the SDK copies every input and output to remove secrets for it, even if it does nothing. */
const logger = { debug: nothing, warn: nothing, error: nothing } as Required<DynamoDBClientConfig>['logger'];

/**
 * Time limits of a call. The SDK has none by default: a connection that was lost without a reset would block a function until its
 * timeout, together with the records of its batch. A call has time for two requests without a response and the pause between
 * them: 2 × 2.4 s + 0.05 s. A third request follows only after faster failures, such as throttling. docs/operations/capacity.md adds up the
 * calls of each function.
 */
export const LIMITS = {
  /** Milliseconds until a connection is made, without TLS. */
  connectMs: 1000,
  /** Milliseconds of one request, until its response begins. */
  requestMs: 2400,
  /** Requests of a call. The SDK pauses up to 0.05 s before the second and 0.1 s before the third, 1 s and 2 s when throttled. */
  attempts: 3,
  /** Milliseconds of the call: all its requests, the pauses between them, and reading the response. */
  callMs: 5000,
} as const;

const config = {
  logger,
  maxAttempts: LIMITS.attempts,
  requestHandler: {
    connectionTimeout: LIMITS.connectMs,
    requestTimeout: LIMITS.requestMs,
    // Without this, the SDK only logs a warning.
    throwOnRequestTimeout: true,
  },
};

interface Sends {
  // biome-ignore lint/suspicious/noExplicitAny: each client has its own overloads of the same shape
  send(command: any, options?: any): any;
}

/** Limits the time of every call of a client. A caller's own `abortSignal` replaces the limit. */
function bounded<C extends Sends>(client: C, service: string): C {
  const send = client.send.bind(client);
  client.send = async (command: unknown, options?: { readonly abortSignal?: AbortSignal }) => {
    if (options?.abortSignal) return await send(command, options);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), LIMITS.callMs);
    try {
      return await send(command, { ...options, abortSignal: deadline.signal });
    } catch (cause) {
      if (!deadline.signal.aborted) throw cause;
      throw new WaybillError(`${service} did not respond within ${LIMITS.callMs / 1000} s.`, { cause });
    } finally {
      clearTimeout(timer);
    }
  };
  return client;
}

export const dynamo = /* @__PURE__ */ once(() => bounded(new DynamoDBClient(config), 'DynamoDB'));
export const sqs = /* @__PURE__ */ once(() => bounded(new SQSClient(config), 'SQS'));
export const sns = /* @__PURE__ */ once(() => bounded(new SNSClient(config), 'SNS'));
export const kms = /* @__PURE__ */ once(() => bounded(new KMSClient(config), 'KMS'));
export const sts = /* @__PURE__ */ once(() => bounded(new STSClient(config), 'STS'));
export const secretsManager = /* @__PURE__ */ once(() => bounded(new SecretsManagerClient(config), 'Secrets Manager'));

/** Creates a client for one region and one set of credentials. Not cached here. */
export const eventBridge = (of: Pick<EventBridgeClientConfig, 'region' | 'credentials'> = {}): EventBridgeClient =>
  bounded(new EventBridgeClient({ ...of, ...config }), 'EventBridge');

/** Creates a client for one WebSocket API. @param endpoint URL of its stage, `https://…/listen` */
export const connections = (endpoint: string): ApiGatewayManagementApiClient =>
  bounded(new ApiGatewayManagementApiClient({ endpoint, ...config }), 'The WebSocket API');
