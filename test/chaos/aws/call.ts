/** Calls to AWS as a proxy sees them, and the layers through which they pass. */

/** A call of an operation. The body is JSON, except for STS. */
export interface AwsCall {
  /** Name in the signature: `dynamodb`, `sqs`, `kms`, `events`, `secretsmanager` or `sts`. */
  readonly service: string;
  /** `PutItem`, `SendMessageBatch` …; empty for STS. */
  readonly operation: string;
  /** Access key of the caller. On the local platform, functions use their name as the key. */
  readonly caller: string;
  readonly body: string;
  /** The same for all requests of one call of the SDK. */
  readonly invocation: string;
  /** 1 for the first request of the call. The SDK repeats a request that failed or had no response in time. */
  readonly attempt: number;
  /** Returns whether the caller has closed its connection, because it was terminated or did not wait any longer. */
  readonly isAbandoned: () => boolean;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** `no_response`: the caller waits until it gives up. `reset`: its connection is closed. */
export type AwsReply = AwsResponse | 'no_response' | 'reset';

export type Handle = (call: AwsCall) => Promise<AwsReply>;

/** Handles a call on its way to AWS, and the reply on its way back. */
export type Layer = (call: AwsCall, next: Handle) => Promise<AwsReply>;

/** Returns the response with another body. */
export const withBody = ({ status, headers }: AwsResponse, body: object): AwsResponse => {
  // DynamoDB sends a checksum of its own body.
  const { 'x-amz-crc32': _checksum, ...others } = headers;
  return { status, headers: others, body: JSON.stringify(body) };
};

/** Returns a successful response of a service that speaks JSON. */
export const jsonResponse = (body: object): AwsResponse => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});

export const isResponse = (reply: AwsReply): reply is AwsResponse => typeof reply === 'object';
