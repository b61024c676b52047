/**
 * The one place that builds AWS clients. Each is made at first use and kept for the life of the function's instance.
 * Marked pure, so that a bundle keeps only the clients its function uses. Region, credentials and endpoints come from the
 * environment, as the SDK reads them.
 */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
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

/**
 * The SDK strips secrets from a copy of every input and output for `logger.info`, also when that does nothing with them.
 * Without an `info` it leaves the copying out.
 */
const logger = { debug: nothing, warn: nothing, error: nothing } as Required<DynamoDBClientConfig>['logger'];

/**
 * Time limits of a call. The SDK has none of its own: a connection that was lost without a reset would hold a function until
 * its timeout, and with it the records of its batch.
 * Two requests without a response fit into a call, with the pause between them: 2 × 2.4 s + 0.05 s. A third is made only
 * after requests that failed sooner, such as throttled ones. docs/operations.md adds up the calls of each function.
 */
export const LIMITS = {
  /** Milliseconds until a connection is made, TLS excluded. */
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
    // Without it the SDK only logs a warning.
    throwOnRequestTimeout: true,
  },
};

interface Sends {
  // biome-ignore lint/suspicious/noExplicitAny: each client has its own overloads of the same shape
  send(command: any, options?: any): any;
}

/** Bounds every call of a client. A caller that passes an `abortSignal` bounds its call by that signal instead. */
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
export const kms = /* @__PURE__ */ once(() => bounded(new KMSClient(config), 'KMS'));
export const sts = /* @__PURE__ */ once(() => bounded(new STSClient(config), 'STS'));
export const secretsManager = /* @__PURE__ */ once(() => bounded(new SecretsManagerClient(config), 'Secrets Manager'));

/** Not memoised here: a client belongs to one region and one set of credentials. */
export const eventBridge = (of: Pick<EventBridgeClientConfig, 'region' | 'credentials'> = {}): EventBridgeClient =>
  bounded(new EventBridgeClient({ ...of, ...config }), 'EventBridge');

/** Of one WebSocket API. @param endpoint its stage's address, `https://…/listen` */
export const connections = (endpoint: string): ApiGatewayManagementApiClient =>
  bounded(new ApiGatewayManagementApiClient({ endpoint, ...config }), 'The WebSocket API');
