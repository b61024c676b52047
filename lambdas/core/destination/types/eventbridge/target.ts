/**
 * Parses the ARNs of customers' event buses and roles, and builds the policies that allow the platform to put events on a bus:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
 */
import { InvalidFieldsError } from '../../../errors.ts';

export interface EventBusArn {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
}

/** An IAM policy document. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** Prefix of the names of ingest buses. */
export const INGEST_BUS_PREFIX = 'waybill-';

/** Fields of the API that errors name. */
const BUS_PARAM = 'amazon_eventbridge.event_bus_arn';
const ROLE_PARAM = 'amazon_eventbridge.role_arn';

const BUS_ARN = /^arn:(aws[a-z-]*):events:([a-z]{2}(?:-[a-z]+)+-\d):(\d{12}):event-bus\/([\w./-]{1,256})$/;
const BUS_V2_ARN = /^arn:aws[a-z-]*:events:[^:]*:[^:]*:event-busv2\//;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]{1,512}$/;

/** Partitions by the prefix of their regions. */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
];

/** Returns the partition of a region: `aws`, `aws-cn` or `aws-us-gov`. */
export const partitionOf = (region: string): string =>
  PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';

/** Returns the ARN of the default bus, which every AWS account has in every region. */
export const defaultBusArn = (region: string, accountId: string): string =>
  `arn:${partitionOf(region)}:events:${region}:${accountId}:event-bus/default`;

/** Parses the ARN of an event bus. @throws InvalidFieldsError when it is not one that accepts PutEvents from another account */
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

/** Parses the ARN of a role. @throws InvalidFieldsError when it is not one */
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
  /** The AWS account of the platform. */
  readonly platformAwsAccountId: string;
  readonly busArn: string;
  /** The only source that is allowed: `eventSourceName` of the destination. */
  readonly source: string;
}

/** Returns the resource policy of a bus that allows the platform to put the destination's events on it. */
export function busPolicyFor({ platformAwsAccountId, busArn, source }: BusPolicyInput): PolicyDocument {
  const { partition } = parseBusArn(busArn);
  return policy({
    // At most 64 characters. The id of the destination, at the end, makes it unique on the bus.
    Sid: `Waybill-${source}`.replace(/[^A-Za-z0-9]+/g, '-').slice(-64),
    Effect: 'Allow',
    Principal: { AWS: rootOf(partition, platformAwsAccountId) },
    Action: 'events:PutEvents',
    Resource: busArn,
    Condition: { StringEquals: { 'events:source': source } },
  });
}

/** Returns the trust policy of the role. The external id prevents the confused deputy problem. */
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

/** Returns the permissions of the role. */
export const rolePermissionsFor = ({ busArn }: Pick<BusPolicyInput, 'busArn'>): PolicyDocument =>
  policy({ Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn });
