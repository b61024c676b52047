/**
 * Prices of AWS in US dollars, for us-east-1, arm64, on demand, after the free tier. Copied from public sources in November 2026.
 * Compare them with https://aws.amazon.com/{apigateway,lambda,dynamodb,sqs,kms,cloudwatch}/pricing/ before you rely on a sum.
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
  /** Additional price of a send with a message group, which makes the queue fair. */
  sqsFairSend: 0.1e-6,
  kmsRequest: 3e-6,
  logGigabyte: 0.5,
} as const;

/** Returns the share of a processor of a function with this memory: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const PROCESSOR_SHARE = 512 / 1769;

/** Memory of the publish and deliver functions in the stack. */
export const FUNCTION_GIGABYTES = 0.5;

/**
 * Assumed waiting times of functions, milliseconds, because they cannot be measured without AWS. A batch waits for its slowest
 * endpoint.
 */
export const ASSUMED_WAITS = {
  dynamoMs: 5,
  sqsMs: 8,
  endpointMs: 150,
} as const;
