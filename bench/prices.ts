/**
 * Prices and rules of billing of AWS, in US dollars, for us-east-1, arm64, on demand, after the free tier. Copied from public sources
 * in November 2026. Compare them with the pages that are named here before you rely on a sum.
 */
export const PRICES = {
  /** HTTP API, per request of up to 512 KB: https://aws.amazon.com/api-gateway/pricing/ */
  apiRequest: 1.0e-6,
  /** https://aws.amazon.com/lambda/pricing/ */
  lambdaRequest: 0.2e-6,
  lambdaGbSecond: 13.3334e-6,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  /** Table of the standard class, a gigabyte for a month. */
  storageGigabyte: 0.25,
  /** Point-in-time recovery, a gigabyte of the table for a month. The length of the recovery period does not matter. */
  recoveryGigabyte: 0.2,
  /** Standard queue, per request of up to 64 KB: https://aws.amazon.com/sqs/pricing/ */
  sqsRequest: 0.4e-6,
  /** Additional price of a send with a message group, which makes the queue fair. */
  sqsFairSend: 0.1e-6,
  /** https://aws.amazon.com/kms/pricing/ */
  kmsRequest: 3e-6,
  /** Logs of the standard class, also lines with metrics: https://aws.amazon.com/cloudwatch/pricing/ */
  logGigabyte: 0.5,
  /** A gigabyte of compressed logs for a month. */
  logStorageGigabyte: 0.03,
  /** Custom metric for a month. */
  metric: 0.3,
  /** Out to the internet, the first 10 TB a month; in is free: https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer */
  transferGigabyte: 0.09,
  /** CloudFront, per HTTPS request, and a gigabyte out and to the origin: https://aws.amazon.com/cloudfront/pricing/ */
  cdnRequest: 1.0e-6,
  cdnGigabyte: 0.085,
  cdnOriginGigabyte: 0.02,
} as const;

/**
 * Bytes that DynamoDB bills for each item beside its size, in a table and in an index.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const ITEM_OVERHEAD_BYTES = 100;

/** Part of their size that logs have when they are stored, as the calculator of AWS assumes: https://calculator.aws */
export const LOG_COMPRESSION = 0.15;

/** Days of a month of storage. */
export const MONTH_DAYS = 30;

/**
 * DynamoDB reads the key of a table again for each caller after five minutes.
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html
 */
export const TABLE_KEY_MINUTES = 5;

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
