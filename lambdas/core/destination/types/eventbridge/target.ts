/**
 * What a customer's EventBridge bus is called and which policies let the platform put events on it.
 * ARNs and policies: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
 */
import { InvalidFieldsError } from '../../../errors.ts';

export interface EventBusArn {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
}

/** An IAM policy document, ready to be shown as JSON. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** What the names of all ingest buses begin with, on which services of a platform publish. */
export const INGEST_BUS_PREFIX = 'waybill-';

/** Field of the API that errors about a bus name. */
const BUS_PARAM = 'amazon_eventbridge.event_bus_arn';
const ROLE_PARAM = 'amazon_eventbridge.role_arn';

const BUS_ARN = /^arn:(aws[a-z-]*):events:([a-z]{2}(?:-[a-z]+)+-\d):(\d{12}):event-bus\/([\w./-]{1,256})$/;
const BUS_V2_ARN = /^arn:aws[a-z-]*:events:[^:]*:[^:]*:event-busv2\//;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]{1,512}$/;

/** Regions of their own partition, by how their names begin. */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
];

/** Partition of a region: `aws`, `aws-cn` or `aws-us-gov`. */
export const partitionOf = (region: string): string =>
  PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';

/** The bus that every AWS account has in every region. */
export const defaultBusArn = (region: string, accountId: string): string =>
  `arn:${partitionOf(region)}:events:${region}:${accountId}:event-bus/default`;

/** @throws InvalidFieldsError when it is not the ARN of an event bus that takes PutEvents from another account */
export function parseBusArn(arn: string): EventBusArn {
  if (BUS_V2_ARN.test(arn)) {
    throw new InvalidFieldsError(
      'event-busv2 buses are not supported; use the ARN of an event bus, arn:aws:events:<region>:<account>:event-bus/<name>',
      { param: BUS_PARAM },
    );
  }
  const [, partition, region, accountId, name] = BUS_ARN.exec(arn) ?? [];
  if (!partition || !region || !accountId || !name) {
    throw new InvalidFieldsError('must be of the form arn:aws:events:<region>:<account>:event-bus/<name>', {
      param: BUS_PARAM,
    });
  }
  return { partition, region, accountId, name };
}

/** @throws InvalidFieldsError when it is not the ARN of an IAM role */
export function parseRoleArn(arn: string): { readonly accountId: string } {
  const [, accountId] = ROLE_ARN.exec(arn) ?? [];
  if (!accountId) {
    throw new InvalidFieldsError('must be of the form arn:aws:iam::<account>:role/<name>', { param: ROLE_PARAM });
  }
  return { accountId };
}

const policy = (...Statement: PolicyDocument['Statement']): PolicyDocument => ({ Version: '2012-10-17', Statement });
const rootOf = (partition: string, accountId: string): string => `arn:${partition}:iam::${accountId}:root`;

export interface BusPolicyInput {
  /** The AWS account the platform runs in. */
  readonly platformAwsAccountId: string;
  readonly busArn: string;
  /** The one source that is let in: `eventSourceName` of the destination. */
  readonly source: string;
}

/** The resource policy a customer attaches to the bus, so that the platform may put this destination's events on it. */
export function busPolicyFor({ platformAwsAccountId, busArn, source }: BusPolicyInput): PolicyDocument {
  const { partition } = parseBusArn(busArn);
  return policy({
    // At most 64 characters, and distinct for each destination of one bus: the id at the end of the source.
    Sid: `Waybill-${source}`.replace(/[^A-Za-z0-9]+/g, '-').slice(-64),
    Effect: 'Allow',
    Principal: { AWS: rootOf(partition, platformAwsAccountId) },
    Action: 'events:PutEvents',
    Resource: busArn,
    Condition: { StringEquals: { 'events:source': source } },
  });
}

/** The trust policy of a role the customer makes, with the destination's id as external id against confused deputies. */
export const roleTrustPolicyFor = (input: {
  readonly platformAwsAccountId: string;
  readonly busArn: string;
  readonly destinationId: string;
}): PolicyDocument =>
  policy({
    Effect: 'Allow',
    Principal: { AWS: rootOf(parseBusArn(input.busArn).partition, input.platformAwsAccountId) },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': input.destinationId } },
  });

/** What that role has to allow. */
export const rolePermissionsFor = ({ busArn }: Pick<BusPolicyInput, 'busArn'>): PolicyDocument =>
  policy({ Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn });
