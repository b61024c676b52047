/**
 * What AWS asks, US dollars, us-east-1, arm64, on demand, after the free tier. Written down from public sources in November
 * 2026, not fetched: compare with https://aws.amazon.com/{apigateway,lambda,dynamodb,sqs,kms,cloudwatch}/pricing/ before
 * you rely on a sum.
 */
export const PRICES = {
  /** HTTP API, per request of up to 512 KB. */
  apiRequest: 1.0e-6,
  lambdaRequest: 0.2e-6,
  lambdaGbSecond: 13.3334e-6,
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  /** Standard queue, per request of up to 64 KB. */
  sqsRequest: 0.4e-6,
  /** On top, for each send with a message group: what makes the queue fair. */
  sqsFairSend: 0.1e-6,
  kmsRequest: 3e-6,
  logGigabyte: 0.5,
} as const;

/** Share of a processor that a function of this memory gets: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const PROCESSOR_SHARE = 512 / 1769;

/** Memory of publish and deliver in the stack. */
export const FUNCTION_GIGABYTES = 0.5;

/**
 * What cannot be measured without AWS: how long a function waits.
 * Milliseconds; a delivery batch waits for its slowest endpoint.
 */
export const ASSUMED_WAITS = {
  dynamoMs: 5,
  sqsMs: 8,
  endpointMs: 150,
} as const;
