/** Settings of a stage: read from the CDK context, checked before anything is built. */
import type { Node } from 'constructs';
import { z } from 'zod';
import { MAX_RATE } from '../lambdas/core/account/rate-limit.ts';
import { CHECK_MODES, UNKNOWN_TYPES } from '../lambdas/core/catalog/catalog.ts';

const whole = (min: number, max: number) => z.int().min(min).max(max);

const topicArn = z.string().regex(/^arn:[a-z-]+:sns:[^:]+:[0-9]{12}:.+$/, 'should be the ARN of an SNS topic');

/** Runbooks in the repository that this was deployed from. */
const RUNBOOK_PATH = 'docs/operations.md';

const rateLimit = z
  .strictObject({ perSecond: whole(1, MAX_RATE), burst: whole(1, MAX_RATE) })
  .default({ perSecond: 1000, burst: 2000 });

const settingsSchema = z.strictObject({
  /** Name of the CloudFormation stack, `Waybill-<stage>` by default. The names of its resources begin with it. */
  stackName: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,35}$/, 'should be 1 to 36 letters, digits and -, starting with a letter')
    .optional(),
  /** First part of every EventBridge source name the platform's customers see: `acme/acct_…/ed_…`. */
  platformName: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'should be 1 to 31 of a-z, 0-9 and -, such as acme'),
  /** The account of the platform itself. */
  platformAccount: z
    .string()
    .regex(/^acct_[A-Za-z0-9_]{1,64}$/, 'should be acct_ and letters, digits or _')
    .default('acct_platform'),
  /** API version of events and destinations that name none, where the catalog does not say it. */
  defaultApiVersion: z
    .string()
    .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[a-z0-9]+)?$/, 'should be a dated name, such as 2026-01-01')
    .default('2026-01-01'),
  /** What becomes of an event that does not fit its type's schema, where neither type nor account says. */
  eventCheck: z.enum(CHECK_MODES).default('off'),
  /** What becomes of an event whose type the catalog does not have, where it has any. */
  unknownTypes: z.enum(UNKNOWN_TYPES).default('allow'),
  /** Name of the header that carries the `t=…,v1=…` signature. */
  signatureHeader: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'should be a header name, such as Stripe-Signature')
    .default('Stripe-Signature'),
  /** One attempt, from connecting to the last byte, milliseconds. */
  deliveryTimeoutMs: whole(1, 30_000).default(10_000),
  /** Destinations an account may have in one mode. */
  destinationLimit: whole(1, 1000).default(16),
  /** Parts of the list of parked deliveries, each swept by itself. Raising it is safe; lowering it strands what is parked above it. */
  dueShards: whole(1, 100).default(8),
  /** Messages in flight above which retries are parked; SQS stops handing out messages at about 120,000. */
  inFlightLimit: whole(0, 120_000).default(60_000),
  /** Batches of ten attempted at the same time: the limits are those of an SQS event source. */
  deliverMaxConcurrency: whole(2, 1000).default(50),
  /** Of every log group, days; one of the values CloudWatch Logs takes. */
  logRetentionDays: z
    .literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653])
    .default(30),
  /** Calls a second, and calls at once: of one key, and for one account that has no limit of its own. */
  rateLimit: z.strictObject({ perKey: rateLimit, perAccount: rateLimit }).prefault({}),
  /**
   * API Gateway's own throttle of the whole API. Leave it out: SDKs treat its response as success. AWS throttles all APIs of an
   * account together.
   */
  throttle: z.strictObject({ rate: whole(1, MAX_RATE), burst: whole(1, MAX_RATE) }).optional(),
  /** Address that gets alarms. Without it and `alarmTopicArn`, the stack's topic is there to subscribe to. */
  alarmEmail: z.email('should be an e-mail address').optional(),
  /** Topic alarms go to instead of one of the stack's own. */
  alarmTopicArn: topicArn.optional(),
  /** Topic of alarms that can wait for the morning, instead of the topic of all. */
  ticketTopicArn: topicArn.optional(),
  /** Address of docs/operations.md on the web, which alarms link to. */
  runbookUrl: z
    .union([z.literal(RUNBOOK_PATH), z.url({ protocol: /^https?$/ })], 'should be the address of docs/operations.md')
    .default(RUNBOOK_PATH),
  /** False where the API alone is wanted, without page, bucket and distribution. */
  workbench: z.boolean().default(true),
  /** A name of the platform's own for Workbench and API; without it they have CloudFront's. */
  workbenchDomain: z
    .strictObject({
      name: z
        .string()
        .regex(/^([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/, 'should be a host name, such as workbench.example.com'),
      // CloudFront takes certificates from that region alone.
      certificateArn: z
        .string()
        .regex(
          /^arn:[a-z-]+:acm:us-east-1:[0-9]{12}:certificate\/.+$/,
          'should be the ARN of a certificate in us-east-1',
        ),
    })
    .optional(),
  /**
   * True where customers may make the role of an EventBridge destination by one link. Its template is then in a bucket that
   * everybody can read, which accounts with S3 Block Public Access do not allow.
   */
  quickCreateLinks: z.boolean().default(false),
  /** True where EventBridge destinations may be in the platform's own AWS account. */
  permitOwnAccountBuses: z.boolean().default(false),
  /** True where the deployment's AWS account is an EventBridge partner. */
  eventBridgePartnerMode: z.boolean().default(false),
  /** What becomes of tables, key and logs when the stack is deleted. */
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
 * @param settings what `context.waybill.stages.<stage>` holds
 * @throws Error naming every wrong field and where it is set
 */
export function parseStageConfig(stage: string, settings: unknown): StageConfig {
  if (!STAGE_NAME.test(stage)) {
    throw new Error(`stage should be 1 to 20 of a-z, 0-9 and -, starting with a letter; got ${JSON.stringify(stage)}`);
  }
  const parsed = settingsSchema.safeParse(settings);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${['', ...path].join('.')}: ${message}`);
    throw new Error(
      `Wrong settings in cdk.json:\n  ${problems.map((p) => `waybill.stages.${stage}${p}`).join('\n  ')}`,
    );
  }
  if (parsed.data.alarmEmail && parsed.data.alarmTopicArn) {
    throw new Error(
      `Wrong settings in cdk.json:\n  waybill.stages.${stage}.alarmEmail: leave it out when alarmTopicArn is given; subscribe at that topic`,
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
    throw new Error(`No settings for stage "${stage}" in cdk.json under context.waybill.stages; there are: ${known}`);
  }
  return parseStageConfig(stage, stages[stage]);
}
