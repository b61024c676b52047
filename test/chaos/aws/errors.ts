/**
 * Errors of AWS services as they are on the wire. Status codes and names are those of the models in `@aws-sdk/client-*`
 * (`dist-es/schemas/schemas_0.js`).
 */
import { randomUUID } from 'node:crypto';
import type { AwsCall, AwsResponse } from './call.ts';

export interface AwsError {
  readonly status: number;
  /** With the namespace that the service sends. */
  readonly type: string;
  readonly message: string;
  /** Code of the older Query protocol, which SQS sends as well, with whose fault the error is. */
  readonly queryError?: string;
}

type Some<T> = readonly [T, ...T[]];

export interface ServiceErrors {
  /** Errors of a call that had no effect. */
  readonly throttled: Some<AwsError>;
  /** Errors after which the caller does not know whether its call had an effect. */
  readonly failed: Some<AwsError>;
}

const DYNAMODB = 'com.amazonaws.dynamodb.v20120810';

/**
 * By the services that meet faults. Each documents that it throttles with these errors:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html#API_SendMessageBatch_Errors
 * https://docs.aws.amazon.com/kms/latest/developerguide/throttling.html
 */
export const ERRORS: Readonly<Record<'dynamodb' | 'sqs' | 'kms', ServiceErrors>> = {
  dynamodb: {
    throttled: [
      {
        status: 400,
        type: `${DYNAMODB}#ProvisionedThroughputExceededException`,
        message:
          'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
      },
      {
        status: 400,
        type: 'com.amazon.coral.availability#ThrottlingException',
        message:
          'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.',
      },
      {
        status: 400,
        type: `${DYNAMODB}#RequestLimitExceeded`,
        message: 'Throughput exceeds the current throughput limit for your account.',
      },
    ],
    failed: [
      { status: 500, type: `${DYNAMODB}#InternalServerError`, message: 'Internal server error' },
      {
        status: 503,
        type: 'com.amazon.coral.availability#ServiceUnavailableException',
        message: 'The service is temporarily unavailable.',
      },
    ],
  },
  sqs: {
    throttled: [
      {
        status: 403,
        type: 'com.amazonaws.sqs#RequestThrottled',
        message: 'The request was denied due to request throttling.',
        queryError: 'RequestThrottled;Sender',
      },
      {
        // SQS calls KMS to encrypt and decrypt messages.
        status: 400,
        type: 'com.amazonaws.sqs#KmsThrottled',
        message: 'Amazon Web Services KMS throttles requests for the following conditions.',
        queryError: 'KMS.ThrottlingException;Sender',
      },
    ],
    failed: [
      // Errors of all services: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
      {
        status: 503,
        type: 'com.amazonaws.sqs#ServiceUnavailable',
        message: 'The request has failed due to a temporary failure of the server.',
        queryError: 'ServiceUnavailable;Receiver',
      },
      {
        status: 500,
        type: 'com.amazonaws.sqs#InternalFailure',
        message: 'The request processing has failed because of an unknown error, exception or failure.',
        queryError: 'InternalFailure;Receiver',
      },
    ],
  },
  kms: {
    throttled: [
      {
        status: 400,
        type: 'ThrottlingException',
        message: 'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
      },
    ],
    failed: [
      {
        status: 500,
        type: 'KMSInternalException',
        message: 'The request was rejected because an internal exception occurred. The request can be retried.',
      },
      {
        status: 500,
        type: 'KeyUnavailableException',
        message: 'The request was rejected because the specified KMS key was not available. You can retry the request.',
      },
      {
        status: 503,
        type: 'DependencyTimeoutException',
        message: 'The system timed out while trying to fulfill the request. You can retry the request.',
      },
    ],
  },
};

/** Returns the errors of a service; undefined when its calls meet no faults. */
export const errorsOf = (service: string): ServiceErrors | undefined => new Map(Object.entries(ERRORS)).get(service);

/** Returns the error as the response of the service: `__type` in JSON, and the headers that AWS sends. */
export function errorResponse({ service }: Pick<AwsCall, 'service'>, error: AwsError): AwsResponse {
  return {
    status: error.status,
    headers: {
      'content-type': service === 'kms' ? 'application/x-amz-json-1.1' : 'application/x-amz-json-1.0',
      'x-amzn-requestid': randomUUID(),
      ...(error.queryError ? { 'x-amzn-query-error': error.queryError } : {}),
    },
    body: JSON.stringify({ __type: error.type, message: error.message }),
  };
}
