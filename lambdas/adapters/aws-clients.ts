/**
 * The one place that builds AWS clients. Each is made at first use and kept for the life of the function's instance.
 * Marked pure, so that a bundle keeps only the clients its function uses. Region, credentials and endpoints come from the environment, as the SDK reads them.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
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

export const dynamo = /* @__PURE__ */ once(() => new DynamoDBClient({}));
export const sqs = /* @__PURE__ */ once(() => new SQSClient({}));
export const kms = /* @__PURE__ */ once(() => new KMSClient({}));
export const sts = /* @__PURE__ */ once(() => new STSClient({}));
export const secretsManager = /* @__PURE__ */ once(() => new SecretsManagerClient({}));

/** Not memoised here: a client belongs to one region and one set of credentials. */
export const eventBridge = (config: Pick<EventBridgeClientConfig, 'region' | 'credentials'> = {}): EventBridgeClient =>
  new EventBridgeClient(config);
