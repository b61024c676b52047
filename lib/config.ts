/** Reads the settings of a stage from the CDK context and checks them before anything is built. */
import type { Node } from 'constructs';
import { z } from 'zod';
import { ROW_FORMATS } from '../lambdas/adapters/dynamodb/row-format.ts';
import { problemsOf } from '../lambdas/contract/parse.ts';
import { ingestRuleSchema } from '../lambdas/contract/publish/ingest-rule.ts';
import { MAX_RATE } from '../lambdas/core/account/rate-limit.ts';
import { CHECK_MODES, UNKNOWN_TYPES } from '../lambdas/core/catalog/catalog.ts';
import { MAX_DRAIN_RATE } from '../lambdas/core/destination/health/drain-schedule.ts';
import { MAX_SHARDS } from '../lambdas/core/ids.ts';

/** Thrown when a setting of a stage is invalid. The message names every invalid setting. */
export class SettingsError extends Error {}

const whole = (min: number, max: number) => z.int().min(min).max(max);

const topicArn = z.string().regex(/^arn:[a-z-]+:sns:[^:]+:[0-9]{12}:.+$/, 'should be the ARN of an SNS topic');

/** The runbooks of the deployed version. */
const RUNBOOK_PATH = 'docs/operations/alarms.md';

/** Tag of every resource of a stack. Its value is the stage, or the name of the stack where that differs. */
export const STAGE_TAG = 'waybill:stage';

/** Characters that every AWS service accepts. https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const TAG_TEXT = /^[\p{L}\p{N} _.:/=+@-]*$/u;

const tags = z
  .record(
    z
      .string()
      .min(1)
      .max(128)
      .regex(TAG_TEXT, 'should be letters, digits, spaces and _ . : / = + - @')
      .refine((key) => !/^(?:aws|waybill):/i.test(key), 'should not begin with aws: or waybill:'),
    z.string().min(1).max(256).regex(TAG_TEXT, 'should be letters, digits, spaces and _ . : / = + - @'),
  )
  .refine((all) => Object.keys(all).length <= 40, 'should be at most 40 tags');

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const tableName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{3,255}$/, 'should be the name of a table: 3 to 255 of A-Z, a-z, 0-9, _, . and -');

/** Percent of good events in 30 days. */
const objective = z.number().min(50).max(99.999);

const rateLimit = z
  .strictObject({ perSecond: whole(1, MAX_RATE), burst: whole(1, MAX_RATE) })
  .default({ perSecond: 1000, burst: 2000 });

const settingsSchema = z.strictObject({
  /** Name of the CloudFormation stack and prefix of the names of its resources. Defaults to `Waybill-<stage>`. */
  stackName: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,35}$/, 'should be 1 to 36 letters, digits and -, starting with a letter')
    .optional(),
  /** First part of every EventBridge source name that customers see, such as `acme/acct_…/ed_…`. */
  platformName: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'should be 1 to 31 of a-z, 0-9 and -, such as acme'),
  /** Id of the platform's own account. */
  platformAccount: z
    .string()
    .regex(/^acct_[A-Za-z0-9_]{1,64}$/, 'should be acct_ and letters, digits or _')
    .default('acct_platform'),
  /** API version of events and destinations that name none. A default version in the catalog overrides it. */
  defaultApiVersion: z
    .string()
    .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[a-z0-9]+)?$/, 'should be a date such as 2026-01-01')
    .default('2026-01-01'),
  /** How to handle events that don't match their schema, unless the event type or the account has a setting. */
  eventCheck: z.enum(CHECK_MODES).default('off'),
  /** Whether to accept events whose type is not in the catalog. Has no effect while the catalog has no types. */
  unknownTypes: z.enum(UNKNOWN_TYPES).default('allow'),
  /**
   * Rules of the ingest bus: which events are published, in which mode, and how their detail is read. An event that matches no rule is
   * not published. By default all events are published, and `detail` has the shape of the body of `POST /v1/events`.
   */
  ingestRules: z.array(ingestRuleSchema).min(1).max(20).prefault([{}]),
  /** Name of the header with the `t=…,v1=…` signature. */
  signatureHeader: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'should be a header name, such as Stripe-Signature')
    .default('Stripe-Signature'),
  /** Timeout of an attempt from connecting to the last byte, milliseconds. */
  deliveryTimeoutMs: whole(1, 30_000).default(10_000),
  /** Maximum number of destinations of an account in one mode. */
  destinationLimit: whole(1, 1000).default(16),
  /**
   * Number of shards of the due list. The sweep works on each shard separately. Raising the number is safe. Lowering it strands
   * deferred deliveries in the shards that are no longer swept.
   */
  dueShards: whole(1, 100).default(8),
  /**
   * Number of shards of events and deliveries, each of which takes 1,000 write units a second for an account or a destination.
   * Raising the number is safe. Lowering it strands events and deliveries in the shards that are no longer listed.
   */
  shards: whole(1, MAX_SHARDS).default(1),
  /**
   * Format of the rows of events and deliveries. `compact` stores a quarter less. Choose it one deployment after the upgrade from
   * version 0.1.0, which can't read it. `full` is safe at any time.
   */
  rowFormat: z.enum(ROW_FORMATS).default('full'),
  /**
   * Largest rate at which the deliveries that waited for a destination are sent after it recovered, deliveries a second. All drains
   * together send one a second for each attempt that the slow lane can make at the same time.
   */
  drainRatePerSecond: whole(1, MAX_DRAIN_RATE).default(50),
  /** Number of messages in flight above which retries are deferred. SQS stops delivering messages at about 120,000. */
  inFlightLimit: whole(0, 120_000).default(60_000),
  /** Maximum number of batches of ten attempts at the same time in the fast lane. The bounds are those of an SQS event source. */
  deliverMaxConcurrency: whole(2, 1000).default(50),
  /** Days in which every attempt fails after which a destination is disabled. 0 never disables one. */
  disableFailingAfterDays: whole(0, 30).default(5),
  /** Existing topic that receives the health events of all destinations. */
  healthTopicArn: topicArn.optional(),
  /**
   * Timeout of an attempt in the fast lane, milliseconds. An attempt that reaches it moves to the slow lane. Two thirds of it make a
   * destination slow.
   */
  fastLaneTimeoutMs: whole(100, 30_000).default(3_000),
  /** Batches of the slow lane: how many at the same time, and their attempts. The bounds are those of an SQS event source. */
  slowLane: z
    .strictObject({ maxConcurrency: whole(2, 1000).default(50), batchSize: whole(1, 10).default(10) })
    .prefault({}),
  /** Retention of every log group, days. One of the values that CloudWatch Logs accepts. */
  logRetentionDays: z
    .literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653])
    .default(30),
  /** Whether the API writes an access log: a line for each call. */
  accessLog: z.boolean().default(true),
  /** Tables with point-in-time recovery, which AWS bills by their size. The control table always has it. */
  pointInTimeRecovery: z
    .strictObject({ events: z.boolean().default(true), deliveries: z.boolean().default(false) })
    .prefault({}),
  /** Rate limits of a key, and of an account that has no limit of its own. */
  rateLimit: z.strictObject({ perKey: rateLimit, perAccount: rateLimit }).prefault({}),
  /**
   * Throttle of API Gateway for the whole API. Leave it out, because SDKs treat its response as success. AWS throttles all APIs
   * of an AWS account together.
   */
  throttle: z.strictObject({ rate: whole(1, MAX_RATE), burst: whole(1, MAX_RATE) }).optional(),
  /** E-mail address that receives alarms. Without it and `alarmTopicArn`, subscribe to the topic of the stack. */
  alarmEmail: z.email('should be an e-mail address').optional(),
  /** Existing topic for alarms. By default the stack creates a topic. */
  alarmTopicArn: topicArn.optional(),
  /** Topic of alarms that can wait for the morning. Defaults to the topic of all alarms. */
  ticketTopicArn: topicArn.optional(),
  /** Objectives on the dashboard: percent of good events in 30 days. */
  objectives: z
    .strictObject({
      calls: objective.default(99.9),
      withinTenSeconds: objective.default(99),
      attempts: objective.default(99.9),
    })
    .prefault({}),
  /** Dollars that the stage may cost in a calendar month. The topic of tickets is notified when they are nearly spent. */
  monthlyBudgetUsd: z.number().min(1).max(10_000_000).optional(),
  /** Further tags of every resource. */
  tags: tags.default({}),
  /** URL of docs/operations/alarms.md that alarms link to. */
  runbookUrl: z
    .union(
      [z.literal(RUNBOOK_PATH), z.url({ protocol: /^https?$/ })],
      'should be the address of docs/operations/alarms.md',
    )
    .default(RUNBOOK_PATH),
  /** False deploys the API without the Workbench: no page, no bucket and no distribution. */
  workbench: z.boolean().default(true),
  /** Custom domain of the Workbench and the API. Defaults to the domain name of CloudFront. */
  workbenchDomain: z
    .strictObject({
      name: z
        .string()
        .regex(/^([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/, 'should be a host name, such as workbench.example.com'),
      // CloudFront accepts only certificates from this region.
      certificateArn: z
        .string()
        .regex(
          /^arn:[a-z-]+:acm:us-east-1:[0-9]{12}:certificate\/.+$/,
          'should be the ARN of a certificate in us-east-1',
        ),
    })
    .optional(),
  /**
   * True gives customers a link that creates the role of an EventBridge destination. Its template is then in a public bucket, which
   * AWS accounts with S3 Block Public Access do not allow.
   */
  quickCreateLinks: z.boolean().default(false),
  /** True allows EventBridge destinations in the platform's own AWS account. */
  permitOwnAccountBuses: z.boolean().default(false),
  /** True when the AWS account of the deployment is an EventBridge partner. */
  eventBridgePartnerMode: z.boolean().default(false),
  /** Whether AWS X-Ray records a sample of the invocations, from publishing to the attempt. */
  tracing: z.enum(['none', 'xray']).default('none'),
  /**
   * How a deployment replaces the deliver functions: at once, or gradually, so that errors of a new version end the deployment while
   * it has a tenth of the batches.
   */
  deploymentPreference: z.enum(['all-at-once', 'canary']).default('all-at-once'),
  /**
   * Names of existing tables to use instead of those that the stack creates, such as tables that were restored from a backup.
   * Needs `removalPolicy: retain`, because the deployment removes the tables that they replace from the stack.
   */
  tables: z
    .strictObject({ events: tableName.optional(), deliveries: tableName.optional(), control: tableName.optional() })
    .prefault({}),
  /** Whether tables, key and logs are retained or deleted when the stack is deleted. */
  removalPolicy: z.enum(['retain', 'destroy']).default('retain'),
});

export interface StageConfig extends z.output<typeof settingsSchema> {
  readonly stackName: string;
  /** Name of the stage, such as `prod`. */
  readonly stage: string;
}

const STAGE_NAME = /^[a-z][a-z0-9-]{0,19}$/;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * Checks the settings of a stage.
 * @param settings the value of `context.waybill.stages.<stage>`
 * @throws SettingsError naming every invalid setting and its path in cdk.json
 */
export function parseStageConfig(stage: string, settings: unknown): StageConfig {
  if (!STAGE_NAME.test(stage)) {
    throw new SettingsError(
      `stage should be 1 to 20 of a-z, 0-9 and -, starting with a letter; got ${JSON.stringify(stage)}`,
    );
  }
  const parsed = settingsSchema.safeParse(settings, { reportInput: true });
  if (!parsed.success) {
    const problems = parsed.error.issues
      .flatMap((issue) => problemsOf(issue, 'is not a setting'))
      .map(({ path, text }) => `${['waybill.stages', stage, ...path].join('.')}: ${text.replace(/\.$/, '')}`);
    throw new SettingsError(`Invalid settings in cdk.json:\n  ${problems.join('\n  ')}`);
  }
  const { alarmEmail, alarmTopicArn, tables, removalPolicy } = parsed.data;
  const refuse = (text: string): never => {
    throw new SettingsError(`Invalid settings in cdk.json:\n  waybill.stages.${stage}.${text}`);
  };
  if (alarmEmail && alarmTopicArn) {
    refuse('alarmEmail: should be omitted when alarmTopicArn is set. Subscribe to that topic instead');
  }
  if (removalPolicy !== 'retain' && Object.keys(tables).length > 0) {
    refuse(
      'tables: need removalPolicy retain, because the deployment would delete the tables that they replace. Deploy that setting first',
    );
  }
  return { stage, ...parsed.data, stackName: parsed.data.stackName ?? `Waybill-${stage}` };
}

/** Reads the stage chosen by `-c stage=<name>` (`dev` by default) from `context.waybill.stages` of cdk.json. */
export function readStageConfig(node: Node): StageConfig {
  const stage = String(node.tryGetContext('stage') ?? 'dev');
  const waybill: unknown = node.tryGetContext('waybill');
  const stages = isRecord(waybill) && isRecord(waybill.stages) ? waybill.stages : {};
  if (!(stage in stages)) {
    const known = Object.keys(stages).join(', ') || 'none';
    throw new SettingsError(
      `cdk.json has no settings for stage "${stage}" under context.waybill.stages. Known stages: ${known}`,
    );
  }
  return parseStageConfig(stage, stages[stage]);
}
