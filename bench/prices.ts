/**
 * What AWS asks, US dollars, us-east-1, arm64, on demand, after the free tier. Read off the pricing pages in November 2026:
 * https://aws.amazon.com/{apigateway,lambda,dynamodb,sqs,kms,cloudwatch,eventbridge}/pricing/
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
  kmsRequest: 3e-6,
  logGigabyte: 0.5,
} as const;

/**
 * What cannot be measured without AWS: how long a function waits. Memory is that of the stack.
 * Milliseconds; a delivery batch waits for its slowest endpoint.
 */
export const ASSUMED_WAITS = {
  dynamoMs: 5,
  sqsMs: 8,
  endpointMs: 150,
} as const;
