/**
 * The one place that builds AWS clients. Each is made at first use and kept for the life of the function's instance.
 * Marked pure, so that a bundle keeps only the clients its function uses. Region, credentials and endpoints come from the environment, as the SDK reads them.
 */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';

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

export const dynamo = /* @__PURE__ */ once(() => new DynamoDBClient({ logger }));
export const sqs = /* @__PURE__ */ once(() => new SQSClient({ logger }));
export const kms = /* @__PURE__ */ once(() => new KMSClient({ logger }));
export const sts = /* @__PURE__ */ once(() => new STSClient({ logger }));
export const secretsManager = /* @__PURE__ */ once(() => new SecretsManagerClient({ logger }));

/** Not memoised here: a client belongs to one region and one set of credentials. */
export const eventBridge = (config: Pick<EventBridgeClientConfig, 'region' | 'credentials'> = {}): EventBridgeClient =>
  new EventBridgeClient({ ...config, logger });

/** Of one WebSocket API. @param endpoint its stage's address, `https://…/listen` */
export const connections = (endpoint: string): ApiGatewayManagementApiClient =>
  new ApiGatewayManagementApiClient({ endpoint, logger });
