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

/** Megabytes of a function that has one processor: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const PROCESSOR_MEGABYTES = 1769;

/** Share of a processor of the publish and deliver functions in the stack, and their memory. */
export const PROCESSOR_SHARE = 512 / PROCESSOR_MEGABYTES;
export const FUNCTION_GIGABYTES = 0.5;

/** Memory of the sweep function in the stack, which has one processor. */
export const SWEEP_GIGABYTES = PROCESSOR_MEGABYTES / 1024;

/**
 * Assumed waiting times of functions, milliseconds, because they cannot be measured without AWS. A batch waits for its slowest
 * endpoint.
 */
export const ASSUMED_WAITS = {
  dynamoMs: 5,
  sqsMs: 8,
  endpointMs: 150,
} as const;
