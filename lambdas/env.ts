/** All environment variables of the functions: name, type, and expected value. `lib/` sets them by these names. */

import { ROW_FORMATS } from './adapters/dynamodb/row-format.ts';
import type { RateLimit } from './core/account/account.ts';
import { CHECK_MODES, UNKNOWN_TYPES } from './core/catalog/catalog.ts';
import { MAX_DRAIN_RATE } from './core/destination/health/drain-schedule.ts';
import { LANES } from './core/destination/health/health.ts';
import { ConfigurationError } from './core/errors.ts';
import { MAX_SHARDS } from './core/ids.ts';

type Parser<T> = (raw: string) => T | undefined;

interface Variable<T> {
  readonly name: string;
  readonly expected: string;
  readonly parse: Parser<T>;
}

const text: Parser<string> = (raw) => raw || undefined;
const flag: Parser<boolean> = (raw) => (raw === 'true' ? true : raw === 'false' ? false : undefined);
const numberBetween =
  (min: number, max: number): Parser<number> =>
  (raw) => {
    const value = Number(raw);
    return raw !== '' && value >= min && value <= max ? value : undefined;
  };

/** Parses `none` or an https URL. */
const addressOrNone: Parser<string | null> = (raw) => {
  if (raw === 'none') return null;
  return URL.canParse(raw) && raw.startsWith('https://') ? raw : undefined;
};

/** Parses `none` or the ARN of an SNS topic. */
const topicOrNone: Parser<string | null> = (raw) => (raw === 'none' ? null : raw.includes(':sns:') ? raw : undefined);

/** Parses the version of a function: null without a published one. */
const publishedVersion: Parser<string | null> = (raw) => (raw === '' || raw === '$LATEST' ? null : raw);

const oneOf =
  <T extends string>(all: readonly T[]): Parser<T> =>
  (raw) =>
    all.find((one) => one === raw);

/** Parses a rate and a burst: `1000/2000`. */
const rateLimit: Parser<RateLimit> = (raw) => {
  const [perSecond = 0, burst = 0] = /^\d+\/\d+$/.test(raw) ? raw.split('/').map(Number) : [];
  return perSecond >= 1 && burst >= 1 ? { perSecond, burst } : undefined;
};

const variable = <T>(name: string, expected: string, parse: Parser<T>): Variable<T> => ({ name, expected, parse });

const RATE_LIMIT = 'calls a second and burst, such as 1000/2000';

export const ENV = {
  stage: variable('WAYBILL_STAGE', 'the stage name, such as prod', text),
  platformName: variable('WAYBILL_PLATFORM_NAME', 'the name used in event sources, such as acme', text),
  platformAccount: variable('WAYBILL_PLATFORM_ACCOUNT', 'the account id of the platform itself, acct_…', text),
  eventsTable: variable('WAYBILL_EVENTS_TABLE', 'a DynamoDB table name', text),
  deliveriesTable: variable('WAYBILL_DELIVERIES_TABLE', 'a DynamoDB table name', text),
  controlTable: variable('WAYBILL_CONTROL_TABLE', 'a DynamoDB table name', text),
  deliveriesQueueUrl: variable('WAYBILL_DELIVERIES_QUEUE_URL', 'an SQS queue URL', text),
  slowDeliveriesQueueUrl: variable('WAYBILL_SLOW_DELIVERIES_QUEUE_URL', 'an SQS queue URL', text),
  listenQueueUrl: variable('WAYBILL_LISTEN_QUEUE_URL', 'the URL of an SQS FIFO queue', text),
  ingestDeadLettersUrl: variable('WAYBILL_INGEST_DEAD_LETTERS_URL', 'an SQS queue URL', text),
  listenUrl: variable('WAYBILL_LISTEN_URL', 'the URL of the WebSocket API, wss://…/listen', text),
  connectionsUrl: variable('WAYBILL_CONNECTIONS_URL', 'the URL of its connection management, https://…/listen', text),
  secretsKeyId: variable('WAYBILL_SECRETS_KEY_ID', 'the ARN of the KMS key that wraps data keys', text),
  platformKeysSecretId: variable('WAYBILL_PLATFORM_KEYS_SECRET_ID', 'the ARN of the secret with platform keys', text),
  defaultApiVersion: variable('WAYBILL_DEFAULT_API_VERSION', 'an API version name, such as 2026-01-01', text),
  eventCheck: variable('WAYBILL_EVENT_CHECK', CHECK_MODES.join(' or '), oneOf(CHECK_MODES)),
  unknownTypes: variable('WAYBILL_UNKNOWN_TYPES', UNKNOWN_TYPES.join(' or '), oneOf(UNKNOWN_TYPES)),
  signatureHeader: variable('WAYBILL_SIGNATURE_HEADER', 'a header name, such as Stripe-Signature', text),
  deliveryTimeoutMs: variable('WAYBILL_DELIVERY_TIMEOUT_MS', '1 to 30000', numberBetween(1, 30_000)),
  fastLaneTimeoutMs: variable('WAYBILL_FAST_LANE_TIMEOUT_MS', '1 to 30000', numberBetween(1, 30_000)),
  maxConcurrency: variable('WAYBILL_MAX_CONCURRENCY', '1 to 1000 batches at the same time', numberBetween(1, 1000)),
  lane: variable('WAYBILL_LANE', LANES.join(' or '), oneOf(LANES)),
  destinationLimit: variable('WAYBILL_DESTINATION_LIMIT', '1 to 1000', numberBetween(1, 1000)),
  rateLimitPerKey: variable('WAYBILL_RATE_LIMIT_PER_KEY', RATE_LIMIT, rateLimit),
  rateLimitPerAccount: variable('WAYBILL_RATE_LIMIT_PER_ACCOUNT', RATE_LIMIT, rateLimit),
  dueShards: variable('WAYBILL_DUE_SHARDS', '1 to 100', numberBetween(1, 100)),
  disableFailingAfterDays: variable(
    'WAYBILL_DISABLE_FAILING_AFTER_DAYS',
    '0 to 30 days; 0 never disables a destination',
    numberBetween(0, 30),
  ),
  healthTopicArn: variable('WAYBILL_HEALTH_TOPIC_ARN', 'the ARN of an SNS topic, or none', topicOrNone),
  shards: variable('WAYBILL_SHARDS', `1 to ${MAX_SHARDS}`, numberBetween(1, MAX_SHARDS)),
  rowFormat: variable('WAYBILL_ROW_FORMAT', ROW_FORMATS.join(' or '), oneOf(ROW_FORMATS)),
  drainRatePerSecond: variable('WAYBILL_DRAIN_RATE_PER_SECOND', '1 to 1000', numberBetween(1, MAX_DRAIN_RATE)),
  drainCapacityPerSecond: variable('WAYBILL_DRAIN_CAPACITY_PER_SECOND', '1 to 10000', numberBetween(1, 10_000)),
  inFlightLimit: variable('WAYBILL_IN_FLIGHT_LIMIT', '0 to 120000 messages', numberBetween(0, 120_000)),
  timeScale: variable('WAYBILL_TIME_SCALE', '1 or more; retry delays are divided by it', numberBetween(1, 1e6)),
  permitPrivateEndpoints: variable('WAYBILL_PERMIT_PRIVATE_ENDPOINTS', 'true or false', flag),
  eventBridgePartnerMode: variable('WAYBILL_EVENTBRIDGE_PARTNER_MODE', 'true or false', flag),
  roleTemplateUrl: variable(
    'WAYBILL_ROLE_TEMPLATE_URL',
    'the https URL of a template in an S3 bucket, or none',
    addressOrNone,
  ),
  permitOwnAccountBuses: variable('WAYBILL_PERMIT_OWN_ACCOUNT_BUSES', 'true or false', flag),
  awsAccountId: variable('WAYBILL_AWS_ACCOUNT_ID', 'the AWS account the platform runs in', text),
  /** Set by Lambda: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
  publishedVersion: variable('AWS_LAMBDA_FUNCTION_VERSION', 'a version of a function', publishedVersion),
} as const;

export type EnvName = keyof typeof ENV;
type ValueOf<V> = V extends Variable<infer T> ? T : never;
export type Env<K extends EnvName> = { readonly [P in K]: ValueOf<(typeof ENV)[P]> };

/**
 * Reads and checks the named variables.
 * @throws ConfigurationError with each variable that is missing or malformed, and what it should be
 */
export function readEnv<K extends EnvName>(
  names: readonly K[],
  source: Record<string, string | undefined> = process.env,
): Env<K> {
  const problems: string[] = [];
  const values: Partial<Record<K, unknown>> = {};
  for (const key of names) {
    const { name, expected, parse } = ENV[key];
    const value = parse(source[name] ?? '');
    if (value === undefined) problems.push(`${name} should be ${expected}, got ${JSON.stringify(source[name])}`);
    values[key] = value;
  }
  if (problems.length > 0) throw new ConfigurationError(problems.join('; '));
  return values as Env<K>;
}
